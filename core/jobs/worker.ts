import { toFailure } from '../kernel/failure.ts';
import { claimNext } from './claim.ts';
import { keepRegistered } from './registry.ts';
import { type Bench, runJob } from './run-job.ts';
import { runSchedules } from './schedule.ts';

export interface WorkerOptions extends Bench {
  /** Jobs at the same time. */
  readonly slots: number;
  readonly version: string;
}

/** Claims and runs jobs until it is closed. */
export interface JobWorker {
  readonly id: string;
  /** Ids of the jobs that run here now. */
  running(): readonly string[];
  /** Takes no more jobs, gives back those that run, and waits for them to stop. */
  close(): Promise<void>;
}

/** Starts a worker: it looks for jobs at each wake-up, when one of its own ends, and every `pollMs`. */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { store, dispatch, workerId, kinds, leaseMs, slots, now, log } = options;
  const shutdown = new AbortController();
  const running = new Map<string, Promise<void>>();
  const registration = await keepRegistered({ ...options, running: () => [...running.keys()] });
  const claimer = { workerId, kinds: [...kinds.keys()], leaseMs, runs: (id: string) => running.has(id) };
  const look = oneAtATime(async () => {
    while (running.size < slots && !shutdown.signal.aborted) {
      const claimed = await claimNext(store, claimer, now());
      if (claimed === undefined) return;
      const done = runJob(options, claimed, shutdown.signal)
        .catch((thrown: unknown) => log.error('a job could not be brought to its end', { job: claimed.id, error: toFailure(thrown).message }))
        .finally(() => {
          running.delete(claimed.id);
          seek();
        });
      running.set(claimed.id, done);
    }
  });
  const seek = () => void look().catch((thrown: unknown) => log.warn('looking for jobs failed', { error: toFailure(thrown).message }));
  const tend = oneAtATime(() => runSchedules(store, dispatch, now()));
  const tick = () => {
    seek();
    void tend().catch((thrown: unknown) => log.warn('schedules could not be run', { error: toFailure(thrown).message }));
  };
  const stopWakes = dispatch.onWake(seek);
  const timer = setInterval(tick, dispatch.pollMs);
  tick();
  return {
    id: workerId,
    running: () => [...running.keys()],
    async close() {
      clearInterval(timer);
      stopWakes();
      shutdown.abort();
      await Promise.allSettled([look.settled(), tend.settled()]);
      await Promise.allSettled(running.values());
      await registration.close();
    },
  };
}

type Looking = (() => Promise<void>) & { settled(): Promise<void> };

/** Runs work one call after the other; calls during a run lead to one more run. */
function oneAtATime(work: () => Promise<void>): Looking {
  let current: Promise<void> | undefined;
  let isWanted = false;
  const call = async (): Promise<void> => {
    if (current !== undefined) {
      isWanted = true;
      return;
    }
    do {
      isWanted = false;
      current = work();
      try {
        await current;
      } finally {
        current = undefined;
      }
    } while (isWanted);
  };
  return Object.assign(call, { settled: async () => current });
}
