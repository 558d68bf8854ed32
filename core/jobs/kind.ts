import type { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import type { TenantStore } from '../kernel/store.ts';
import type { JobEvent } from './events.ts';
import type { JobRow } from './tables.ts';

/** How a job ended that did not do its work; the message is fit for the user. */
export type JobEnd = { readonly kind: 'failed'; readonly message: string } | { readonly kind: 'cancelled' };

/** What a run came to. */
export interface Finished {
  readonly result: unknown;
  /** What the event of the completed job says. */
  readonly summary?: Readonly<Record<string, unknown>>;
  /** Writes what the work came to in the transaction that completes the job: what it writes stays once, though it may be called again when that transaction is tried anew. */
  commit?(store: TenantStore): Promise<void>;
}

/** A claimed job, as its handler sees it. */
export interface Task<P> {
  readonly job: JobRow;
  readonly payload: P;
  /** Adds events, and what `write` writes with them, in one transaction that checks that the job is still ours; throws `cancelled` otherwise. */
  readonly emit: (events: readonly JobEvent[], write?: (store: TenantStore) => Promise<void>) => Promise<void>;
  /** Waits until all parts of this job have ended, and runs here those that nobody else has taken. Gives them as they ended. */
  readonly finishParts: () => Promise<readonly JobRow[]>;
}

/**
 * How jobs of a kind are done. `run` may be called again after a crash or a passing failure, so that it writes only through `emit` and `commit`;
 * the context's signal is aborted when the job was cancelled, taken by another worker, or the process ends.
 */
export interface JobKind<P extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly payload: P;
  run(context: Context, task: Task<z.output<P>>): Promise<Finished>;
  /** Writes what has to be said when the job has failed for good or was cancelled, in the same transaction. */
  ended?(store: TenantStore, job: JobRow, end: JobEnd): Promise<void>;
}

export type AnyJobKind = JobKind;

/** The identity function: gives the handler the type of its payload. */
export function defineJob<P extends z.ZodType>(kind: JobKind<P>): JobKind<P> {
  return kind;
}
