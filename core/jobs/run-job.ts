import type { Actor, Context, Log, ProgressEvent } from '../kernel/context.ts';
import type { Dispatch } from '../kernel/dispatch.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { parseInput } from '../kernel/operation.ts';
import type { SystemStore, TenantStore } from '../kernel/store.ts';
import { backOff, isPassing } from './back-off.ts';
import { type ClaimedJob, claimNext } from './claim.ts';
import { type JobEvent, watch } from './events.ts';
import { activeStatuses, cancelTopic, hasEnded, jobOf, jobTopic } from './job.ts';
import type { AnyJobKind, Finished, JobEnd } from './kind.ts';
import { type Lease, leaseOf } from './lease.ts';
import { type JobRow, jobs } from './tables.ts';

/** What a worker runs jobs with. */
export interface Bench {
  readonly workerId: string;
  readonly store: SystemStore;
  readonly dispatch: Dispatch;
  readonly kinds: ReadonlyMap<string, AnyJobKind>;
  readonly leaseMs: number;
  readonly now: () => Date;
  readonly log: Log;
  /** A context for work in a workspace. */
  contextFor(request: {
    readonly actor: Actor;
    readonly store: TenantStore;
    readonly signal: AbortSignal;
    readonly progress: (event: ProgressEvent) => void;
  }): Context;
}

/** Why work is stopped. */
type Stop = 'cancelled' | 'lost' | 'shutdown';

const beatsPerLease = 6;

/** Runs a job that was claimed, to its end or until the signal is aborted, which gives it back. Throws nothing but what the store throws. */
export async function runJob(bench: Bench, claimed: ClaimedJob, shutdown: AbortSignal): Promise<void> {
  const { tenant_id: tenantId, ...job } = claimed;
  const store = bench.store.tenant(tenantId);
  const lease = leaseOf({ store, job, leaseMs: bench.leaseMs, now: bench.now });
  const kind = bench.kinds.get(job.kind);
  try {
    if (kind === undefined) await giveBack(bench, lease);
    else if (job.cancel_requested) await end(bench, lease, kind, { kind: 'cancelled' });
    else if (job.attempts > job.max_attempts) await end(bench, lease, kind, { kind: 'failed', message: 'Its worker ended unexpectedly, time after time' });
    else await attempt(bench, { lease, kind, store, shutdown });
  } catch (thrown) {
    // Whoever has the job now says how it ends.
    if (toFailure(thrown).code !== 'cancelled') throw thrown;
  } finally {
    await bench.dispatch.announce(jobTopic(job.id));
    if (job.parent_id !== null) await bench.dispatch.announce(jobTopic(job.parent_id));
  }
}

interface Attempt {
  readonly lease: Lease;
  readonly kind: AnyJobKind;
  readonly store: TenantStore;
  readonly shutdown: AbortSignal;
}

async function attempt(bench: Bench, at: Attempt): Promise<void> {
  const { lease, kind, store, shutdown } = at;
  const { job } = lease;
  const startedAt = job.started_at ?? bench.now().toISOString();
  await lease.write({ status: 'running', started_at: startedAt }, eventsOf(job, job.started_at === null ? 'started' : undefined, { attempt: job.attempts }));
  await bench.dispatch.announce(jobTopic(job.id));
  const watched = keepLease(bench, lease, shutdown);
  try {
    const finished = await perform(bench, at, watched.signal);
    await lease.write(
      { status: 'completed', result: finished.result, error: null, completed_at: bench.now().toISOString(), lease_until: null },
      eventsOf(job, 'completed', finished.summary ?? {}),
      finished.commit === undefined ? undefined : async (inside) => finished.commit?.(inside),
    );
  } catch (thrown) {
    const stop = watched.stopped();
    if (stop === 'lost') return;
    if (stop === 'cancelled') await end(bench, lease, kind, { kind: 'cancelled' });
    else if (stop === 'shutdown') await giveBack(bench, lease);
    else await failOrRetry(bench, { lease, kind, store, shutdown }, thrown);
  } finally {
    watched.close();
  }
}

async function perform(bench: Bench, { lease, kind, store }: Attempt, signal: AbortSignal): Promise<Finished> {
  const { job } = lease;
  const payload = parseInput(kind.payload, job.payload);
  const actor: Actor = { id: `job:${job.id}`, via: 'local', access: 'member' };
  const context = bench.contextFor({ actor, store, signal, progress: () => undefined });
  return kind.run(context, {
    job,
    payload,
    async emit(events, write) {
      if (signal.aborted) throw new Failure('cancelled', 'The work was stopped');
      await lease.write({}, events, write);
      await bench.dispatch.announce(jobTopic(job.id));
    },
    finishParts: () => finishParts(bench, { store, job, signal }),
  });
}

/** Runs parts of a job that nobody has taken, and waits for those that others have. */
async function finishParts(
  bench: Bench,
  { store, job, signal }: { readonly store: TenantStore; readonly job: JobRow; readonly signal: AbortSignal },
): Promise<readonly JobRow[]> {
  const { workerId, kinds, leaseMs, dispatch } = bench;
  const notices = watch(dispatch, jobTopic(job.id), signal);
  const claimer = { workerId, kinds: [...kinds.keys()], leaseMs, parentId: job.id };
  try {
    for (;;) {
      if (signal.aborted) throw new Failure('cancelled', 'The work was stopped');
      const claimed = await claimNext(bench.store, claimer, bench.now());
      if (claimed !== undefined) {
        await runJob(bench, claimed, signal);
        continue;
      }
      const parts = await store.rows(jobs).find({ where: { parent_id: job.id }, order: ['id'] });
      if (parts.every(hasEnded)) return parts;
      await notices.next(dispatch.pollMs);
    }
  } finally {
    notices.stop();
  }
}

async function failOrRetry(bench: Bench, { lease, kind }: Attempt, thrown: unknown): Promise<void> {
  const { job } = lease;
  const failure = toFailure(thrown);
  if (failure.code === 'internal') bench.log.error('job failed', { job: job.id, kind: job.kind, error: failure.cause });
  if (job.attempts >= job.max_attempts || !isPassing(failure.code)) {
    await end(bench, lease, kind, { kind: 'failed', message: failure.message });
    return;
  }
  const runAt = new Date(bench.now().getTime() + backOff(job.attempts));
  const told = eventsOf(job, 'log', { level: 'warn', message: `${failure.message}; it is tried again`, attempt: job.attempts });
  await lease.write({ status: 'queued', error: failure.message, run_at: runAt.toISOString(), lease_until: null, worker_id: null }, told);
  await bench.dispatch.wake(runAt);
}

async function end({ now, dispatch }: Bench, { job, write }: Lease, kind: AnyJobKind, how: JobEnd): Promise<void> {
  const error = how.kind === 'failed' ? how.message : null;
  const told = eventsOf(job, how.kind, how.kind === 'failed' ? { message: how.message } : {});
  await write({ status: how.kind, error, completed_at: now().toISOString(), lease_until: null }, told, async (inside) => {
    await inside.rows(jobs).update({ parent_id: job.id, status: { in: activeStatuses } }, { cancel_requested: true });
    await kind.ended?.(inside, await jobOf(inside, job.id), how);
  });
  await dispatch.wake();
}

/** Somebody else is to go on with it: this run does not count. */
async function giveBack({ now, dispatch }: Bench, { job, write }: Lease): Promise<void> {
  await write({ status: 'queued', attempts: job.attempts - 1, run_at: now().toISOString(), lease_until: null, worker_id: null }, []);
  await dispatch.wake();
}

function eventsOf({ event_prefix: prefix }: JobRow, name: string | undefined, payload: JobEvent['payload']): readonly JobEvent[] {
  return prefix === null || name === undefined ? [] : [{ kind: `${prefix}_${name}`, payload }];
}

interface Watched {
  readonly signal: AbortSignal;
  stopped(): Stop | undefined;
  close(): void;
}

/** Renews the lease while the work goes on, and stops the work when the job is cancelled or no longer ours. */
function keepLease(bench: Bench, lease: Lease, shutdown: AbortSignal): Watched {
  const controller = new AbortController();
  let stop: Stop | undefined;
  let heldUntil = Date.now() + bench.leaseMs;
  const halt = (why: Stop) => {
    stop ??= why;
    controller.abort();
  };
  const beat = async () => {
    const asked = Date.now();
    try {
      const { isHeld, isCancelled } = await lease.renew();
      if (isHeld) heldUntil = asked + bench.leaseMs;
      else halt('lost');
      if (isCancelled) halt('cancelled');
    } catch (thrown) {
      bench.log.warn('a lease could not be renewed', { job: lease.job.id, error: toFailure(thrown).message });
      if (Date.now() > heldUntil) halt('lost');
    }
  };
  const onShutdown = () => halt('shutdown');
  const timer = setInterval(() => void beat(), bench.leaseMs / beatsPerLease);
  const stopNotices = bench.dispatch.onNotice(cancelTopic(lease.job.id), () => void beat());
  if (shutdown.aborted) onShutdown();
  shutdown.addEventListener('abort', onShutdown);
  return {
    signal: controller.signal,
    stopped: () => stop,
    close() {
      clearInterval(timer);
      stopNotices();
      shutdown.removeEventListener('abort', onShutdown);
    },
  };
}
