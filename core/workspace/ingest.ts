import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { newId } from '../kernel/ids.ts';
import { platformOf } from '../kernel/platform.ts';
import type { StagedSource, TakenSource } from '../kernel/sources.ts';
import type { TenantStore } from '../kernel/store.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { defineJob } from '../jobs/kind.ts';
import { blobName, writeManifest } from './manifest.ts';
import { sourcesOf } from './repositories.ts';
import { gitUploads, repositories, type RepositoryRow, snapshots } from './tables.ts';

const staged = z.object({
  kind: z.literal('staged'),
  blob: blobName,
  size: z.number().int(),
  commit: z.string().optional(),
});
const remote = z.object({ kind: z.literal('remote'), url: z.string(), ref: z.string().optional() });
const payload = z.object({ source: z.discriminatedUnion('kind', [staged, remote]), git_upload_id: z.string().optional() });
type Payload = z.output<typeof payload>;

/** Where the files of a repository are to come from. */
export type IngestSource = ({ readonly kind: 'staged' } & StagedSource) | { readonly kind: 'remote'; readonly url: string; readonly ref?: string };

/** Has a repository's source taken in, in the caller's transaction; `wakeWorkers` after it. */
export async function requestIngest(
  store: TenantStore,
  repository: Pick<RepositoryRow, 'id' | 'project_id'>,
  { source, gitUploadId, now }: { readonly source: IngestSource; readonly gitUploadId?: string; readonly now: Date },
): Promise<void> {
  await store.rows(repositories).update({ id: repository.id }, { ingest_status: 'pending', ingest_error: null, updated_at: now.toISOString() });
  await enqueue(
    store,
    {
      kind: 'ingest',
      payload: { source, ...(gitUploadId === undefined ? {} : { git_upload_id: gitUploadId }) },
      projectId: repository.project_id,
      repositoryId: repository.id,
    },
    now,
  );
}

/** Takes a source in and makes a snapshot of its files. What was staged for it is thrown away once it has ended, one way or the other. */
export const ingest = defineJob({
  kind: 'ingest',
  payload,
  async run(context, task) {
    const asked = task.payload;
    const id = task.job.repository_id ?? '';
    await task.emit([], async (inside) => {
      await inside.rows(repositories).update({ id }, { ingest_status: 'ingesting' });
      await markUpload(inside, asked, 'ingesting');
    });
    const taken = await takeIn(context, asked);
    const manifest = await writeManifest(platformOf(context).blobs, taken);
    const snapshot = {
      ...{ id: newId('snp'), repository_id: id, manifest, commit_id: taken.commit ?? null, files: taken.files.length },
      bytes: taken.files.reduce((sum, file) => sum + file.size, 0),
    };
    return {
      result: { snapshot_id: snapshot.id, files: snapshot.files, bytes: snapshot.bytes, skipped: taken.skipped.length },
      async commit(inside) {
        const now = context.clock.now();
        await inside.rows(snapshots).insert({ ...snapshot, created_at: now.toISOString() });
        const done = { ingest_status: 'ready', ingest_error: null, snapshot_id: snapshot.id, updated_at: now.toISOString() };
        await inside.rows(repositories).update({ id }, done);
        await settle(inside, asked, 'ready', now);
      },
    };
  },
  async ended(store, job, end) {
    const asked = payload.safeParse(job.payload);
    const now = new Date(job.completed_at ?? job.created_at);
    const error = end.kind === 'failed' ? end.message : 'Taking the source in was cancelled';
    await store.rows(repositories).update({ id: job.repository_id ?? '' }, { ingest_status: 'failed', ingest_error: error, updated_at: now.toISOString() });
    if (asked.success) await settle(store, asked.data, 'failed', now);
  },
});

/** Throws away what was staged. Its own job, so that it is done in the end whatever happens. */
export const discardSource = defineJob({
  kind: 'discard_source',
  payload: z.object({ blob: blobName }),
  async run(context, { payload: { blob } }) {
    await sourcesOf(context).discard({ blob });
    return { result: {} };
  },
});

/** Throws away what was staged once the caller's transaction is committed. */
export async function requestDiscard(store: TenantStore, { blob }: Pick<StagedSource, 'blob'>, now: Date): Promise<void> {
  await enqueue(store, { kind: 'discard_source', payload: { blob }, key: `discard ${blob}` }, now);
}

function takeIn(context: Context, { source }: Payload): Promise<TakenSource> {
  const sources = sourcesOf(context);
  if (source.kind === 'remote') return sources.takeRemote({ url: source.url, ...(source.ref === undefined ? {} : { ref: source.ref }) }, context.signal);
  const { blob, size, commit } = source;
  return sources.takeStaged({ blob, size, ...(commit === undefined ? {} : { commit }) }, context.signal);
}

async function settle(store: TenantStore, asked: Payload, status: 'ready' | 'failed', now: Date): Promise<void> {
  await markUpload(store, asked, status);
  if (asked.source.kind === 'staged') await requestDiscard(store, asked.source, now);
}

async function markUpload(store: TenantStore, { git_upload_id: id }: Payload, status: string): Promise<void> {
  if (id === undefined) return;
  await store.rows(gitUploads).update({ id }, { status, ...(status === 'ingesting' ? {} : { staged: null }) });
}
