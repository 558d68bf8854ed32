import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { defineOperation } from '../kernel/operation.ts';
import { platformOf } from '../kernel/platform.ts';
import { cancelJob } from './cancel.ts';
import { activeStatuses, cancelTopic, staleSeconds } from './job.ts';
import { dispatchOf } from './notify.ts';
import { forgetWorkers, listWorkers } from './registry.ts';
import { jobs } from './tables.ts';

const workerWire = z.object({
  id: z.string(),
  version: z.string(),
  slots: z.number().int(),
  running: z.array(z.string()).meta({ description: 'Ids of the jobs it runs' }),
  started_at: z.iso.datetime(),
  last_seen: z.iso.datetime(),
  is_alive: z.boolean(),
});

export const opsWorkers = defineOperation({
  name: 'ops.workers',
  summary: 'Processes that run jobs, with the last time each was heard of',
  input: z.object({}),
  output: z.array(workerWire),
  access: 'operator',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/ops/workers' },
  run: async (context) => workerWire.array().parse(await listWorkers(platformOf(context).system, context.clock.now())),
});

export const opsCleanup = defineOperation({
  name: 'ops.cleanup',
  summary: 'Give up jobs that run for too long, and forget workers that are gone and what parts of ended jobs left',
  input: z.object({}),
  output: z.object({ stale_jobs: z.number().int(), workers: z.number().int(), parts: z.number().int() }),
  access: 'operator',
  effect: 'write',
  limit: 'expensive',
  http: { vega: 'POST /v1/ops/cleanup' },
  async run(context) {
    const now = context.clock.now();
    return { stale_jobs: await giveUpStale(context, now), workers: await forgetWorkers(platformOf(context).system, now), parts: await forgetParts(context) };
  },
});

async function giveUpStale(context: Context, now: Date): Promise<number> {
  const { system } = platformOf(context);
  const before = new Date(now.getTime() - staleSeconds * 1000).toISOString();
  const stale = await system.across(jobs).find({ where: { parent_id: null, status: { in: activeStatuses }, started_at: { below: before } } });
  for (const { id, tenant_id } of stale) {
    await system.tenant(tenant_id).transaction((store) => cancelJob(store, id, now));
    await dispatchOf(context).announce(cancelTopic(id));
  }
  return stale.length;
}

/** Parts of jobs that have ended or are gone. */
async function forgetParts(context: Context): Promise<number> {
  const all = platformOf(context).system.across(jobs);
  const parts = await all.find({ where: { parent_id: { not: null }, status: { in: ['completed', 'failed', 'cancelled'] } } });
  const going = new Set((await all.find({ where: { parent_id: null, status: { in: activeStatuses } } })).map(({ id }) => id));
  const left = parts.filter(({ parent_id: parent }) => parent === null || !going.has(parent));
  for (const { tenant_id, id } of left) await all.remove({ tenant_id, id });
  return left.length;
}
