import type { Files } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { extensionOf, type RepoPath } from '../../kernel/path.ts';
import { decodeText } from '../decode.ts';
import type { Skip } from '../model.ts';
import { isMediaExtension } from './ignored.ts';

/** The text of a path, from the disk or given inline, with the bytes that it was read from; or why there is none. */
export type Loaded =
  | { readonly kind: 'text'; readonly text: string; readonly bytes?: Uint8Array }
  | { readonly kind: 'skip'; readonly skip: Skip }
  | { readonly kind: 'media' };

/** Reads a file of the disk as text within the size limit. */
export function loadFile(files: Files, path: RepoPath, maxBytes: number): Loaded {
  if (isMediaExtension(extensionOf(path))) return { kind: 'media' };
  try {
    const size = files.stat(path)?.size ?? 0;
    return size > maxBytes ? tooLarge(path, size, maxBytes) : decodeLoaded(path, files.read(path));
  } catch (thrown) {
    const { code } = toFailure(thrown);
    if (code === 'outside_root') return skipped(path, 'outside-root', `${path} is a link that leads outside the project`);
    return skipped(path, 'unreadable', `${path} cannot be read`);
  }
}

/** Takes bytes that do not come from the disk as the file of a path. */
export function loadBytes(path: RepoPath, bytes: Uint8Array, maxBytes: number): Loaded {
  if (isMediaExtension(extensionOf(path))) return { kind: 'media' };
  return bytes.length > maxBytes ? tooLarge(path, bytes.length, maxBytes) : decodeLoaded(path, bytes);
}

function tooLarge(path: RepoPath, size: number, maxBytes: number): Loaded {
  return skipped(path, 'too-large', `${path} is ${size} bytes; the limit is ${maxBytes}`);
}

function decodeLoaded(path: RepoPath, bytes: Uint8Array): Loaded {
  const decoded = decodeText(bytes);
  if (decoded.kind === 'text') return { ...decoded, bytes };
  return skipped(path, decoded.kind, decoded.kind === 'binary' ? `${path} is not text` : `${path} is not UTF-8 or UTF-16 text`);
}

function skipped(path: string, reason: Skip['reason'], message: string): Loaded {
  return { kind: 'skip', skip: { path, reason, message } };
}
