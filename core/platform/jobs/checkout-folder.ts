import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Blobs } from '../../kernel/blobs.ts';
import type { CheckoutFile } from '../../kernel/checkout.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import { insideRoot } from '../../kernel/path.ts';
import { ownName, sweepLeft } from '../scratch.ts';

/** What was opened on a folder with the files; both are kept for a while after their last user has gone. */
export interface CheckoutFolder<T> {
  readonly opened: T;
  readonly release: () => void;
}

type FilesOf = () => Promise<readonly CheckoutFile[]>;

export interface CheckoutFolders<T> {
  open(id: string, files: FilesOf, signal: AbortSignal): Promise<CheckoutFolder<T>>;
  close(): Promise<void>;
}

export interface CheckoutFolderOptions<T> {
  readonly dataFolder: string;
  readonly blobs: Blobs;
  /** Called once for a folder whose files are all there. */
  readonly openAt: (root: string) => T;
}

interface Closable {
  close(): Promise<void>;
}

interface Entry<T> {
  readonly root: string;
  readonly opened: Promise<T>;
  users: number;
  timer?: NodeJS.Timeout;
}

const idleMs = 30_000;
const writers = 8;
const privateFolder = 0o700;
const privateFile = 0o600;

/** Folders of this process below `checkouts` of the data folder; what processes that are gone have left there is removed at the first use. */
export function checkoutFolders<T extends Closable>({ dataFolder, blobs, openAt }: CheckoutFolderOptions<T>): CheckoutFolders<T> {
  const base = path.join(dataFolder, 'checkouts');
  const own = path.join(base, ownName());
  const entries = new Map<string, Entry<T>>();
  let swept: Promise<void> | undefined;
  const drop = async (id: string, entry: Entry<T>) => {
    if (entries.get(id) === entry) entries.delete(id);
    await closed(entry);
    await fs.rm(entry.root, { recursive: true, force: true });
  };
  const open = (id: string, files: FilesOf, signal: AbortSignal): Entry<T> => {
    const root = path.join(own, randomBytes(8).toString('hex'));
    const write = async () => {
      swept ??= fs.mkdir(base, { recursive: true, mode: privateFolder }).then(() => sweepLeft(base));
      await swept;
      await writeFiles({ root, files: await files(), blobs, signal });
      return openAt(root);
    };
    const entry: Entry<T> = { root, opened: write(), users: 0 };
    entries.set(id, entry);
    return entry;
  };
  const take = async (id: string, files: FilesOf, signal: AbortSignal): Promise<CheckoutFolder<T>> => {
    const entry = entries.get(id) ?? open(id, files, signal);
    entry.users += 1;
    clearTimeout(entry.timer);
    try {
      return { opened: await entry.opened, release: () => release(id, entry) };
    } catch (thrown) {
      await drop(id, entry);
      // Somebody else's work was stopped while it wrote the files for both.
      if (toFailure(thrown).code === 'cancelled' && !signal.aborted) return take(id, files, signal);
      throw thrown;
    }
  };
  const release = (id: string, entry: Entry<T>) => {
    entry.users -= 1;
    if (entry.users === 0) entry.timer = setTimeout(() => void drop(id, entry), idleMs).unref();
  };
  return {
    open: take,
    async close() {
      for (const entry of entries.values()) clearTimeout(entry.timer);
      await Promise.all([...entries.values()].map(closed));
      entries.clear();
      await fs.rm(own, { recursive: true, force: true });
    },
  };
}

async function closed({ opened }: Entry<Closable>): Promise<void> {
  const value = await opened.catch(() => undefined);
  await value?.close();
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
  let hasFailed = false;
  const writer = async () => {
    for (const { target, blob, size } of queue) {
      if (hasFailed) return;
      if (signal.aborted) throw new Failure('cancelled', 'The work was stopped');
      await fs.writeFile(target, await blobs.readAll(blob, size), { mode: privateFile, flag: 'wx' });
    }
  };
  const stopping = () =>
    writer().catch((thrown: unknown) => {
      hasFailed = true;
      throw thrown;
    });
  // Nobody writes any more when this ends: the folder can be removed.
  const ends = await Promise.allSettled(Array.from({ length: writers }, stopping));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
