import type { Files } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import type { TextFile } from './models.ts';

/** Where a rule refers to a file from. `onLooked` is told each path that was looked at, whether or not there is a file. */
export interface Referring {
  readonly from: string;
  readonly onLooked?: (path: RepoPath) => void;
}

/** A rule file named in another: from the folder of that file, else from the root of the project. Undefined when there is none inside the project. */
export function readReferredFile(files: Files, place: string, { from, onLooked }: Referring): TextFile | undefined {
  const folder = from.includes('/') ? `${from.slice(0, from.lastIndexOf('/'))}/` : '';
  for (const base of [folder, '']) {
    try {
      const path = insideRoot(files.root, `${base}${place}`);
      onLooked?.(path);
      if (files.stat(path)?.kind === 'file') return { file: path, text: new TextDecoder().decode(files.read(path)) };
    } catch (thrown) {
      if (toFailure(thrown).code === 'internal') throw thrown;
    }
  }
  return undefined;
}
