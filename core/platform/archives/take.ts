import fs from 'node:fs/promises';
import type { BlobId, Blobs } from '../../kernel/blobs.ts';
import { Failure } from '../../kernel/failure.ts';
import type { SourceFile, SourceLimits, TakenSource } from '../../kernel/sources.ts';
import type { ArchiveEntry, ArchiveReader } from './entry.ts';
import { type Judge, type JudgeOptions, openJudge } from './judge.ts';
import { tarReader } from './tar.ts';
import { zipReader } from './zip.ts';

export interface TakeOptions {
  readonly blobs: Blobs;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
}

/** Files up to this size are written side by side, larger ones one at a time. */
const smallFile = 1_000_000;
const sideBySide = 8;

/** The files of a zip, tar or gzipped tar archive. Reads it twice: the first time to judge all of it, the second to keep its files. */
export async function takeArchive(file: string, options: TakeOptions): Promise<TakenSource> {
  const format = await formatOf(file);
  const read = format === 'zip' ? zipReader(file, options.limits.entries) : tarReader(file, format === 'gzip');
  const { size } = await fs.stat(file);
  const judging = { limits: options.limits, isStrict: true, sourceBytes: size, allowsRepeats: format !== 'zip' };
  return takeEntries(read, judging, options);
}

/** The files of anything that can be read twice. */
export async function takeEntries(read: ArchiveReader, judging: JudgeOptions, { blobs, signal }: TakeOptions): Promise<TakenSource> {
  const first = openJudge(judging);
  for await (const entry of read(signal)) await drain(entry, first);
  const keeping = new Keeping(blobs);
  const second = openJudge(judging);
  try {
    for await (const entry of read(signal)) {
      const verdict = second.judge(entry);
      if (verdict.kind === 'take') await keeping.keep(verdict.path, entry, second);
    }
  } finally {
    await keeping.settled();
  }
  return { files: await keeping.files(), skipped: second.skipped };
}

/** What can be read at all must be counted, also where it is not taken. */
async function drain(entry: ArchiveEntry, judge: Judge): Promise<void> {
  const verdict = judge.judge(entry);
  if (entry.kind === 'link' || verdict.kind === 'nothing') return;
  for await (const chunk of entry.read()) judge.count(chunk.length);
}

/** Writes contents into the blobs, a few at the same time. */
class Keeping {
  private readonly pending = new Set<Promise<void>>();
  private readonly kept = new Map<string, { readonly turn: number; readonly file: SourceFile }>();
  private readonly blobs: Blobs;
  private turns = 0;
  private failed: { readonly error: unknown } | undefined;

  constructor(blobs: Blobs) {
    this.blobs = blobs;
  }

  /** Resolves when the entry was read; its content may still be on its way. */
  async keep(path: string, entry: ArchiveEntry, judge: Judge): Promise<void> {
    if (this.failed !== undefined) throw this.failed.error;
    const mode = entry.executable ? '100755' : '100644';
    this.turns += 1;
    const turn = this.turns;
    const put = ({ id, size }: { readonly id: BlobId; readonly size: number }) => this.put(turn, { path, size, blob: id, mode });
    if (entry.size > smallFile) {
      put(await this.blobs.write(counted(entry.read(), judge)));
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of counted(entry.read(), judge)) chunks.push(chunk);
    while (this.pending.size >= sideBySide) await Promise.race(this.pending);
    this.start(this.blobs.write(Buffer.concat(chunks)).then(put));
  }

  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  async files(): Promise<readonly SourceFile[]> {
    await this.settled();
    if (this.failed !== undefined) throw this.failed.error;
    const files = [...this.kept.values()].map(({ file }) => file);
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Of two files with one path the later one counts, whichever is written first. */
  private put(turn: number, file: SourceFile): void {
    const other = this.kept.get(file.path);
    if (other === undefined || other.turn < turn) this.kept.set(file.path, { turn, file });
  }

  private start(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.failed ??= { error };
      })
      .finally(() => this.pending.delete(tracked));
    this.pending.add(tracked);
  }
}

async function* counted(content: AsyncIterable<Uint8Array>, judge: Judge): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    judge.count(chunk.length);
    yield chunk;
  }
}

async function formatOf(file: string): Promise<'zip' | 'gzip' | 'tar'> {
  const handle = await fs.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1');
    if (start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006')) return 'zip';
    if (start.startsWith('\u001f\u008b')) return 'gzip';
    if (bytesRead === 512 && (start.startsWith('ustar', 257) || hasTarChecksum(buffer))) return 'tar';
    throw new Failure('unsupported', 'The file is no zip, tar or gzipped tar archive');
  } finally {
    await handle.close();
  }
}

/** The sum of the header's bytes, its own field taken as blanks; tells the old form that has no magic word. */
function hasTarChecksum(header: Buffer): boolean {
  const stated = Number.parseInt(header.toString('latin1', 148, 156), 8);
  let sum = 8 * 0x20;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum === stated;
}
