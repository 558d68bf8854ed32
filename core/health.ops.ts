import { z } from 'zod';
import type { Context } from './kernel/context.ts';
import { Failure } from './kernel/failure.ts';
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

/** Whether the process answers at all. */
export const alive = defineOperation({
  name: 'health.alive',
  summary: 'Whether the process is alive',
  input: z.object({}),
  output: z.object({ status: z.literal('ok') }),
  access: 'public',
  effect: 'read',
  limit: 'none',
  http: { vega: 'GET /v1/healthz' },
  run: () => ({ status: 'ok' }) as const,
});

/** The names that Vega's clients know these by. */
const aliases: Readonly<Record<string, string>> = { store: 'postgres', blobs: 's3', queue: 'sqs' };

/** Whether everything that the server stands on can be reached. */
export const ready = defineOperation({
  name: 'health.ready',
  summary: 'Whether the database, the contents and the queue can be reached; 503 names what cannot, or says that the server is draining',
  input: z.object({}),
  output: z.object({ status: z.literal('ok'), checks: z.record(z.string(), z.enum(['ok', 'unavailable'])) }),
  access: 'public',
  effect: 'read',
  limit: 'none',
  http: { vega: 'GET /v1/readyz' },
  async run({ platform, log, shared }) {
    if (platform?.isDraining?.() === true) throw new Failure('unavailable', 'Not ready: draining', { draining: true });
    const states = await Promise.all(Object.entries(platform?.checks ?? {}).map(([name, check]) => stateOf(name, () => together(shared, name, check), log)));
    const checks = Object.fromEntries(states.flatMap(([name, state]) => [name, aliases[name] ?? name].map((each) => [each, state])));
    const failed = states.filter(([, state]) => state === 'unavailable').map(([name]) => name);
    if (failed.length > 0) throw new Failure('unavailable', `Not ready: ${failed.join(', ')}`, { checks });
    return { status: 'ok' as const, checks };
  },
});

/** Checks write and wait for the disk: those who ask while one goes on share it. */
async function together(shared: Context['shared'], name: string, check: () => Promise<void>): Promise<void> {
  const key = `ready ${name}`;
  try {
    await shared.use(key, '', check);
  } finally {
    shared.drop(key);
  }
}

async function stateOf(name: string, check: () => Promise<void>, log: Context['log']): Promise<readonly [string, 'ok' | 'unavailable']> {
  try {
    await check();
    return [name, 'ok'];
  } catch (error) {
    log.warn('not ready', { check: name, error });
    return [name, 'unavailable'];
  }
}
