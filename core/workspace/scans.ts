import { cancelJob } from '../jobs/cancel.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { activeStatuses, cancelTopic, jobTopic } from '../jobs/job.ts';
import { dispatchOf } from '../jobs/notify.ts';
import { type JobRow, jobs } from '../jobs/tables.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { tenantOf } from '../kernel/platform.ts';
import type { TenantStore } from '../kernel/store.ts';
import type { ScanConfig } from './scan-config.ts';
import { codeScan } from './scan-job.ts';

/** Of one person at the same time, over all repositories of a workspace. */
export const maxActiveScans = 4;
const askAgainSeconds = 10;

export interface ScanRequest {
  readonly repository: { readonly id: string; readonly project_id: string };
  readonly snapshotId: string;
  readonly config: ScanConfig;
  readonly key?: string;
}

/** Makes a scan of a snapshot. Throws `rate_limited` when the caller has as many under way as is allowed. */
export async function startScan(context: Context, { repository, snapshotId, config, key }: ScanRequest): Promise<JobRow> {
  const dispatch = dispatchOf(context);
  const by = context.actor.user ?? context.actor.id;
  const job = await tenantOf(context).transaction(async (store) => {
    const known = key === undefined ? undefined : await store.rows(jobs).first({ where: { key: `scan:${repository.id}:${key}` } });
    if (known !== undefined) return known;
    await requireFewScans(store, by);
    const request = { kind: codeScan.kind, payload: { snapshot_id: snapshotId, config }, eventPrefix: 'scan', createdBy: by };
    const place = { projectId: repository.project_id, repositoryId: repository.id, snapshotId };
    return enqueue(store, { ...request, ...place, ...(key === undefined ? {} : { key: `scan:${repository.id}:${key}` }) }, context.clock.now());
  });
  await dispatch.wake();
  return job;
}

/** A repository's scan. Throws `not_found`. */
export async function scanOf(store: TenantStore, repositoryId: string, id: string): Promise<JobRow> {
  const job = await store.rows(jobs).first({ where: { id, repository_id: repositoryId, kind: codeScan.kind } });
  if (job === undefined) throw new Failure('not_found', 'There is no such scan of the repository');
  return job;
}

export interface ScanList {
  readonly of: { readonly repository_id: string } | { readonly project_id: string };
  readonly limit: number;
  /** Goes on behind this scan. */
  readonly after?: string;
}

/** Scans, newest first. Throws `not_found` for an `after` that is none. */
export async function listScans(store: TenantStore, { of, limit, after }: ScanList): Promise<readonly JobRow[]> {
  const where = { ...of, kind: codeScan.kind };
  if (after === undefined) return store.rows(jobs).find({ where, order: ['-created_at', '-id'], limit });
  const last = await store.rows(jobs).first({ where: { ...where, id: after } });
  if (last === undefined) throw new Failure('not_found', 'There is no scan to go on behind');
  return store.rows(jobs).find({ where, order: ['-created_at', '-id'], limit, after: [last.created_at, last.id] });
}

/** Cancels a repository's scan; what it has found stays. Throws `not_found`, `conflict` when it has ended otherwise. */
export async function cancelScan(context: Context, repositoryId: string, id: string): Promise<JobRow> {
  const dispatch = dispatchOf(context);
  const job = await tenantOf(context).transaction(async (store) => {
    const { status } = await scanOf(store, repositoryId, id);
    if (status === 'completed' || status === 'failed') throw new Failure('conflict', `The scan has ${status} already`);
    return cancelJob(store, id, context.clock.now());
  });
  await Promise.all([dispatch.announce(cancelTopic(id)), dispatch.announce(jobTopic(id))]);
  return job;
}

async function requireFewScans(store: TenantStore, by: string): Promise<void> {
  const active = await store.rows(jobs).count({ kind: codeScan.kind, created_by: by, status: { in: activeStatuses } });
  if (active >= maxActiveScans)
    throw new Failure('rate_limited', `At most ${maxActiveScans} scans of one person can be under way; wait for one of them or cancel it`, {
      retry_after: askAgainSeconds,
    });
}
