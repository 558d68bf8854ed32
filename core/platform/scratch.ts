import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const oldMs = 24 * 60 * 60 * 1000;

/** Folders for work that is thrown away. */
export interface Scratch {
  /** Gives `work` an empty folder that is removed when it ends, however it ends. */
  use<T>(work: (folder: string) => Promise<T>): Promise<T>;
}

/** Scratch folders below a folder. What a process of this machine left there when it was killed, or anybody a day ago, is removed first. */
export async function openScratch(folder: string): Promise<Scratch> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await sweepLeft(folder);
  return {
    async use(work) {
      const place = path.join(folder, ownName());
      await fs.mkdir(place, { mode: 0o700 });
      try {
        return await work(place);
      } finally {
        await removeFolder(place);
      }
    },
  };
}

/** Removes a folder and all in it; nothing happens where it is gone. */
export async function removeFolder(folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A new name of a folder that tells whose it is. */
export function ownName(): string {
  return `${hostName()}+${process.pid}+${randomBytes(8).toString('hex')}`;
}

/** Removes the folders of such names that processes of this machine left when they were killed, and those that nobody has changed for a day. */
export async function sweepLeft(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    const [host, pid] = name.split('+');
    const place = path.join(folder, name);
    const isOurs = host === hostName() && Number(pid) !== process.pid;
    if ((isOurs && !isRunning(Number(pid))) || (await ageOf(place)) > oldMs) await removeFolder(place);
  }
}

async function ageOf(place: string): Promise<number> {
  const stat = await fs.stat(place).catch(() => undefined);
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function hostName(): string {
  return os.hostname().replaceAll(/[^A-Za-z0-9.-]/g, '_');
}
