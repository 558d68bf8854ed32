import { Failure } from '../kernel/failure.ts';
import { sha256 } from '../kernel/sha256.ts';
import type { StagedSource } from '../kernel/sources.ts';
import type { Platform } from '../kernel/platform.ts';
import type { SystemStore, TenantStore } from '../kernel/store.ts';
import { type IngestSource, requestDiscard, requestIngest } from './ingest.ts';
import { blobName } from './manifest.ts';
import { repositoryOf } from './repositories.ts';
import { type GitUploadRow, gitUploads, type RepositoryRow } from './tables.ts';
import { z } from 'zod';

export const gitUploadStatuses = ['waiting', 'received', 'ingesting', 'ready', 'failed', 'expired'] as const;

const forgottenAfterMs = 7 * 24 * 60 * 60 * 1000;
const stagedCommit = z.object({ blob: blobName, size: z.number().int(), commit: z.string() });

/** The git upload with this id. Throws `not_found`, also for those of other workspaces. */
export async function gitUploadOf(store: TenantStore, id: string): Promise<GitUploadRow> {
  const row = await store.rows(gitUploads).first({ where: { id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such git upload');
  return row;
}

/** Its status now: one that nobody pushed to in time is expired. */
export function statusOf({ status, expires_at: expiresAt }: GitUploadRow, now: Date): string {
  return status === 'waiting' && expiresAt <= now.toISOString() ? 'expired' : status;
}

/** Names the repository that a git upload is for, in the caller's transaction; what was pushed already is taken in. Throws `not_found`, `conflict` when it has one or is over. */
export async function attachUpload(store: TenantStore, id: string, repository: RepositoryRow, now: Date): Promise<void> {
  const upload = await gitUploadOf(store, id);
  if (upload.repository_id !== null) throw new Failure('conflict', 'The git upload belongs to another repository already');
  if (statusOf(upload, now) === 'expired') throw new Failure('conflict', 'The git upload has expired');
  await store.rows(gitUploads).update({ id }, { repository_id: repository.id });
  if (upload.status === 'received') await requestIngest(store, repository, { source: stagedSource(upload), gitUploadId: id, now });
}

/** A push that was let in: whose upload it is for. */
export interface PushTarget {
  readonly store: TenantStore;
  readonly upload: GitUploadRow;
}

/** Finds the upload that a push names, in whichever workspace, by its id and secret. Undefined for a wrong one; the time taken tells nothing. */
export async function pushTarget(system: SystemStore, id: string, secret: string): Promise<PushTarget | undefined> {
  const row = await system.across(gitUploads).first({ where: { id, secret_hash: sha256(secret) } });
  if (row === undefined) return undefined;
  const { tenant_id: tenant, ...upload } = row;
  return { store: system.tenant(tenant), upload };
}

/** Throws `conflict` when the upload takes no push any more. */
export function requireOpen({ upload }: PushTarget, now: Date): void {
  const status = statusOf(upload, now);
  if (status === 'waiting') return;
  throw new Failure('conflict', status === 'expired' ? 'The git upload has expired; make another one' : 'The git upload has been used; make another one');
}

/** Notes what was pushed, and has it taken in where the repository is known. Of two pushes at the same time the first one counts: the other throws `conflict`. */
export async function receivePush({ store, upload }: PushTarget, staged: StagedSource & { readonly commit: string }, now: Date): Promise<void> {
  await store.transaction(async (inside) => {
    const at = now.toISOString();
    const isFirst = await inside
      .rows(gitUploads)
      .update({ id: upload.id, status: 'waiting' }, { status: 'received', commit_id: staged.commit, staged, received_at: at });
    if (isFirst === 0) throw new Failure('conflict', 'The git upload has been used; make another one');
    const { repository_id: repositoryId } = await gitUploadOf(inside, upload.id);
    if (repositoryId === null) return;
    await requestIngest(inside, await repositoryOf(inside, repositoryId), { source: { kind: 'staged', ...staged }, gitUploadId: upload.id, now });
  });
}

/** Removes a git upload; what was pushed to it and not taken in is thrown away. Throws `not_found`. */
export async function removeUpload(store: TenantStore, id: string, now: Date): Promise<void> {
  await store.transaction(async (inside) => {
    const upload = await gitUploadOf(inside, id);
    await inside.rows(gitUploads).remove({ id });
    const staged = upload.status === 'received' && upload.repository_id === null ? stagedCommit.safeParse(upload.staged) : undefined;
    if (staged?.success === true) await requestDiscard(inside, staged.data, now);
  });
}

/** Removes uploads that no repository was named for in the week after their time was over, and what was pushed to them; gives how many. */
export async function forgetUploads({ system, sources }: Pick<Platform, 'system' | 'sources'>, now: Date): Promise<number> {
  const before = new Date(now.getTime() - forgottenAfterMs).toISOString();
  const over = await system.across(gitUploads).find({ where: { repository_id: null, expires_at: { below: before } } });
  for (const { tenant_id, id } of over) {
    await removeUpload(system.tenant(tenant_id), id, now).catch(unlessGone);
    await sources?.remotes.remove(id);
  }
  return over.length;
}

/** Somebody else removed it first. */
function unlessGone(thrown: unknown): void {
  if (!(thrown instanceof Failure) || thrown.code !== 'not_found') throw thrown;
}

function stagedSource({ staged }: GitUploadRow): IngestSource {
  const { commit, ...rest } = stagedCommit.parse(staged);
  return { kind: 'staged', ...rest, commit };
}
