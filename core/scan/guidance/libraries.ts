import type { Context } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { childPath, parentPath, type RepoPath } from '../../kernel/path.ts';

const word = /[A-Z]?[a-z][a-z\d]*|[A-Z][A-Z\d]*/g;
const manifests = [
  'package.json',
  'requirements.txt',
  'pyproject.toml',
  'Pipfile',
  'go.mod',
  'Gemfile',
  'composer.json',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
];
const maxManifest = 200_000;

/** The words of a text in lower case; names are taken apart at capitals and underscores. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(word)].map(([each]) => each.toLowerCase()));
}

/** Words, in lower case, of the nearest manifests of dependencies: of the file's folder or of those above it. */
export function manifestWords({ files }: Pick<Context, 'files'>, path: RepoPath): ReadonlySet<string> {
  for (let folder = parentPath(path); ; folder = parentPath(folder)) {
    const texts = manifests.flatMap((name) => textOf(files, childPath(folder, name)) ?? []);
    if (texts.length > 0) return wordsOf(texts.join('\n'));
    if (folder === '') return new Set();
  }
}

function textOf(files: Context['files'], path: RepoPath): string | undefined {
  try {
    const stat = files.stat(path);
    return stat?.kind === 'file' && stat.size <= maxManifest ? new TextDecoder().decode(files.read(path)) : undefined;
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return undefined;
  }
}
