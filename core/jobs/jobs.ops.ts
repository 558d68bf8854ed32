import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { platformOf } from '../kernel/platform.ts';
import { listWorkers } from './registry.ts';

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
