import fs from 'node:fs';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '../../kernel/failure.ts';
import type { ArchiveEntry, ArchiveReader } from './entry.ts';
import { requireFewEntries } from './judge.ts';

const fileType = 0o170000;
const kinds: ReadonlyMap<number, ArchiveEntry['kind']> = new Map([
  [0, 'file'],
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'link'],
]);
const executableBits = 0o111;
/** Where the system that made the entry stands in `versionMadeBy`; its file attributes are those of Unix for this one. */
const madeOnUnix = 3;
const localHeaderBytes = 30;
const maxLinkTarget = 4096;

/** A zip archive on disk. Its directory is read and judged by shape first: not more entries than `maxEntries`, no two may share bytes, none may be encrypted. */
export function zipReader(file: string, maxEntries: number): ArchiveReader {
  return (signal) => readZip(file, maxEntries, signal);
}

async function* readZip(file: string, maxEntries: number, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
  requireDistinct(await placesIn(file, maxEntries), fs.statSync(file).size);
  const zip = await openZip(file);
  try {
    for await (const entry of guarded(zip)) {
      if (signal.aborted) throw new Failure('cancelled', 'Taking the source in was cancelled');
      if (!entry.canDecodeFileData()) throw new Failure('unsupported', 'The archive has encrypted files or a compression other than deflate');
      yield await entryOf(zip, entry);
    }
  } finally {
    zip.close();
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** The bytes that each entry of the directory claims at least. */
async function placesIn(file: string, maxEntries: number): Promise<readonly Place[]> {
  const zip = await openZip(file);
  const places: Place[] = [];
  try {
    requireFewEntries(zip.entryCount, maxEntries);
    for await (const { relativeOffsetOfLocalHeader: start, compressedSize, fileNameLength } of guarded(zip)) {
      places.push({ start, end: start + localHeaderBytes + fileNameLength + compressedSize });
    }
    return places;
  } finally {
    zip.close();
  }
}

/** Files that share bytes make an archive of kilobytes unpack to terabytes. */
function requireDistinct(places: readonly Place[], size: number): void {
  let end = 0;
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    if (place.start < end) throw new Failure('invalid_input', 'Files of the archive overlap');
    if (place.end > size) throw damaged();
    end = place.end;
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, strictFileNames: true });
  } catch (thrown) {
    throw explained(thrown);
  }
}

async function* guarded(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (thrown) {
    throw explained(thrown);
  }
}

async function entryOf(zip: ZipFile, entry: Entry): Promise<ArchiveEntry> {
  const mode = entry.versionMadeBy >> 8 === madeOnUnix ? entry.externalFileAttributes >>> 16 : 0;
  const kind = entry.fileName.endsWith('/') ? 'folder' : (kinds.get(mode & fileType) ?? 'other');
  const read = () => contentOf(zip, entry);
  const link = kind === 'link' ? { target: await targetOf(entry, read), targetFrom: 'folder' as const } : {};
  return { name: entry.fileName, kind, size: entry.uncompressedSize, executable: (mode & executableBits) !== 0, ...link, read };
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    const chunks: AsyncIterable<Uint8Array> = await zip.openReadStreamPromise(entry);
    yield* chunks;
  } catch (thrown) {
    throw explained(thrown);
  }
}

/** The content of a link is where it leads. */
async function targetOf(entry: Entry, read: () => AsyncIterable<Uint8Array>): Promise<string> {
  if (entry.uncompressedSize > maxLinkTarget) return '/';
  const chunks: Uint8Array[] = [];
  for await (const chunk of read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const nameProblem = /^(absolute path|invalid relative path|invalid characters in fileName)/;

function explained(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : '';
  return nameProblem.test(message) ? new Failure('invalid_input', 'A name in the archive is absolute, leads outside of it or has a backslash') : damaged();
}

function damaged(): Failure {
  return new Failure('invalid_input', 'The zip archive is damaged or cut off');
}
