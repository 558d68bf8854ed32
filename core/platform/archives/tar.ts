import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { Failure } from '../../kernel/failure.ts';
import type { ArchiveEntry, ArchiveReader } from './entry.ts';

const files: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);
const executableBits = 0o111;

/** A tar archive on disk, gzipped or not. */
export function tarReader(file: string, isGzipped: boolean): ArchiveReader {
  return (signal) => readTar(openBytes(file, isGzipped), signal);
}

function openBytes(file: string, isGzipped: boolean): Readable {
  const source = fs.createReadStream(file, { highWaterMark: 1 << 18 });
  if (!isGzipped) return source;
  const stream = source.pipe(createGunzip());
  source.on('error', (error) => stream.destroy(error));
  stream.on('close', () => source.destroy());
  return stream;
}

async function* readTar(stream: Readable, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
  const entries = new EntryLine();
  const parser = new Parser({ strict: true, gzip: false, brotli: false, zstd: false, onReadEntry: (entry) => entries.add(entry) });
  // Kinds that the parser does not know go unseen otherwise: none may be passed over.
  parser.on('ignoredEntry', (entry: ReadEntry) => entries.add(entry));
  const cancel = () => entries.end(new Failure('cancelled', 'Taking the source in was cancelled'));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  feed(stream, parser).then(
    () => entries.end(),
    (error: unknown) => entries.end(error instanceof Failure ? error : damaged()),
  );
  try {
    for (let entry = await entries.next(); entry !== undefined; entry = await entries.next()) {
      yield entryOf(entry);
      entry.resume();
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.destroy();
  }
}

/** Entries on their way from the parser, which gives the next one out when the content of the last was read. */
class EntryLine {
  private readonly waiting: ReadEntry[] = [];
  private current: ReadEntry | undefined;
  private ended = false;
  private failure: Failure | undefined;
  private wake: () => void = () => undefined;

  add(entry: ReadEntry): void {
    this.waiting.push(entry);
    this.wake();
  }

  /** After a failure the entry that is being read fails as well, so that its reader does not wait for ever. */
  end(failure?: Failure): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    if (failure !== undefined) this.current?.destroy(failure);
    this.wake();
  }

  /** Undefined after the last one. Throws what ended the line early. */
  async next(): Promise<ReadEntry | undefined> {
    while (this.waiting.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.failure !== undefined) throw this.failure;
    this.current = this.waiting.shift();
    // Nobody may be listening when it fails.
    this.current?.on('error', () => undefined);
    return this.current;
  }
}

function feed(stream: Readable, parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    let isWhole = false;
    // The two empty blocks at the end: without them it is not known whether more was to come.
    parser.on('eof', () => {
      isWhole = true;
    });
    parser.on('end', () => (isWhole ? resolve() : reject(damaged())));
    parser.on('error', reject);
    parser.on('drain', () => stream.resume());
    stream.on('error', reject);
    stream.on('data', (chunk: Buffer) => {
      if (!parser.write(chunk)) stream.pause();
    });
    stream.on('end', () => parser.end());
  });
}

function entryOf(entry: ReadEntry): ArchiveEntry {
  const { type } = entry;
  const kind = kindOf(type);
  const link = kind === 'link' ? { target: entry.linkpath ?? '', targetFrom: type === 'Link' ? ('root' as const) : ('folder' as const) } : {};
  return {
    name: entry.path,
    kind,
    size: entry.size,
    executable: ((entry.mode ?? 0) & executableBits) !== 0,
    ...link,
    read: () => entry,
  };
}

function kindOf(type: string): ArchiveEntry['kind'] {
  if (files.has(type)) return 'file';
  if (type === 'Directory') return 'folder';
  return type === 'SymbolicLink' || type === 'Link' ? 'link' : 'other';
}

function damaged(): Failure {
  return new Failure('invalid_input', 'The archive is damaged or cut off, or it is no zip, tar or gzipped tar archive');
}
