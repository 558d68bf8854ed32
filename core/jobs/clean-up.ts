import type { Context } from '../kernel/context.ts';
import { platformOf } from '../kernel/platform.ts';
import { cancelJob } from './cancel.ts';
import { activeStatuses, cancelTopic, endedStatuses, staleSeconds } from './job.ts';
import { dispatchOf } from './notify.ts';
import { jobs } from './tables.ts';

/** Cancels jobs that have run for too long, and gives how many. */
export async function giveUpStale(context: Context, now: Date): Promise<number> {
  const { system } = platformOf(context);
  const before = new Date(now.getTime() - staleSeconds * 1000).toISOString();
  const stale = await system.across(jobs).find({ where: { parent_id: null, status: { in: activeStatuses }, started_at: { below: before } } });
  for (const { id, tenant_id } of stale) {
    await system.tenant(tenant_id).transaction((store) => cancelJob(store, id, now));
    await dispatchOf(context).announce(cancelTopic(id));
  }
  return stale.length;
}

/** Forgets parts of jobs that have ended or are gone, and gives how many. */
export async function forgetParts(context: Context): Promise<number> {
  const all = platformOf(context).system.across(jobs);
  const parts = await all.find({ where: { parent_id: { not: null }, status: { in: endedStatuses } } });
  const going = new Set((await all.find({ where: { parent_id: null, status: { in: activeStatuses } } })).map(({ id }) => id));
  const left = parts.filter(({ parent_id: parent }) => parent === null || !going.has(parent));
  for (const { tenant_id, id } of left) await all.remove({ tenant_id, id });
  return left.length;
}

const askedForMs = 24 * 60 * 60 * 1000;

/** Forgets jobs of a kind that nobody asks for once they have ended, a day after that, and gives how many. */
export async function forgetJobs(context: Context, kind: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - askedForMs).toISOString();
  return platformOf(context)
    .system.across(jobs)
    .remove({ kind, status: { in: endedStatuses }, completed_at: { below: before } });
}
