import type { Files } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import type { RepoPath } from '../kernel/path.ts';

/** The text of a file, and the byte order mark before it, which is no part of the text that is checked; '' where there is none. */
export interface SourceText {
  readonly mark: string;
  readonly text: string;
}

/** Reads a file that may be changed. Throws `unsupported` where it is not UTF-8. */
export function readSourceText(files: Files, path: RepoPath): SourceText {
  const whole = decodeUtf8(files.read(path));
  const hasMark = whole.startsWith('\uFEFF');
  return { mark: hasMark ? '\uFEFF' : '', text: hasMark ? whole.slice(1) : whole };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('unsupported', 'The file is not UTF-8 text');
  }
}
