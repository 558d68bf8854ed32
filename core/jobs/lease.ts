import { Failure } from '../kernel/failure.ts';
import type { TenantStore, Where } from '../kernel/store.ts';
import { appendEvents, type JobEvent } from './events.ts';
import { heldStatuses } from './job.ts';
import { type JobRow, jobs } from './tables.ts';

/** A claim on a job: what it writes counts only as long as nobody else has claimed the job since. */
export interface Lease {
  readonly job: JobRow;
  /** Whether the job is still ours; then for `leaseMs` from now on. */
  renew(): Promise<{ readonly isHeld: boolean; readonly isCancelled: boolean }>;
  /** Changes the job, adds events and writes, in one transaction. Throws `cancelled` when the job is not ours any more. */
  readonly write: (changes: Partial<JobRow>, events: readonly JobEvent[], write?: (store: TenantStore) => Promise<void>) => Promise<void>;
}

export interface LeaseOptions {
  readonly store: TenantStore;
  readonly job: JobRow;
  readonly leaseMs: number;
  readonly now: () => Date;
}

/** The lease of a job that `claimNext` has claimed. */
export function leaseOf({ store, job, leaseMs, now }: LeaseOptions): Lease {
  // The number of attempts tells a claim from a later one of the same worker.
  const held: Where<JobRow> = { id: job.id, worker_id: job.worker_id, attempts: job.attempts, status: { in: heldStatuses } };
  const until = () => new Date(now().getTime() + leaseMs).toISOString();
  return {
    job,
    async renew() {
      const isHeld = (await store.rows(jobs).update(held, { lease_until: until() })) === 1;
      const isCancelled = isHeld && (await store.rows(jobs).count({ id: job.id, cancel_requested: true })) > 0;
      return { isHeld, isCancelled };
    },
    async write(changes, events, write) {
      // Changing the job's row keeps others from numbering its events; what `write` reads besides has to hold still as well.
      const reliance = write === undefined ? 'own rows' : 'everything';
      await store.transaction(async (inside) => {
        const taken = await inside.rows(jobs).update(held, { lease_until: until(), ...changes });
        if (taken !== 1) throw lost();
        await write?.(inside);
        await appendEvents(inside, job, events, now().toISOString());
      }, reliance);
    },
  };
}

function lost(): Failure {
  return new Failure('cancelled', 'Another worker has taken the job over');
}
