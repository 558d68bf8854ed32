import { groupBy } from '../kernel/grouping.ts';
import { newId } from '../kernel/ids.ts';
import type { TenantStore } from '../kernel/store.ts';
import { toFindingWire } from '../scan/finding-wire.ts';
import type { Finding } from '../scan/model.ts';
import { type FindingRow, findings, type FindingStatus, triage, type TriageRow } from './scan-tables.ts';
import { threatProfiles } from './tables.ts';
import { threatProfile } from './threat-profile.ts';
import { openThreatRanking, type ThreatRank } from './threat-ranking.ts';

/** The scan that findings belong to. */
export interface ScanPlace {
  readonly id: string;
  readonly repository_id: string;
  readonly project_id: string;
}

const rowsAtOnce = 100;
/** What still has to be looked at stands for the rest. */
const weight: Readonly<Record<FindingStatus, number>> = { open: 0, confirmed: 1, dismissed: 2 };

/** Stores findings of a scan in the caller's transaction; those it has already keep their id. What people have said of them in earlier scans holds. */
export async function storeFindings(store: TenantStore, scan: ScanPlace, found: readonly Finding[], now: string): Promise<void> {
  const said = await triageOf(store, scan.repository_id);
  const rank = await rankingOf(store, scan.repository_id);
  const distinct = [...new Map(found.map((finding) => [finding.fingerprint, finding])).values()];
  const rows = withLeads(distinct.map((finding) => rowOf(finding, { scan, now, said: said.get(finding.fingerprint), rank: rank(finding) })));
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    await store.rows(findings).upsert(rows.slice(at, at + rowsAtOnce), { on: ['scan_id', 'fingerprint'], update: updated });
  }
}

/** Makes these the scan's only findings. */
export async function settleFindings(store: TenantStore, scan: ScanPlace, found: readonly Finding[], now: string): Promise<void> {
  await storeFindings(store, scan, found, now);
  const kept = new Set(found.map(({ fingerprint }) => fingerprint));
  const stored = await store.rows(findings).find({ where: { scan_id: scan.id } });
  const stale = stored.filter(({ fingerprint }) => !kept.has(fingerprint)).map(({ id }) => id);
  for (let at = 0; at < stale.length; at += rowsAtOnce) await store.rows(findings).remove({ id: { in: stale.slice(at, at + rowsAtOnce) } });
}

const updated = [
  'severity',
  'title',
  'file_path',
  'line',
  'confidence',
  'priority',
  'status',
  'status_reason',
  'is_lead',
  'occurrences',
  'document',
  'updated_at',
] as const satisfies readonly (keyof FindingRow)[];

async function triageOf(store: TenantStore, repositoryId: string): Promise<ReadonlyMap<string, TriageRow>> {
  const rows = await store.rows(triage).find({ where: { repository_id: repositoryId } });
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

async function rankingOf(store: TenantStore, repositoryId: string): Promise<ReturnType<typeof openThreatRanking>> {
  const row = await store.rows(threatProfiles).first({ where: { repository_id: repositoryId } });
  return openThreatRanking(threatProfile.parse(row?.content ?? {}));
}

interface RowParts {
  readonly scan: ScanPlace;
  readonly now: string;
  readonly said: TriageRow | undefined;
  readonly rank: ThreatRank;
}

function rowOf(finding: Finding, { scan, now, said, rank }: RowParts): FindingRow {
  const document = toFindingWire(finding);
  const outside = rank.outOfScope === undefined ? undefined : { status: 'dismissed', reason: `out of scope: ${rank.outOfScope}` };
  const { status, reason } = said ?? outside ?? { status: 'open', reason: null };
  return {
    ...{ id: newId('fnd'), scan_id: scan.id, repository_id: scan.repository_id, project_id: scan.project_id },
    ...{ fingerprint: finding.fingerprint, rule_id: finding.ruleId, severity: finding.severity, title: finding.title },
    ...{ file_path: finding.path, line: finding.span.startLine + 1, confidence: document.confidence, priority: rank.priority, document },
    ...{ status, status_reason: reason, is_lead: true, occurrences: 1, created_at: now, updated_at: now },
  };
}

/** In each scan one row stands for all with the same title in the same file: the first of those that still have to be looked at. */
export function withLeads(rows: readonly FindingRow[]): readonly FindingRow[] {
  const groups = groupBy(rows, ({ scan_id: scan, title, file_path: file }) => `${scan}\n${file}\n${title}`);
  return [...groups.values()].flatMap((group) => {
    const lead = group.toSorted((a, b) => weightOf(a) - weightOf(b) || a.line - b.line)[0];
    return group.map((row) => ({ ...row, is_lead: row === lead, occurrences: row === lead ? group.length : 1 }));
  });
}

function weightOf({ status }: FindingRow): number {
  return status === 'dismissed' || status === 'confirmed' ? weight[status] : weight.open;
}
