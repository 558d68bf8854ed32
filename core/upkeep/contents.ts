import type { BlobId } from '../kernel/blobs.ts';
import type { Platform } from '../kernel/platform.ts';
import { hasEnded } from '../jobs/job.ts';
import { jobs } from '../jobs/tables.ts';
import { blobName, readManifest } from '../workspace/manifest.ts';
import { gitUploads, snapshots } from '../workspace/tables.ts';

/** Milliseconds between a content and the row that names it, at most. */
const unnamedMs = 24 * 60 * 60 * 1000;
const rowsAtOnce = 500;

/**
 * Removes the contents that no row names and nobody has written for a day, such as those of deleted repositories and of work that was broken off, and
 * gives how many. Throws, and removes nothing, where it cannot be told what is named.
 */
export async function forgetContents({ system, blobs }: Pick<Platform, 'system' | 'blobs'>, now: Date): Promise<number> {
  const before = new Date(now.getTime() - unnamedMs);
  const old = new Set<BlobId>();
  for await (const { id, written } of blobs.list()) if (written < before) old.add(id);
  if (old.size === 0) return 0;
  const spare = (id: BlobId) => void old.delete(id);
  // In the order in which names move on: from the upload to the job that takes it in, from there to the snapshot.
  for await (const { staged } of each((page) => system.across(gitUploads).find(page))) namesIn(staged, spare);
  for await (const job of each((page) => system.across(jobs).find(page))) {
    // A job that has ended needs nothing any more of what it was given.
    namesIn(hasEnded(job) ? job.result : [job.payload, job.result], spare);
  }
  const manifests = new Set<string>();
  for await (const { manifest } of each((page) => system.across(snapshots).find(page))) manifests.add(manifest);
  for (const manifest of manifests) {
    namesIn(manifest, spare);
    for (const { blob } of (await readManifest(blobs, manifest)).files) spare(blob);
  }
  let removed = 0;
  for (const id of old) if (await blobs.remove(id, before)) removed += 1;
  return removed;
}

interface Page {
  readonly order: readonly ['tenant_id', 'id'];
  readonly limit: number;
  readonly after?: readonly [string, string];
}

/** All rows of a table, some at a time, in the order of its key: the database goes along that. */
async function* each<R extends { readonly tenant_id: string; readonly id: string }>(find: (page: Page) => Promise<readonly R[]>): AsyncIterable<R> {
  for (let last: R | undefined, isMore = true; isMore; ) {
    const rows: readonly R[] = await find({
      order: ['tenant_id', 'id'],
      limit: rowsAtOnce,
      ...(last === undefined ? {} : { after: [last.tenant_id, last.id] }),
    });
    yield* rows;
    last = rows.at(-1);
    isMore = rows.length === rowsAtOnce;
  }
}

/** Every name of a content inside a JSON value, however deep. */
function namesIn(value: unknown, take: (id: BlobId) => void): void {
  const name = blobName.safeParse(value);
  if (name.success) take(name.data);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) namesIn(inner, take);
}
