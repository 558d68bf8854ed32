import { Failure } from '../kernel/failure.ts';
import type { TenantStore } from '../kernel/store.ts';
import { type JobRow, jobs } from './tables.ts';

export const jobStatuses = ['queued', 'claimed', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** Those of a job that has not ended. */
export const activeStatuses: readonly JobStatus[] = ['queued', 'claimed', 'running'];
/** Those of a job that somebody holds. */
export const heldStatuses: readonly JobStatus[] = ['claimed', 'running'];

/** Those of a job that has ended. */
export const endedStatuses: readonly JobStatus[] = ['completed', 'failed', 'cancelled'];

/** A job that runs for so long may be given up. */
export const staleSeconds = 21_600;

/** Whether the job has ended, one way or the other. */
export function hasEnded({ status }: Pick<JobRow, 'status'>): boolean {
  return !activeStatuses.some((active) => active === status);
}

/** The job of the workspace with this id. Throws `not_found`. */
export async function jobOf(store: TenantStore, id: string): Promise<JobRow> {
  const row = await store.rows(jobs).first({ where: { id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such job');
  return row;
}

/** What changes of a job are announced under. */
export function jobTopic(id: string): string {
  return `job:${id}`;
}

/** What tells the worker of a job at once that it was cancelled. */
export function cancelTopic(id: string): string {
  return `cancel:${id}`;
}
