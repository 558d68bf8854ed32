import { newId } from '../kernel/ids.ts';
import type { TenantStore } from '../kernel/store.ts';
import { jobOf } from './job.ts';
import { type JobRow, jobs } from './tables.ts';

/** Work to be done. What it works on is named for listing. */
export interface JobRequest {
  readonly kind: string;
  readonly payload: unknown;
  /** A second request with the same key gives the first one's job. */
  readonly key?: string;
  /** 0 unless given; higher ones first. */
  readonly priority?: number;
  /** Not before; now unless given. */
  readonly runAt?: Date;
  /** 3 unless given. */
  readonly maxAttempts?: number;
  readonly eventPrefix?: string;
  readonly parentId?: string;
  readonly projectId?: string;
  readonly repositoryId?: string;
  readonly snapshotId?: string;
  readonly createdBy?: string;
  /** Its own id, where something else has to name it first. */
  readonly id?: string;
}

const defaultAttempts = 3;

/** Makes a job in the caller's transaction, to be run once that is committed; `Dispatch.wake` then says so at once. The same key gives the same job. */
export async function enqueue(store: TenantStore, request: JobRequest, now: Date): Promise<JobRow> {
  const row = rowOf(request, now);
  if (row.key === null) {
    await store.rows(jobs).insert(row);
    return row;
  }
  await store.rows(jobs).upsert([row], { on: ['key'], update: ['key'] });
  const kept = await store.rows(jobs).first({ where: { key: row.key } });
  return kept ?? jobOf(store, row.id);
}

function rowOf(request: JobRequest, now: Date): JobRow {
  const { kind, payload, id = newId('job'), runAt = now, priority = 0, maxAttempts = defaultAttempts } = request;
  return {
    ...{ id, kind, payload, status: 'queued', attempts: 0, max_attempts: maxAttempts, priority, run_at: runAt.toISOString() },
    ...{ result: null, error: null, lease_until: null, worker_id: null, started_at: null, completed_at: null },
    ...{ key: request.key ?? null, parent_id: request.parentId ?? null, created_by: request.createdBy ?? null },
    ...{ project_id: request.projectId ?? null, repository_id: request.repositoryId ?? null, snapshot_id: request.snapshotId ?? null },
    ...{ created_at: now.toISOString(), cancel_requested: false, event_prefix: request.eventPrefix ?? null, last_seq: 0 },
  };
}
