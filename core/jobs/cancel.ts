import type { TenantStore } from '../kernel/store.ts';
import { appendEvents } from './events.ts';
import { activeStatuses, jobOf } from './job.ts';
import { type JobRow, jobs } from './tables.ts';

/**
 * Cancels a job and its parts, in the caller's transaction: one that waits ends at once, one that runs is told by its worker and keeps what it has
 * found. A job that has ended stays as it is. Announce `jobTopic(id)` and `cancelTopic(id)` after the commit. Throws `not_found`.
 */
export async function cancelJob(store: TenantStore, id: string, now: Date): Promise<JobRow> {
  const at = now.toISOString();
  const rows = store.rows(jobs);
  const ended = { status: 'cancelled', completed_at: at } as const;
  // First what locks the rows: a worker that claims or gives back one of them now waits for the end of the transaction.
  for (const which of [{ id }, { parent_id: id }]) await rows.update({ ...which, status: { in: activeStatuses } }, { cancel_requested: true });
  await rows.update({ parent_id: id, status: 'queued' }, ended);
  if ((await rows.update({ id, status: 'queued' }, ended)) > 0) {
    const job = await jobOf(store, id);
    if (job.event_prefix !== null) await appendEvents(store, job, [{ kind: `${job.event_prefix}_cancelled`, payload: {} }], at);
  }
  return jobOf(store, id);
}

/** Removes jobs with their events, parts of jobs included; whoever runs one of them loses it. Gives how many. */
export async function removeJobs(
  store: TenantStore,
  of: { readonly repository_id: string } | { readonly project_id: string } | { readonly snapshot_id: string },
): Promise<number> {
  const rows = store.rows(jobs);
  // Parts name their job alone; those of jobs that have ended are forgotten by themselves.
  const going = await rows.find({ where: { ...of, status: { in: activeStatuses } } });
  const parts = await rows.remove({ parent_id: { in: going.map(({ id }) => id) } });
  return parts + (await rows.remove(of));
}
