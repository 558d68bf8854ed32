import type { Dispatch } from '../kernel/dispatch.ts';
import type { TenantStore } from '../kernel/store.ts';
import { hasEnded, jobOf, jobTopic } from './job.ts';
import { type JobEventRow, jobEvents, type JobRow, jobs } from './tables.ts';

/** Something to tell of a job. */
export interface JobEvent {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Adds events to a job behind its last one. Only inside a transaction, and after it has changed the job's row: that keeps others from numbering at the same time. */
export async function appendEvents(store: TenantStore, job: Pick<JobRow, 'id'>, events: readonly JobEvent[], now: string): Promise<void> {
  if (events.length === 0) return;
  const { last_seq: last, project_id, repository_id } = await jobOf(store, job.id);
  const rows = events.map(({ kind, payload }, index) => ({
    ...{ job_id: job.id, seq: last + index + 1, kind, payload, created_at: now },
    ...{ project_id, repository_id },
  }));
  await store.rows(jobEvents).insert(...rows);
  await store.rows(jobs).update({ id: job.id }, { last_seq: last + events.length });
}

/** Adds events to a job that nobody holds any more, such as of a change to its findings. */
export async function tellOf(store: TenantStore, job: Pick<JobRow, 'id' | 'event_prefix'>, events: readonly JobEvent[], now: string): Promise<void> {
  await store.rows(jobs).update({ id: job.id }, { event_prefix: job.event_prefix });
  await appendEvents(store, job, events, now);
}

/** Events of a job behind a number, in order, at most `limit`. */
export async function eventsAfter(
  store: TenantStore,
  id: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly JobEventRow[]> {
  return store.rows(jobEvents).find({ where: { job_id: id, seq: { above: after } }, order: ['seq'], limit });
}

export interface EventWait {
  readonly after: number;
  readonly limit: number;
  /** Milliseconds to wait for the first event at most. */
  readonly forMs: number;
  readonly signal: AbortSignal;
}

/** Events of a job behind a number as soon as there are some; none when the job has ended, at the end of the wait, or when the signal is aborted. */
export async function waitForEvents(store: TenantStore, dispatch: Dispatch, id: string, wait: EventWait): Promise<readonly JobEventRow[]> {
  const until = Date.now() + wait.forMs;
  const notices = watch(dispatch, jobTopic(id), wait.signal);
  try {
    for (;;) {
      const isOver = hasEnded(await jobOf(store, id));
      const events = await eventsAfter(store, id, wait);
      const left = until - Date.now();
      if (events.length > 0 || isOver || left <= 0 || wait.signal.aborted) return events;
      await notices.next(Math.min(left, dispatch.pollMs));
    }
  } finally {
    notices.stop();
  }
}

interface Notices {
  /** Resolves at a notice since the last call, after so many milliseconds, or when the signal is aborted. */
  next(ms: number): Promise<void>;
  stop(): void;
}

/** Follows what is announced under a topic; a notice between two calls of `next` is not lost. */
export function watch(dispatch: Dispatch, topic: string, signal: AbortSignal): Notices {
  let isTold = false;
  let resume: (() => void) | undefined;
  const tell = () => {
    isTold = true;
    resume?.();
  };
  const stopNotices = dispatch.onNotice(topic, tell);
  signal.addEventListener('abort', tell);
  return {
    async next(ms) {
      if (!isTold && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        resume = undefined;
      }
      isTold = false;
    },
    stop() {
      stopNotices();
      signal.removeEventListener('abort', tell);
      resume?.();
    },
  };
}
