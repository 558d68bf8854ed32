import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { platformOf } from '../kernel/platform.ts';
import { heldStatuses } from './job.ts';
import { jobs } from './tables.ts';

const count = z.number().int();

export const opsQueue = defineOperation({
  name: 'ops.queue',
  summary: 'How many jobs of each kind wait and run, and since when the oldest could have begun',
  input: z.object({}),
  output: z.object({
    waiting: count,
    running: count,
    waiting_since: z.iso.datetime().nullable().meta({ description: 'When the oldest job that waits was due' }),
    kinds: z.array(z.object({ kind: z.string(), waiting: count, running: count })),
  }),
  access: 'operator',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/ops/queue' },
  async run(context) {
    const all = platformOf(context).system.across(jobs);
    const due = { status: 'queued', run_at: { to: context.clock.now().toISOString() } };
    const waiting = await all.countBy('kind', due);
    const running = await all.countBy('kind', { status: { in: [...heldStatuses] } });
    const oldest = await all.first({ where: due, order: ['run_at', 'tenant_id', 'id'] });
    const kinds = [...new Set([...waiting.keys(), ...running.keys()])].filter((kind) => typeof kind === 'string').toSorted();
    return {
      waiting: sum(waiting),
      running: sum(running),
      waiting_since: oldest?.run_at ?? null,
      kinds: kinds.map((kind) => ({ kind, waiting: waiting.get(kind) ?? 0, running: running.get(kind) ?? 0 })),
    };
  },
});

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0);
}
