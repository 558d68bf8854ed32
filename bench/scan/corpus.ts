import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './peers.ts';

/** A repository to scan, pinned to a commit. */
export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly commit: string;
  /** A file to change between two scans. */
  readonly changes: string;
}

/** More than a million lines together: TypeScript, Python, Java. */
export const repositories: readonly Repository[] = [
  {
    name: 'theia',
    url: 'https://github.com/eclipse-theia/theia',
    commit: 'c66a38110467826d2eb718fccd88eb2692d28969',
    changes: 'packages/core/src/common/event.ts',
  },
  {
    name: 'ansible',
    url: 'https://github.com/ansible/ansible',
    commit: 'c9ac477e53a99e95781f333eec3329a935c1bf95',
    changes: 'lib/ansible/playbook/task.py',
  },
  {
    name: 'spring',
    url: 'https://github.com/spring-projects/spring-framework',
    commit: '91eb42645e26a7ef9382b4a655bcefe5c8682fee',
    changes: 'spring-core/src/main/java/org/springframework/util/StringUtils.java',
  },
];

/** Folders of the repositories: below `given`, else in the benchmark's cache, where `fetch` clones the missing ones. */
export function openCorpus(given: string | undefined, fetch: boolean): ReadonlyMap<string, string> {
  const base = given ?? path.join(cacheFolder, 'corpus');
  const folders = new Map<string, string>();
  for (const { name, url, commit } of repositories) {
    const folder = path.join(base, name);
    if (!fs.existsSync(folder) && fetch) clone(folder, url, commit);
    if (fs.existsSync(folder)) folders.set(name, folder);
  }
  return folders;
}

function clone(folder: string, url: string, commit: string): void {
  const git = (...argv: string[]) => execFileSync('git', ['-C', folder, ...argv], { stdio: 'inherit' });
  fs.mkdirSync(folder, { recursive: true });
  git('init', '-q');
  git('fetch', '-q', '--depth', '1', url, commit);
  git('checkout', '-q', 'FETCH_HEAD');
}
