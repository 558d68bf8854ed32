import type { Log } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import type { SystemStore } from '../kernel/store.ts';
import { type WorkerRow, workers } from './tables.ts';

export interface Registration {
  readonly store: SystemStore;
  readonly workerId: string;
  readonly version: string;
  readonly slots: number;
  readonly now: () => Date;
  readonly log: Log;
  running(): readonly string[];
}

const beatMs = 10_000;
/** Not heard of for so long, a worker counts as gone. */
export const workerGoneSeconds = 60;
const goneAfterMs = workerGoneSeconds * 1000;

/** Enters a worker in the list of those alive and keeps it there until it is closed. */
export async function keepRegistered(registration: Registration): Promise<{ close(): Promise<void> }> {
  const { store, workerId, log } = registration;
  const startedAt = registration.now().toISOString();
  const enter = async () => {
    const row = { id: workerId, version: registration.version, slots: registration.slots, started_at: startedAt };
    const fresh = { ...row, running: registration.running(), last_seen: registration.now().toISOString() };
    await store.rows(workers).upsert([fresh], { on: ['id'], update: ['running', 'last_seen'] });
  };
  await enter();
  const timer = setInterval(() => {
    enter().catch((thrown: unknown) => log.warn('the heartbeat of the worker could not be written', { error: toFailure(thrown).message }));
  }, beatMs);
  return {
    async close() {
      clearInterval(timer);
      await store.rows(workers).remove({ id: workerId });
    },
  };
}

/** Workers in the order of their start; those not heard of lately are not alive. */
export async function listWorkers(store: SystemStore, now: Date): Promise<readonly (WorkerRow & { readonly is_alive: boolean })[]> {
  const rows = await store.rows(workers).find({ order: ['started_at', 'id'] });
  const since = new Date(now.getTime() - goneAfterMs).toISOString();
  return rows.map((row) => ({ ...row, is_alive: row.last_seen >= since }));
}

/** Removes workers that are gone; gives how many. */
export async function forgetWorkers(store: SystemStore, now: Date): Promise<number> {
  return store.rows(workers).remove({ last_seen: { below: new Date(now.getTime() - goneAfterMs).toISOString() } });
}
