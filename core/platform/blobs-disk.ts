import fs from 'node:fs/promises';
import path from 'node:path';
import type { BlobId, Blobs } from '../kernel/blobs.ts';
import { digitsOf, joined, noContent, onDisk, spool } from './spool.ts';

/** Milliseconds after which a temporary file is what a process left that died. */
const abandonedAfter = 24 * 60 * 60 * 1000;

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
    remove: async (id) => onDisk(fs.rm(fileOf(id), { force: true })),
    async check() {
      const { id, file } = await spool(temporary, new TextEncoder().encode('check'));
      await onDisk(place(file, fileOf(id)));
      await (await opened(fileOf(id))).close();
    },
  };
}

/** Renaming keeps the content, writing the folder to the disk keeps its name. */
async function place(file: string, target: string): Promise<void> {
  const parent = path.dirname(target);
  await fs.mkdir(parent, { recursive: true, mode: 0o700 });
  await fs.rename(file, target);
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

async function removeAbandoned(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat !== undefined && Date.now() - stat.mtimeMs > abandonedAfter) await fs.rm(file, { force: true });
  }
}
