import type { JobEventRow } from '../jobs/tables.ts';
import { jobEvents } from '../jobs/tables.ts';
import type { TenantStore } from '../kernel/store.ts';
import { Failure } from '../kernel/failure.ts';

export interface EventPage {
  readonly of: { readonly repository_id: string } | { readonly project_id: string };
  readonly limit: number;
  /** Goes on behind the event with this id, `<scan>:<number>`. */
  readonly after?: string;
}

const eventId = /^(.{1,100}):(\d{1,9})$/;

/** Events of many scans, oldest first. Throws `not_found` for an `after` that is none. */
export async function listEvents(store: TenantStore, { of, limit, after }: EventPage): Promise<readonly JobEventRow[]> {
  const query = { where: of, order: ['created_at', 'job_id', 'seq'], limit } as const;
  if (after === undefined) return store.rows(jobEvents).find(query);
  const [, scan = '', seq = '0'] = eventId.exec(after) ?? [];
  const last = await store.rows(jobEvents).first({ where: { ...of, job_id: scan, seq: Number(seq) } });
  if (last === undefined) throw new Failure('not_found', 'There is no event to go on behind');
  return store.rows(jobEvents).find({ ...query, after: [last.created_at, last.job_id, last.seq] });
}
