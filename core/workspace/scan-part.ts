import { z } from 'zod';
import type { BlobId } from '../kernel/blobs.ts';
import type { Cache, Context } from '../kernel/context.ts';
import { memoryCache } from '../kernel/memory-cache.ts';
import { platformOf } from '../kernel/platform.ts';
import type { TenantStore } from '../kernel/store.ts';
import { tellOf } from '../jobs/events.ts';
import { jobOf, jobTopic } from '../jobs/job.ts';
import { defineJob, type Task } from '../jobs/kind.ts';
import { dispatchOf } from '../jobs/notify.ts';
import { jobs } from '../jobs/tables.ts';
import type { Finding } from '../scan/model.ts';
import { scanProject } from '../scan/project.ts';
import { withSnapshot } from './scan-checkout.ts';
import { partPayload } from './scan-config.ts';
import { placeOf } from './scan-place.ts';
import { type ProgressTeller, progressTeller } from './scan-progress.ts';
import { storeFindings } from './scan-store.ts';

/** What a part leaves for the scan that it belongs to: records of its files, as the scanner's cache has them. */
export const partResult = z.object({
  records: z.array(
    z.object({ name: z.string(), blob: z.custom<BlobId>((value) => typeof value === 'string' && value.startsWith('sha256:')), size: z.number() }),
  ),
  files: z.number().int(),
});

type PartTask = Task<z.output<typeof partPayload>>;

/** Looks at a stretch of a snapshot's files one by one. What it finds is there to be seen, and stays when the scan is cancelled. */
export const scanPart = defineJob({
  kind: 'code_scan_part',
  payload: partPayload,
  async run(context, task) {
    const cache = memoryCache();
    const progress = partProgress(context, task);
    return withSnapshot(context, task.payload, { cache, progress: progress.tell }, async (snapshot) => {
      const paths = stretch(snapshot.paths, task.payload);
      const { findings } = await scanProject(snapshot.context, snapshot.workspace, { changedFiles: paths, apart: true });
      await progress.settled();
      const records = await keepRecords(context, cache);
      const now = context.clock.now().toISOString();
      return {
        result: { records, files: paths.length } satisfies z.output<typeof partResult>,
        commit: (store) => settlePart(store, task, { findings, files: paths.length, now }),
      };
    });
  },
});

/** The scan's events are numbered in one row, which parts write to in turn: each does so now and then only. */
const progressMs = 3000;

/** Tells of this part among the events of its scan. */
function partProgress(context: Context, task: PartTask): ProgressTeller {
  const { job, payload } = task;
  const scanId = job.parent_id ?? '';
  return progressTeller(async (events) => {
    const now = context.clock.now().toISOString();
    const told = events.map(({ kind, payload: { component, message } }) => ({
      kind,
      payload: { component, message: `${String(message)} files`, ...placeIn(payload) },
    }));
    await task.emit([], async (store) => tellOf(store, await jobOf(store, scanId), told, now));
    await dispatchOf(context).announce(jobTopic(scanId));
  }, progressMs);
}

function placeIn({ index, count }: PartTask['payload']): { readonly part: number; readonly of: number } {
  return { part: index + 1, of: count };
}

async function keepRecords(context: Context, cache: Cache): Promise<z.output<typeof partResult>['records']> {
  const { blobs } = platformOf(context);
  const kept = cache.entries().map(async ({ name, size }) => ({ name, size, blob: (await blobs.write(cache.read(name) ?? new Uint8Array())).id }));
  return Promise.all(kept);
}

interface PartOutcome {
  readonly findings: readonly Finding[];
  readonly files: number;
  readonly now: string;
}

async function settlePart(store: TenantStore, { job, payload }: PartTask, { findings, files, now }: PartOutcome): Promise<void> {
  const scan = await jobOf(store, job.parent_id ?? '');
  const done = await store.rows(jobs).count({ parent_id: scan.id, status: 'completed' });
  await storeFindings(store, placeOf(scan), findings, now);
  const place = placeIn(payload);
  const progress = { component: 'scan', message: `${files} files`, progress: done / payload.count, ...place };
  const found = { kind: 'finding_updated', payload: { count: findings.length, part: place.part } };
  await tellOf(store, scan, [{ kind: 'scan_progress', payload: progress }, ...(findings.length === 0 ? [] : [found])], now);
}

/** One of `count` stretches of nearly equal length. */
function stretch<T>(items: readonly T[], { index, count }: { readonly index: number; readonly count: number }): readonly T[] {
  const from = Math.floor((items.length * index) / count);
  return items.slice(from, Math.floor((items.length * (index + 1)) / count));
}
