import type { Row } from '../kernel/table.ts';
import { defineTable } from '../kernel/table.ts';

/** Long work. The row is the truth about it: who may run it says its lease. */
export const jobs = defineTable({
  name: 'job',
  scope: 'tenant',
  columns: {
    id: 'text',
    kind: 'text',
    status: 'text',
    payload: 'json',
    result: 'json?',
    error: 'text?',
    attempts: 'integer',
    max_attempts: 'integer',
    /** Higher ones first. */
    priority: 'integer',
    /** Not before this moment. */
    run_at: 'time',
    lease_until: 'time?',
    worker_id: 'text?',
    /** Idempotency key, unique in the workspace. */
    key: 'text?',
    parent_id: 'text?',
    project_id: 'text?',
    repository_id: 'text?',
    snapshot_id: 'text?',
    created_by: 'text?',
    created_at: 'time',
    started_at: 'time?',
    completed_at: 'time?',
    cancel_requested: 'boolean',
    /** Before the names of its own events, such as `scan` in `scan_started`; a job without it tells none. */
    event_prefix: 'text?',
    /** The number of its last event. */
    last_seq: 'integer',
  },
  key: ['id'],
});
export type JobRow = Row<typeof jobs>;

/** What happened to a job, numbered from 1 without gaps. */
export const jobEvents = defineTable({
  name: 'job_event',
  scope: 'tenant',
  columns: { job_id: 'text', seq: 'integer', kind: 'text', payload: 'json', created_at: 'time', project_id: 'text?', repository_id: 'text?' },
  key: ['job_id', 'seq'],
});
export type JobEventRow = Row<typeof jobEvents>;

/** When jobs are made again and again. */
export const schedules = defineTable({
  name: 'schedule',
  scope: 'tenant',
  columns: {
    id: 'text',
    kind: 'text',
    payload: 'json',
    /** Five or six fields, or a name such as `@daily`. */
    cron: 'text',
    /** IANA name. */
    time_zone: 'text',
    enabled: 'boolean',
    next_run_at: 'time?',
    last_run_at: 'time?',
    created_at: 'time',
  },
  key: ['id'],
});
export type ScheduleRow = Row<typeof schedules>;

/** Processes that run jobs, and when each was last heard of. */
export const workers = defineTable({
  name: 'worker',
  scope: 'system',
  columns: { id: 'text', version: 'text', slots: 'integer', running: 'json', started_at: 'time', last_seen: 'time' },
  key: ['id'],
});
export type WorkerRow = Row<typeof workers>;
