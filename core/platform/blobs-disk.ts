import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { BlobId, Blobs, KeptBlob } from '../kernel/blobs.ts';
import { digitsOf, joined, noContent, onDisk, removeAbandoned, spool } from './spool.ts';

const twoDigits = /^[0-9a-f]{2}$/;

/** Contents as files `blobs/<two digits>/<hash>` of a folder. A content is complete on the disk before it has its name. */
export function diskBlobs(dataFolder: string): Blobs {
  const folder = path.join(dataFolder, 'blobs');
  const temporary = path.join(folder, 'tmp');
  const fileOf = (id: BlobId) => path.join(folder, digitsOf(id).slice(0, 2), digitsOf(id));
  let swept: Promise<void> | undefined;
  return {
    async write(content, limit) {
      swept ??= removeAbandoned(temporary);
      await swept;
      const { id, size, file } = await spool(temporary, content, limit);
      await onDisk(place(file, fileOf(id)));
      return { id, size };
    },
    async read(id) {
      const handle = await opened(fileOf(id));
      return handle.createReadStream();
    },
    async readAll(id, limit) {
      const handle = await opened(fileOf(id));
      return joined(handle.createReadStream(), limit);
    },
    has: async (id) => exists(fileOf(id)),
    list: () => kept(folder),
    remove: async (id, unlessSince) => onDisk(removed(fileOf(id), path.join(temporary, `${randomBytes(12).toString('hex')}.gone`), unlessSince)),
    async check() {
      const { id, file } = await spool(temporary, new TextEncoder().encode('check'));
      await onDisk(place(file, fileOf(id)));
      await (await opened(fileOf(id))).close();
    },
  };
}

async function* kept(folder: string): AsyncIterable<KeptBlob> {
  for (const digits of await namesIn(folder)) {
    if (!twoDigits.test(digits)) continue;
    for (const name of await namesIn(path.join(folder, digits))) {
      const stat = await onDisk(fs.stat(path.join(folder, digits, name)).catch(absent));
      if (stat !== undefined && digitsOf(`sha256:${name}`) === name) yield { id: `sha256:${name}`, written: stat.mtime };
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await onDisk(fs.readdir(folder).catch(absent))) ?? [];
}

/** Takes the file out of its place first: whoever writes the content from now on makes it anew, and what was written until now shows in its time. */
async function removed(file: string, aside: string, unlessSince: Date | undefined): Promise<boolean> {
  const before = await fs.stat(file).catch(absent);
  if (before === undefined || (unlessSince !== undefined && before.mtime >= unlessSince)) return false;
  await fs.mkdir(path.dirname(aside), { recursive: true, mode: 0o700 });
  if ((await fs.rename(file, aside).then(() => true, absent)) === undefined) return false;
  const isWanted = unlessSince !== undefined && (await fs.stat(aside)).mtime >= unlessSince;
  if (isWanted) await fs.rename(aside, file);
  else await fs.rm(aside, { force: true });
  return !isWanted;
}

/** Renaming keeps the content, writing the folder to the disk keeps its name. */
async function place(file: string, target: string): Promise<void> {
  const parent = path.dirname(target);
  try {
    await fs.mkdir(parent, { recursive: true, mode: 0o700 });
    await fs.rename(file, target);
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  }
  // Windows opens no folders; there a rename is kept as it is.
  const handle = await fs.open(parent).catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function opened(file: string): Promise<fs.FileHandle> {
  const handle = await onDisk(fs.open(file).catch(absent));
  if (handle === undefined) throw noContent();
  return handle;
}

async function exists(file: string): Promise<boolean> {
  return (await onDisk(fs.stat(file).catch(absent))) !== undefined;
}

/** Undefined where a file is not there; throws other errors on. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
