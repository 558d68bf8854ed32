import type { Answer, Api } from './api.ts';
import type { FindingPage, FindingWire, ScanMetrics } from '../wire.ts';

/** The last scan: its measures and its findings, worst first. */
export interface LastScan {
  readonly metrics: ScanMetrics;
  readonly findings: readonly FindingWire[];
  /** How many findings the scan has; more than `findings` when there are too many to show. */
  readonly total: number;
}

const pageSize = 5000;
const maxPages = 8;
const order: Readonly<Record<FindingWire['severity'], number>> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };

/** Loads the last scan; `refused` with status 404 when there is none. */
export async function loadLastScan(api: Api): Promise<Answer<LastScan>> {
  const metrics = await api.get<ScanMetrics>('/api/metrics');
  if (metrics.kind === 'refused') return metrics;
  const findings: FindingWire[] = [];
  let total = 0;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await api.get<FindingPage>(`/api/findings?limit=${pageSize}&offset=${page * pageSize}`);
    if (answer.kind === 'refused') return answer;
    findings.push(...answer.value.findings);
    total = answer.value.total;
    if (findings.length >= total || answer.value.findings.length === 0) break;
  }
  return { kind: 'ok', value: toLastScan(metrics.value, findings, total) };
}

/** Puts findings in the order in which the page shows them. */
export function toLastScan(metrics: ScanMetrics, findings: readonly FindingWire[], total: number): LastScan {
  return { metrics, total, findings: findings.toSorted(compareFindings) };
}

/** Worst first, then by place. */
export function compareFindings(left: FindingWire, right: FindingWire): number {
  return (
    order[left.severity] - order[right.severity] || compareText(left.evidence.file, right.evidence.file) || left.range.start_offset - right.range.start_offset
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
