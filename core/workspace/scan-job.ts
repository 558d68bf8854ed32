import type { BlobId } from '../kernel/blobs.ts';
import type { Context } from '../kernel/context.ts';
import { newId } from '../kernel/ids.ts';
import { memoryCache } from '../kernel/memory-cache.ts';
import { platformOf } from '../kernel/platform.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { defineJob, type Task } from '../jobs/kind.ts';
import { dispatchOf } from '../jobs/notify.ts';
import { type JobRow, jobs } from '../jobs/tables.ts';
import { resultDocuments } from '../runs/outputs.ts';
import { type Scanned, scanFor, scanInput } from '../runs/scan-input.ts';
import { countBySeverity } from '../scan/finding-wire.ts';
import { mergeRecords } from '../scan/project/record-file.ts';
import { engineId } from '../scan/project/result-cache.ts';
import { withSnapshot } from './scan-checkout.ts';
import { type ScanPayload, scanPayload, withCache } from './scan-config.ts';
import { partResult, scanPart } from './scan-part.ts';
import { placeOf } from './scan-place.ts';
import { progressTeller } from './scan-progress.ts';
import type { Artifact, ScanResultRow } from './scan-result.ts';
import { settleFindings } from './scan-store.ts';
import { usage } from './scan-tables.ts';

/** Beyond so many files a scan is looked at in parts, which other workers may take; what one of them finds is there once it is done. */
const filesPerPart = 100;
const mostParts = 64;
const progressMs = 500;
const mostRecords = 512_000_000;

/** Scans a repository's snapshot as `sentrik scan` scans a folder. Findings, artefacts and usage are written when it is complete. */
export const codeScan = defineJob({
  kind: 'code_scan',
  payload: scanPayload,
  async run(context, task) {
    const payload = { ...task.payload, config: withCache(task.payload.config) };
    const started = context.clock.elapsed();
    const parts = await partsOf(context, task, payload);
    const cache = memoryCache(await recordsOf(context, parts));
    const progress = progressTeller(task.emit, progressMs);
    return withSnapshot(context, payload, { cache, progress: progress.tell }, async (snapshot) => {
      const scanned = await scanFor(snapshot.context, scanInput.parse(payload.config));
      const now = context.clock.now().toISOString();
      const artifacts = await keep(context, resultDocuments(snapshot.context, scanned, now));
      await progress.settled();
      const seconds = (context.clock.elapsed() - started) / 1000;
      const result = resultOf(scanned, { artifacts, parts: parts.length, seconds });
      return {
        result,
        summary: { findings: result.findings, by_severity: result.by_severity, files: result.files, lines: result.lines },
        async commit(store) {
          const { project_id, repository_id } = placeOf(task.job);
          await settleFindings(store, placeOf(task.job), scanned.result.findings, now);
          const used = { files: result.files, lines: result.lines, seconds, at: now };
          await store.rows(usage).insert({ id: newId('use'), kind: 'code_scan', job_id: task.job.id, project_id, repository_id, ...used });
          await store.rows(jobs).remove({ parent_id: task.job.id });
        },
      };
    });
  },
});

/** Has a large snapshot looked at in parts; none for a small one. Parts that are there from an earlier attempt are not made again. */
async function partsOf(context: Context, task: Task<ScanPayload>, payload: ScanPayload): Promise<readonly JobRow[]> {
  const { job } = task;
  const idle = { cache: memoryCache(), progress: () => undefined };
  const files = await withSnapshot(context, payload, idle, ({ paths }) => Promise.resolve(paths.length));
  const count = Math.min(Math.ceil(files / filesPerPart), mostParts);
  if (count < 2) return [];
  const told = { kind: 'scan_log', payload: { level: 'info', message: `${files} files are looked at in ${count} parts` } };
  await task.emit(job.attempts > 1 ? [] : [told], async (store) => {
    for (let index = 0; index < count; index += 1) {
      const request = {
        kind: scanPart.kind,
        payload: { ...payload, index, count },
        parentId: job.id,
        key: `part:${job.id}:${index}`,
        priority: job.priority + 1,
      };
      await enqueue(store, request, context.clock.now());
    }
  });
  const dispatch = dispatchOf(context);
  for (let index = 1; index < count; index += 1) await dispatch.wake();
  return task.finishParts();
}

/** The cache's files of all parts as one each. Files of parts that failed are missing in it, so that the scan looks at them itself. */
async function recordsOf(context: Context, parts: readonly JobRow[]): Promise<readonly (readonly [string, Uint8Array])[]> {
  const { blobs } = platformOf(context);
  const engine = engineId(context);
  if (engine === undefined) return [];
  const byName = new Map<string, Uint8Array[]>();
  for (const { result } of parts) {
    const parsed = partResult.safeParse(result);
    if (!parsed.success) continue;
    for (const { name, blob } of parsed.data.records) {
      const content = await blobs.readAll(blob, mostRecords);
      byName.set(name, [...(byName.get(name) ?? []), content]);
    }
  }
  return [...byName].map(([name, contents]) => [name, mergeRecords(contents, engine)] as const);
}

async function keep(context: Context, documents: ReturnType<typeof resultDocuments>): Promise<readonly Artifact[]> {
  const { blobs } = platformOf(context);
  const kept: Artifact[] = [];
  for (const { name, content } of documents) {
    const { id, size } = await blobs.write(new TextEncoder().encode(content));
    kept.push({ name, size, blob: id satisfies BlobId });
  }
  return kept;
}

function resultOf({ result }: Scanned, { artifacts, parts, seconds }: Pick<ScanResultRow, 'artifacts' | 'parts' | 'seconds'>): ScanResultRow {
  return {
    ...{ findings: result.findings.length, by_severity: countBySeverity(result.findings), suppressed: result.suppressed.length },
    ...{ files: result.filesScanned, lines: result.linesScanned, skipped: result.skips.length, problems: result.problems.length },
    ...{ parts, seconds, artifacts },
  };
}
