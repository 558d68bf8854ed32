import { execFile } from 'node:child_process';
import type { Git, GitState } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { committedFiles } from './git-committed.ts';
import { readHistory } from './git-history.ts';
import { readObjects } from './git-objects.ts';

const safeRange = /^[A-Za-z0-9_./@{}^~][A-Za-z0-9_./@{}^~-]*$/;
const safeName = /^[A-Za-z0-9_./@{}^~#+][A-Za-z0-9_./@{}^~#+=-]*$/;
const listing = ['--name-only', '-z', '--relative', '--no-ext-diff', '--diff-filter=ACMRT'];

/** The system's git, asked in the project folder. Optional locks are off, so that reading never blocks the user's own git. */
export function systemGit(root: string): Git {
  const ask = (...words: readonly string[]) => runGit(root, words);
  const commit = async (name: string): Promise<string> => {
    if (!safeName.test(name) || name.includes('..')) throw malformed();
    return (await ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)).trim();
  };
  return {
    async changedFiles(range) {
      if (!safeRange.test(range)) throw malformed();
      return names(await ask('diff', ...listing, range, '--'));
    },
    stagedFiles: async () => names(await ask('diff', ...listing, '--cached', '--')),
    async endsOf(range) {
      const [, start = '', dots = '', end = ''] = /^(.*?)(?:(\.{2,3})(.*))?$/s.exec(range) ?? [];
      const from = await commit(start === '' ? 'HEAD' : start);
      if (dots === '') return { from };
      const to = await commit(end === '' ? 'HEAD' : end);
      const base = dots === '...' ? (await ask('merge-base', from, to)).trim() : from;
      return to === (await commit('HEAD')) ? { from: base } : { from: base, to };
    },
    contents: (at, paths) =>
      readObjects(
        root,
        paths.map((path) => ({ path, name: `${at.kind === 'commit' ? at.id : ''}:./${path}` })),
      ),
    committed: committedFiles(root, commit),
    async filesBelow(name, folder) {
      return names(await ask('ls-tree', '-r', '--name-only', '-z', await commit(name), '--', `./${folder}/`));
    },
    async renames(from, to) {
      const fields = names(await ask('diff', '--name-status', '-z', '--relative', '--no-ext-diff', '--diff-filter=R', '-M', ...targetOf(from, to), '--'));
      const found = new Map<string, string>();
      for (let at = 0; at + 2 < fields.length; at += 3) found.set(fields[at + 2] ?? '', fields[at + 1] ?? '');
      return found;
    },
    async history(request) {
      if (request.range !== undefined && !safeRange.test(request.range)) throw malformed();
      return readHistory(root, request, ask);
    },
  };
}

/** A project without version control. */
export const noGit: Git = {
  changedFiles: () => Promise.reject(noRepository()),
  stagedFiles: () => Promise.reject(noRepository()),
  endsOf: () => Promise.reject(noRepository()),
  contents: () => Promise.reject(noRepository()),
  committed: () => Promise.reject(noRepository()),
  filesBelow: () => Promise.reject(noRepository()),
  renames: () => Promise.reject(noRepository()),
  history: () => Promise.reject(noRepository()),
};

function targetOf(from: string, to: GitState): readonly string[] {
  if (to.kind === 'staged') return ['--cached', from];
  return to.kind === 'disk' ? [from] : [from, to.id];
}

function names(output: string): readonly string[] {
  return output.split('\0').filter((name) => name !== '');
}

function runGit(root: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', ['--no-optional-locks', ...words], { cwd: root, maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(explain(error));
    });
  });
}

function malformed(): Failure {
  return new Failure('bad_request', 'The git range is malformed; use one such as origin/main...HEAD');
}

function noRepository(): Failure {
  return new Failure('unavailable', 'The project is not a git repository');
}

function explain(thrown: Error): Failure {
  if ('code' in thrown && thrown.code === 'ENOENT') return new Failure('unavailable', 'git is not installed');
  // Outside a repository git takes the call for a comparison of two files and prints the usage of --no-index.
  if (thrown.message.includes('not a git repository') || thrown.message.includes('--no-index')) return noRepository();
  return new Failure('bad_request', 'git does not know this range; check the names of its commits and branches');
}
