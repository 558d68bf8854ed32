import { z } from 'zod';
import { defineOperation } from './kernel/operation.ts';
import { version } from './version.ts';

/** Health check of all published surfaces: the union of their shapes. */
export const health = defineOperation({
  name: 'health',
  summary: 'Health check, always accessible',
  input: z.object({}),
  output: z.object({ status: z.literal('ok'), version: z.string(), ok: z.literal(true), uptime: z.number() }),
  access: 'public',
  effect: 'read',
  limit: 'none',
  http: { sentrik: 'GET /health' },
  run: (context) => ({ status: 'ok', version, ok: true, uptime: Math.round(context.clock.elapsed() / 1000) }) as const,
});
