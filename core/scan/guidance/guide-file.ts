import type { Context } from '../../kernel/context.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { Rule } from '../model.ts';
import { loadFile } from '../project/load-file.ts';
import { type Guide, guidesFor, usesLibrary } from './guide.ts';
import { manifestWords, wordsOf } from './libraries.ts';
import { librariesOf } from './subject.ts';

/** Guides for a file, and the libraries among those that rules know, which it or its project uses. */
export interface FileGuidance {
  readonly guides: readonly Guide[];
  readonly libraries: readonly string[];
}

/** Guides for a file by the words in it, and by its project's manifests of dependencies; it need not be there yet. */
export function guideFile(context: Context, path: RepoPath, { rules, maxBytes }: { readonly rules: readonly Rule[]; readonly maxBytes: number }): FileGuidance {
  const own = wordsOfFile(context, path, maxBytes);
  const project = manifestWords(context, path);
  const libraries = new Set(rules.flatMap(librariesOf).filter((library) => usesLibrary({ own, project }, library)));
  return { guides: guidesFor(rules, { own, project }), libraries: [...libraries].sort() };
}

function wordsOfFile(context: Context, path: RepoPath, maxBytes: number): ReadonlySet<string> {
  if (context.files.stat(path) === undefined) return new Set();
  const loaded = loadFile(context.files, path, maxBytes);
  return loaded.kind === 'text' ? wordsOf(loaded.text) : new Set();
}
