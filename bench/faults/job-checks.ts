import { hasEnded } from '../../core/jobs/job.ts';
import { type JobEventRow, jobEvents, type JobRow, jobs } from '../../core/jobs/tables.ts';
import { groupBy } from '../../core/kernel/grouping.ts';
import type { Store } from '../../core/kernel/store.ts';
import { usage } from '../../core/workspace/scan-tables.ts';
import { snapshots } from '../../core/workspace/tables.ts';

const terminal = ['completed', 'failed', 'cancelled'] as const;

/** What is wrong with jobs and their events at any moment: numbers with gaps, two ends, an end that the job does not have. */
export async function wrongJobs(store: Store): Promise<readonly string[]> {
  // Events first: what a job tells after that is in its row only.
  const events = groupBy(await store.across(jobEvents).find({ order: ['job_id', 'seq'] }), (event) => event.job_id);
  const rows = await store.across(jobs).find();
  return rows.flatMap((job) => wrongJob(job, events.get(job.id) ?? []));
}

function wrongJob(job: JobRow, events: readonly JobEventRow[]): readonly string[] {
  const wrong: string[] = [];
  const seqs = events.map(({ seq }) => seq);
  if (seqs.some((seq, index) => seq !== index + 1)) wrong.push(`events of ${job.id} are numbered ${seqs.join(' ')}`);
  if (job.last_seq < events.length) wrong.push(`${job.id} counts ${job.last_seq} events, and has ${events.length}`);
  const ends = events.filter(({ kind }) => terminal.some((end) => kind === `${job.event_prefix}_${end}`));
  if (ends.length > 1) wrong.push(`${job.id} ended ${ends.length} times: ${ends.map(({ seq, kind }) => `${seq} ${kind}`).join(', ')}`);
  const [end] = ends;
  if (end !== undefined && hasEnded(job) && end.kind !== `${job.event_prefix}_${job.status}`) wrong.push(`${job.id} is ${job.status}, and told ${end.kind}`);
  const starts = events.filter(({ kind }) => kind === `${job.event_prefix}_started`).length;
  if (starts > 1) wrong.push(`${job.id} began ${starts} times`);
  return wrong;
}

/** How jobs ended. */
export interface JobCounts {
  readonly completed: number;
  readonly cancelled: number;
  /** Claimed four times, and each time the worker was killed or gave no sign of life for its lease. */
  readonly givenUp: number;
  /** Those that took more than one attempt. */
  readonly repeated: number;
}

export interface Ended {
  readonly counts: JobCounts;
  readonly wrong: readonly string[];
}

const diedTooOften = 'Its worker ended unexpectedly, time after time';

/** What is wrong with jobs when all have ended: those that have not, told no end, failed for another reason than dying workers, or did their work twice. */
export async function checkEndedJobs(store: Store, acknowledged: ReadonlySet<string>): Promise<Ended> {
  const [rows, events] = [await store.across(jobs).find(), await store.across(jobEvents).find()];
  const told = new Set(events.map(({ job_id, kind }) => `${job_id} ${kind}`));
  const ids = new Set(rows.map(({ id }) => id));
  const gone = [...acknowledged].filter((id) => !ids.has(id)).map((id) => `scan ${id} was acknowledged and is gone`);
  const count = (holds: (job: JobRow) => boolean) => rows.filter(holds).length;
  return {
    wrong: [...gone, ...rows.flatMap((job) => wrongEnd(job, told)), ...(await repeatedScans(store, rows)), ...(await repeatedIngests(store, rows))],
    counts: {
      completed: count(({ status }) => status === 'completed'),
      cancelled: count(({ status }) => status === 'cancelled'),
      givenUp: count(({ status }) => status === 'failed'),
      repeated: count(({ attempts }) => attempts > 1),
    },
  };
}

function wrongEnd(job: JobRow, told: ReadonlySet<string>): readonly string[] {
  const { id, kind, status, error, event_prefix: prefix } = job;
  const wrong: string[] = [];
  if (!hasEnded(job)) wrong.push(`${kind} ${id} is ${status} in the end`);
  else if (prefix !== null && !told.has(`${id} ${prefix}_${status}`)) wrong.push(`${kind} ${id} is ${status} and told nobody`);
  if (status === 'failed' && error !== diedTooOften) wrong.push(`${kind} ${id} failed: ${error}`);
  if (job.parent_id !== null) wrong.push(`${kind} ${id} of ${job.parent_id} was left behind`);
  return wrong;
}

/** What a scan used is recorded when it completes. */
async function repeatedScans(store: Store, rows: readonly JobRow[]): Promise<readonly string[]> {
  const used = groupBy(await store.across(usage).find(), ({ job_id }) => job_id);
  const scans = rows.filter(({ kind }) => kind === 'code_scan');
  const wrong = scans.filter(({ id, status }) => (used.get(id)?.length ?? 0) !== (status === 'completed' ? 1 : 0));
  return wrong.map(({ id, status }) => `scan ${id} is ${status} with ${used.get(id)?.length ?? 0} records of use`);
}

/** Each time that a source is taken in makes one snapshot. */
async function repeatedIngests(store: Store, rows: readonly JobRow[]): Promise<readonly string[]> {
  const made = groupBy(await store.across(snapshots).find(), ({ repository_id }) => repository_id);
  const ingests = rows.filter(({ kind, status }) => kind === 'ingest' && status === 'completed');
  const byRepository = groupBy(ingests, ({ repository_id }) => repository_id ?? '');
  const wrong = [...byRepository].filter(([id, group]) => made.get(id)?.length !== group.length);
  return wrong.map(([id, group]) => `repository ${id} was taken in ${group.length} times, and has ${made.get(id)?.length ?? 0} snapshots`);
}
