import { z } from 'zod';
import { jobStatuses } from '../jobs/job.ts';
import type { JobEventRow, JobRow } from '../jobs/tables.ts';
import { findingWire } from '../scan/finding-wire.ts';
import { severity } from '../scan/model.ts';
import { findingCode } from './finding-code.ts';
import { scanResult } from './scan-result.ts';
import { type FindingRow, findingStatuses } from './scan-tables.ts';

const time = z.iso.datetime();

/** A scan of a repository in the published spelling. */
export const scanWire = z
  .object({
    id: z.string(),
    repository_id: z.string().nullable(),
    project_id: z.string().nullable(),
    snapshot_id: z.string().nullable(),
    status: z.enum(jobStatuses),
    error: z.string().nullable(),
    cancel_requested: z.boolean(),
    attempts: z.number().int(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    summary: scanResult.omit({ artifacts: true }).nullable().meta({ description: 'Present when the scan is complete' }),
    artifacts: z.array(z.object({ name: z.string(), size: z.number().int(), url: z.string() })),
  })
  .meta({ id: 'Scan' });
export type ScanWire = z.output<typeof scanWire>;

export function toScanWire(job: JobRow): ScanWire {
  const result = scanResult.safeParse(job.result).data;
  const { artifacts = [], ...summary } = result ?? {};
  const base = `/v1/repositories/${job.repository_id ?? ''}/scans/${job.id}/artifacts`;
  return {
    ...{ id: job.id, repository_id: job.repository_id, project_id: job.project_id, snapshot_id: job.snapshot_id },
    ...{ status: z.enum(jobStatuses).parse(job.status), error: job.error, cancel_requested: job.cancel_requested, attempts: job.attempts },
    ...{ created_at: job.created_at, started_at: job.started_at, completed_at: job.completed_at },
    summary: result === undefined ? null : scanResult.omit({ artifacts: true }).parse(summary),
    artifacts: artifacts.map(({ name, size }) => ({ name, size, url: `${base}/${name}` })),
  };
}

/** Which events of a scan are asked for. */
export const eventPage = {
  after: z.coerce.number().int().nonnegative().default(0).meta({ description: 'Only events with a higher `seq`' }),
  limit: z.coerce.number().int().min(1).max(5000).default(1000).meta({ description: 'At most so many' }),
} as const;

/** Something that happened to a scan; `seq` counts from 1 without gaps within the scan. */
export const eventWire = z
  .object({ id: z.string(), scan_id: z.string(), seq: z.number().int(), kind: z.string(), payload: z.record(z.string(), z.unknown()), created_at: time })
  .meta({ id: 'ScanEvent' });
export type EventWire = z.output<typeof eventWire>;

export function toEventWire({ job_id: jobId, seq, kind, payload, created_at }: JobEventRow): EventWire {
  return { id: `${jobId}:${seq}`, scan_id: jobId, seq, kind, payload: z.record(z.string(), z.unknown()).parse(payload), created_at };
}

/** A finding of a scan: all places in a file with the same title are one, of which the first is shown. */
export const scanFindingWire = z
  .object({
    id: z.string(),
    scan_id: z.string(),
    repository_id: z.string(),
    project_id: z.string(),
    severity,
    title: z.string(),
    file_path: z.string(),
    line: z.number().int(),
    status: z.enum(findingStatuses),
    status_reason: z.string().nullable(),
    occurrences: z.number().int(),
    rule_id: z.string(),
    fingerprint: z.string(),
    confidence: z.number(),
    priority: z.number().int().meta({ description: 'Where to look first, 0 to 100: by severity and the threat profile of the repository' }),
    evidence: findingWire.shape.evidence,
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ScanFinding' });
export type ScanFindingWire = z.output<typeof scanFindingWire>;

/** With everything that is known of it, and of each other place it stands for. */
export const scanFindingDetail = scanFindingWire
  .extend({ ...findingCode.shape, detail: findingWire, others: z.array(findingWire).meta({ description: 'The other places with the same title in the file' }) })
  .meta({ id: 'ScanFindingDetail' });

export function toScanFindingWire(row: FindingRow): ScanFindingWire {
  return {
    ...{ id: row.id, scan_id: row.scan_id, repository_id: row.repository_id, project_id: row.project_id },
    ...{ severity: severity.parse(row.severity), title: row.title, file_path: row.file_path, line: row.line },
    ...{ status: z.enum(findingStatuses).parse(row.status), status_reason: row.status_reason, occurrences: row.occurrences },
    ...{ rule_id: row.rule_id, fingerprint: row.fingerprint, confidence: row.confidence, priority: row.priority },
    evidence: findingWire.shape.evidence.parse(z.object({ evidence: z.unknown() }).parse(row.document).evidence),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
