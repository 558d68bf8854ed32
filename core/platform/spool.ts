import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { BlobId } from '../kernel/blobs.ts';
import { Failure } from '../kernel/failure.ts';

/** A content that lies complete in a temporary file, on the disk and no longer in memory. */
export interface Spooled {
  readonly id: BlobId;
  readonly size: number;
  /** Whoever spooled it moves or removes it. */
  readonly file: string;
}

/** Takes a whole stream into a file of a folder. Throws `too_large` beyond `limit` bytes, `unavailable` where the disk fails, and what the stream throws; then no file is left. */
export async function spool(folder: string, content: AsyncIterable<Uint8Array> | Uint8Array, limit = Number.POSITIVE_INFINITY): Promise<Spooled> {
  await onDisk(fs.mkdir(folder, { recursive: true, mode: 0o700 }));
  const file = path.join(folder, `${randomBytes(12).toString('hex')}.part`);
  const handle = await onDisk(fs.open(file, 'wx', 0o600));
  try {
    const taken = await take(handle, content instanceof Uint8Array ? [content] : content, limit);
    await onDisk(handle.sync());
    return { ...taken, file };
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function take(handle: fs.FileHandle, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, limit: number): Promise<{ id: BlobId; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    hash.update(chunk);
    await onDisk(handle.writeFile(chunk));
  }
  return { id: `sha256:${hash.digest('hex')}`, size };
}

/** Milliseconds after which a temporary file is what a process left that died. */
const abandonedAfter = 24 * 60 * 60 * 1000;

/** Removes temporary files that nobody has written to for a day. */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat !== undefined && Date.now() - stat.mtimeMs > abandonedAfter) await fs.rm(file, { force: true });
  }
}

/** Waits for the disk. Throws `unavailable` without the path that the system names. */
export async function onDisk<A>(work: Promise<A>): Promise<A> {
  try {
    return await work;
  } catch {
    throw new Failure('unavailable', 'The disk for contents cannot be used');
  }
}

export function tooLarge(limit: number): Failure {
  return new Failure('too_large', `The content has more than ${limit} bytes`);
}

/** The 64 digits of an id. Throws `not_found` for a text that is none, so that nothing else gets into a path. */
export function digitsOf(id: BlobId): string {
  const digits = /^sha256:([0-9a-f]{64})$/.exec(id)?.[1];
  if (digits === undefined) throw noContent();
  return digits;
}

export function noContent(): Failure {
  return new Failure('not_found', 'There is no such content');
}

/** Joins what comes. Throws `too_large` beyond `limit` bytes, without reading on. */
export async function joined(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    parts.push(chunk);
  }
  return new Uint8Array(Buffer.concat(parts));
}
