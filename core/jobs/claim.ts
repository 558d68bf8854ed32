import type { Rows, SystemStore, TenantId } from '../kernel/store.ts';
import { heldStatuses } from './job.ts';
import { type JobRow, jobs } from './tables.ts';

/** A job with the workspace it belongs to. */
export type ClaimedJob = JobRow & { readonly tenant_id: TenantId };

export interface Claimer {
  readonly workerId: string;
  readonly kinds: readonly string[];
  /** Milliseconds that a claim holds without being renewed. */
  readonly leaseMs: number;
  /** Whether a job runs here: its lease may have run out while the process slept, and is renewed by its run. */
  runs?(id: string): boolean;
  /** Only parts of this job. */
  readonly parentId?: string;
}

/** Several, so that workers who look at the same moment do not all want the same one. */
const candidates = 16;

/** Takes the first job that is due, or that was lost by its worker: at most one of all who ask gets it. Undefined when nothing is to be done. */
export async function claimNext(system: SystemStore, claimer: Claimer, now: Date): Promise<ClaimedJob | undefined> {
  const rows = system.across(jobs);
  for (const candidate of await dueJobs(rows, claimer, now)) {
    if (claimer.runs?.(candidate.id) === true) continue;
    const claimed = await take(rows, candidate, claimer, now);
    if (claimed !== undefined) return claimed;
  }
  return undefined;
}

async function dueJobs(rows: Rows<ClaimedJob>, { kinds, parentId }: Claimer, now: Date): Promise<readonly ClaimedJob[]> {
  const at = now.toISOString();
  const mine = { kind: { in: kinds }, ...(parentId === undefined ? {} : { parent_id: parentId }) };
  const lost = await rows.find({ where: { ...mine, status: { in: heldStatuses }, lease_until: { below: at } }, order: ['lease_until'], limit: candidates });
  const due = await rows.find({
    where: { ...mine, status: 'queued', run_at: { to: at } },
    order: ['-priority', 'run_at', 'id'],
    limit: candidates,
  });
  return [...lost, ...due];
}

/** Compares and sets: the row must still be as it was read. */
async function take(rows: Rows<ClaimedJob>, found: ClaimedJob, { workerId, leaseMs }: Claimer, now: Date): Promise<ClaimedJob | undefined> {
  const { tenant_id, id, status, attempts, lease_until } = found;
  const changes = { status: 'claimed', worker_id: workerId, attempts: attempts + 1, lease_until: new Date(now.getTime() + leaseMs).toISOString() } as const;
  const taken = await rows.update({ tenant_id, id, status, attempts, lease_until }, changes);
  return taken === 1 ? { ...found, ...changes } : undefined;
}
