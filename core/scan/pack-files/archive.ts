import { gunzipSync } from 'node:zlib';
import { gzipSync, unzipSync, zipSync } from 'fflate';
import { Failure } from '../../kernel/failure.ts';
import { type PackFile, packLimits, type RawFile, tooLarge } from './pack-file.ts';
import { readTar, writeTar } from './tar.ts';

export const archiveFormats = ['zip', 'tar.gz'] as const;
export type ArchiveFormat = (typeof archiveFormats)[number];

/** The first day that a zip archive can name, at noon so that it is the same day in every time zone. */
const zipTime = new Date(1980, 0, 1, 12);
/** A gzip file that names no system. */
const unknownSystem = 255;
/** What headers and padding of a tar archive may add to its files. */
const tarOverhead = 4_000_000;

/**
 * Files of a zip, tar or tar.gz archive, told by its first bytes; undefined for anything else. Nothing is unpacked beyond the limits of a pack.
 * Throws `invalid_input` for a damaged archive, links and encrypted files, `too_large` beyond the limits.
 */
export function readArchive(bytes: Uint8Array): readonly RawFile[] | undefined {
  const [a = 0, b = 0] = bytes;
  const isZip = a === 0x50 && b === 0x4b;
  const isGzip = a === 0x1f && b === 0x8b;
  const isTar = new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar';
  if (!isZip && !isGzip && !isTar) return undefined;
  if (bytes.length > packLimits.archiveBytes) throw new Failure('too_large', `The archive is larger than ${packLimits.archiveBytes / 1_000_000} MB`);
  if (isZip) return readZip(bytes);
  return readTar(isGzip ? unpackGzip(bytes) : bytes);
}

/** An archive of a pack in a folder of its name; the same bytes for the same files. */
export function writeArchive(format: ArchiveFormat, folder: string, files: readonly PackFile[]): Uint8Array {
  const encoder = new TextEncoder();
  const raw = files
    .map(({ path, text }): RawFile => ({ path: `${folder}/${path}`, bytes: encoder.encode(text) }))
    .toSorted((x, y) => (x.path < y.path ? -1 : 1));
  if (format === 'zip') return zipSync(Object.fromEntries(raw.map(({ path, bytes }) => [path, bytes])), { mtime: zipTime, os: 0 });
  const packed = gzipSync(writeTar(raw), { mtime: 0 });
  packed[9] = unknownSystem;
  return packed;
}

/** The sizes that the archive claims are checked before anything is unpacked, and no file becomes larger than it claims. */
function readZip(bytes: Uint8Array): readonly RawFile[] {
  let [count, total] = [0, 0];
  const take = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }) => {
    count += 1;
    total += originalSize;
    if (count > packLimits.files * 2) throw new Failure('too_large', `The archive has more than ${packLimits.files} files`);
    if (total > packLimits.bytes || originalSize > packLimits.bytes) throw tooLarge();
    return !name.endsWith('/');
  };
  try {
    return Object.entries(unzipSync(bytes, { filter: take })).map(([path, content]) => ({ path, bytes: content }));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('invalid_input', 'The zip archive is damaged, encrypted, or packed in a way that is not supported');
  }
}

function unpackGzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: packLimits.bytes + tarOverhead });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw tooLarge();
    throw new Failure('invalid_input', 'The gzip archive is damaged');
  }
}
