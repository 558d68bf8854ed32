import { Failure } from '../../kernel/failure.ts';
import { baseName } from '../../kernel/path.ts';
import { packRoot } from './pack-root.ts';

/** A text file of a pack; `path` is relative to the pack's folder, '/'-separated. */
export interface PackFile {
  readonly path: string;
  readonly text: string;
}

/** A file as an archive or a request brings it along. */
export interface RawFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Bytes and counts that a pack may not exceed. */
export const packLimits = { files: 2000, fileBytes: 1_000_000, bytes: 16_000_000, archiveBytes: 20_000_000 } as const;

const maxDepth = 8;
const maxPath = 250;
/** Characters that a path of some file system cannot hold, that hide others, or that mean something in a path. */
const refused = /[\p{Cc}\p{Bidi_Control}<>:"|?*\\]/u;

/**
 * Files of a pack as text, sorted by path, relative to the folder of its pack.yaml (see `packRoot`). Throws `invalid_input` for a path that leads out of the pack or is no plain path, for two paths that
 * differ in case only and for what is not UTF-8, `too_large` beyond the limits. Hidden files and what archivers add are left out.
 */
export function readPackFiles(raw: readonly RawFile[]): readonly PackFile[] {
  for (const { path } of raw) requirePlainPath(path);
  const kept = packRoot(raw.filter(({ path }) => !isSideName(path))).filter(({ path }) => !path.split('/').some((part) => part.startsWith('.')));
  if (kept.length > packLimits.files) throw new Failure('too_large', `The pack has more than ${packLimits.files} files`);
  if (kept.reduce((sum, { bytes }) => sum + bytes.length, 0) > packLimits.bytes) throw tooLarge();
  const seen = new Set<string>();
  return kept
    .map(({ path, bytes }) => {
      const folded = path.toLowerCase();
      if (seen.has(folded)) throw new Failure('invalid_input', `The pack has several files at ${path}`);
      seen.add(folded);
      if (bytes.length > packLimits.fileBytes) throw new Failure('too_large', `The file ${path} is larger than 1 MB`);
      return { path, text: decode(path, bytes) };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export function tooLarge(): Failure {
  return new Failure('too_large', `The pack is larger than ${packLimits.bytes / 1_000_000} MB`);
}

function requirePlainPath(path: string): void {
  const parts = path.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !refused.test(path);
  if (!isPlain) throw new Failure('invalid_input', 'A file of the pack has a path that is not a plain relative path, so nothing was read');
  if (path.length > maxPath || parts.length > maxDepth)
    throw new Failure('invalid_input', `A path in the pack is longer than ${maxPath} characters or ${maxDepth} folders`);
}

/** Hidden files, and what archivers of desktops add. */
function isSideName(path: string): boolean {
  const name = baseName(path);
  return name.startsWith('.') || name === 'Thumbs.db' || path.split('/').includes('__MACOSX');
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure('invalid_input', `The file ${path} is not UTF-8 text`);
  }
}
