import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from '../kernel/blobs.ts';
import { Failure } from '../kernel/failure.ts';
import { type SourceLimits, sourceLimits, type Sources, type StagedSource, type TakenSource } from '../kernel/sources.ts';
import { takeArchive, type TakeOptions } from './archives/take.ts';
import { type AddressPolicy, readAddress } from './git-address.ts';
import { requireRef, takeRemote } from './git-fetch.ts';
import { askGit } from './git-isolated.ts';
import { gitRemotes } from './git-receive.ts';
import { takeCommit } from './git-tree.ts';
import { openScratch, removeFolder } from './scratch.ts';

export interface SourcesOptions {
  /** For repositories that are pushed to, and for work that is thrown away. */
  readonly folder: string;
  readonly blobs: Blobs;
  /** Where programs are found: PATH. */
  readonly programs: string;
  readonly policy?: AddressPolicy;
  readonly limits?: SourceLimits;
}

const saltBytes = 16;
const packMs = 15 * 60_000;
const leftAfterMs = 2 * 24 * 60 * 60 * 1000;

/** Takes sources in with git and the readers of archives. */
export async function openSources({
  folder,
  blobs,
  programs,
  policy = { allowPrivate: false, allowPaths: false },
  limits = sourceLimits,
}: SourcesOptions): Promise<Sources> {
  const scratch = await openScratch(path.join(folder, 'scratch'));
  const [remotes, home] = [path.join(folder, 'git'), path.join(folder, 'git-home')];
  await Promise.all([remotes, home].map((place) => fs.mkdir(place, { recursive: true, mode: 0o700 })));
  await removeOld(remotes);
  const stage = async (content: AsyncIterable<Uint8Array>): Promise<StagedSource> => {
    const { id, size } = await blobs.write(salted(content), limits.sourceBytes + saltBytes);
    return { blob: id, size: size - saltBytes };
  };
  return {
    limits,
    stage,
    discard: async ({ blob }) => void (await blobs.remove(blob)),
    takeStaged: (staged, signal) =>
      scratch.use(async (place) => {
        const file = path.join(place, 'staged');
        await pipeline(unsalted(await blobs.read(staged.blob)), createWriteStream(file, { mode: 0o600 }));
        const taking = { blobs, limits, signal };
        return staged.commit === undefined ? takeArchive(file, taking) : takePack({ file, commit: staged.commit, place, programs }, taking);
      }),
    checkRemote({ url, ref }) {
      if (url !== undefined) readAddress(url, policy);
      if (ref !== undefined) requireRef(ref);
    },
    takeRemote: (request, signal) => scratch.use((place) => takeRemote(request, { blobs, limits, signal, folder: place, programs, policy })),
    remotes: gitRemotes({ folder: remotes, home, programs, limits, stage: async (pack, commit) => ({ ...(await stage(pack)), commit }) }),
  };
}

interface StagedPack {
  readonly file: string;
  readonly commit: string;
  readonly place: string;
  readonly programs: string;
}

async function takePack({ file, commit, place, programs }: StagedPack, options: TakeOptions): Promise<TakenSource> {
  const repository = path.join(place, 'repository.git');
  const call = { folder: place, home: place, programs, signal: options.signal, timeoutMs: packMs };
  await askGit(['init', '--quiet', '--bare', '--template=', repository], call, damaged);
  const packs = path.join(repository, 'objects/pack');
  await fs.rename(file, path.join(packs, 'pack-staged.pack'));
  await askGit(['index-pack', path.join(packs, 'pack-staged.pack')], { ...call, folder: repository }, damaged);
  return takeCommit(commit, { ...call, folder: repository }, options);
}

/** Makes the content unlike any other, so that removing it takes nothing from anybody else. */
async function* salted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield randomBytes(saltBytes);
  yield* content;
}

async function* unsalted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = saltBytes;
  for await (const chunk of content) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    if (cut < chunk.length) yield chunk.subarray(cut);
  }
}

/** An address takes a push for a day at most: a repository that is older was left behind. */
async function removeOld(remotes: string): Promise<void> {
  for (const name of await fs.readdir(remotes)) {
    const place = path.join(remotes, name);
    const stat = await fs.stat(place).catch(() => undefined);
    if (stat !== undefined && Date.now() - stat.mtimeMs > leftAfterMs) await removeFolder(place);
  }
}

function damaged(): Failure {
  return new Failure('invalid_input', 'The pushed commit is damaged');
}
