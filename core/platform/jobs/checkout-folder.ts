import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Blobs } from '../../kernel/blobs.ts';
import type { CheckoutFile } from '../../kernel/checkout.ts';
import { Failure } from '../../kernel/failure.ts';
import { insideRoot } from '../../kernel/path.ts';

/** A folder with the files, kept for a while after its last user has gone. */
export interface CheckoutFolder {
  readonly root: string;
  release(): void;
}

export interface CheckoutFolders {
  open(id: string, files: readonly CheckoutFile[], signal: AbortSignal): Promise<CheckoutFolder>;
  close(): Promise<void>;
}

interface Entry {
  readonly root: string;
  readonly written: Promise<void>;
  users: number;
  timer?: NodeJS.Timeout;
}

const idleMs = 30_000;
const writers = 8;
const privateFolder = 0o700;
const privateFile = 0o600;

/** Folders of this process below `checkouts` of the data folder; what processes that are gone have left there is removed at the first use. */
export function checkoutFolders(dataFolder: string, blobs: Blobs): CheckoutFolders {
  const base = path.join(dataFolder, 'checkouts');
  const own = path.join(base, `${os.hostname()}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const entries = new Map<string, Entry>();
  let swept: Promise<void> | undefined;
  const drop = (id: string, entry: Entry) => {
    if (entries.get(id) === entry) entries.delete(id);
    return fs.rm(entry.root, { recursive: true, force: true });
  };
  const open = (id: string, files: readonly CheckoutFile[], signal: AbortSignal): Entry => {
    const root = path.join(own, randomBytes(8).toString('hex'));
    const write = async () => {
      swept ??= sweep(base);
      await swept;
      await writeFiles({ root, files, blobs, signal });
    };
    const entry: Entry = { root, written: write(), users: 0 };
    entries.set(id, entry);
    return entry;
  };
  return {
    async open(id, files, signal) {
      const entry = entries.get(id) ?? open(id, files, signal);
      entry.users += 1;
      clearTimeout(entry.timer);
      try {
        await entry.written;
      } catch (thrown) {
        await drop(id, entry);
        throw thrown;
      }
      return {
        root: entry.root,
        release() {
          entry.users -= 1;
          if (entry.users === 0) entry.timer = setTimeout(() => void drop(id, entry), idleMs).unref();
        },
      };
    },
    async close() {
      for (const entry of entries.values()) clearTimeout(entry.timer);
      entries.clear();
      await fs.rm(own, { recursive: true, force: true });
    },
  };
}

interface Writing {
  readonly root: string;
  readonly files: readonly CheckoutFile[];
  readonly blobs: Blobs;
  readonly signal: AbortSignal;
}

async function writeFiles({ root, files, blobs, signal }: Writing): Promise<void> {
  await fs.mkdir(root, { recursive: true, mode: privateFolder });
  const targets = files.map((file) => ({ ...file, target: path.join(root, insideRoot(root, file.path)) }));
  for (const folder of new Set(targets.map(({ target }) => path.dirname(target)))) await fs.mkdir(folder, { recursive: true, mode: privateFolder });
  const queue = targets.values();
  const writer = async () => {
    for (const { target, blob, size } of queue) {
      if (signal.aborted) throw new Failure('cancelled', 'The work was stopped');
      await fs.writeFile(target, await blobs.readAll(blob, size), { mode: privateFile, flag: 'wx' });
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

/** Removes the folders of processes of this machine that are no more. */
async function sweep(base: string): Promise<void> {
  const names = await fs.readdir(base).catch(() => []);
  for (const name of names) {
    const [random = '', pid = '', ...host] = name.split('.').toReversed();
    if (random !== '' && host.toReversed().join('.') === os.hostname() && !isAlive(Number(pid)))
      await fs.rm(path.join(base, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
