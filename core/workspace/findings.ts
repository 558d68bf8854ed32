import { tellOf } from '../jobs/events.ts';
import { jobOf, jobTopic } from '../jobs/job.ts';
import { dispatchOf } from '../jobs/notify.ts';
import { jobs } from '../jobs/tables.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { tenantOf } from '../kernel/platform.ts';
import type { TenantStore, Where } from '../kernel/store.ts';
import type { Severity } from '../scan/model.ts';
import { codeScan } from './scan-job.ts';
import { withLeads } from './scan-store.ts';
import { type FindingRow, findings, type FindingStatus, triage } from './scan-tables.ts';

export interface FindingFilter {
  readonly severity?: readonly Severity[];
  readonly status?: readonly FindingStatus[];
  /** Of this scan; of the newest complete one of each repository unless given. */
  readonly scanId?: string;
  readonly limit: number;
  /** Goes on behind this finding. */
  readonly after?: string;
}

/** Findings of repositories by path and line. */
export async function listFindings(store: TenantStore, repositoryIds: readonly string[], filter: FindingFilter): Promise<readonly FindingRow[]> {
  const scans = filter.scanId === undefined ? await newestScans(store, repositoryIds) : [filter.scanId];
  const where: Where<FindingRow> = {
    ...{ repository_id: { in: repositoryIds }, scan_id: { in: scans }, is_lead: true },
    ...(filter.severity === undefined ? {} : { severity: { in: filter.severity } }),
    ...(filter.status === undefined ? {} : { status: { in: filter.status } }),
  };
  const query = { where, order: ['repository_id', 'file_path', 'line', 'id'], limit: filter.limit } as const;
  if (filter.after === undefined) return store.rows(findings).find(query);
  const last = await store.rows(findings).first({ where: { id: filter.after, repository_id: { in: repositoryIds } } });
  if (last === undefined) throw new Failure('not_found', 'There is no finding to go on behind');
  return store.rows(findings).find({ ...query, after: [last.repository_id, last.file_path, last.line, last.id] });
}

/** A repository's finding with the others of its scan that it stands for, itself first. Throws `not_found`. */
export async function findingOf(store: TenantStore, repositoryId: string, id: string): Promise<readonly [FindingRow, ...FindingRow[]]> {
  const row = await store.rows(findings).first({ where: { id, repository_id: repositoryId } });
  if (row === undefined) throw new Failure('not_found', 'There is no such finding of the repository');
  const { scan_id, title, file_path } = row;
  const group = await store.rows(findings).find({ where: { scan_id, title, file_path, id: { not: id } }, order: ['line', 'id'] });
  return [row, ...group];
}

export interface Decision {
  readonly status: FindingStatus;
  readonly reason?: string;
}

/** Says what is to be thought of a finding and those it stands for: in all scans of the repository, those to come included. Throws `not_found`. */
export async function decideFinding(context: Context, repositoryId: string, id: string, { status, reason }: Decision): Promise<FindingRow> {
  const now = context.clock.now().toISOString();
  const by = context.actor.user ?? context.actor.id;
  const row = await tenantOf(context).transaction(async (store) => {
    const group = await findingOf(store, repositoryId, id);
    const fingerprints = group.map(({ fingerprint }) => fingerprint);
    const said = { status, reason: reason ?? null, decided_by: by, decided_at: now };
    await store.rows(triage).upsert(
      fingerprints.map((fingerprint) => ({ repository_id: repositoryId, fingerprint, ...said })),
      { on: ['repository_id', 'fingerprint'], update: ['status', 'reason', 'decided_by', 'decided_at'] },
    );
    const same = { repository_id: repositoryId, fingerprint: { in: fingerprints } };
    await store.rows(findings).update(same, { status, status_reason: reason ?? null, updated_at: now });
    await chooseLeads(store, group[0]);
    const [changed] = await findingOf(store, repositoryId, id);
    await tellOf(store, await jobOf(store, changed.scan_id), [{ kind: 'finding_updated', payload: { finding_id: id, status } }], now);
    return changed;
  });
  await dispatchOf(context).announce(jobTopic(row.scan_id));
  return row;
}

/** In every scan, what is still open stands for the rest of its title and file. */
async function chooseLeads(store: TenantStore, { repository_id, title, file_path }: FindingRow): Promise<void> {
  const rows = await store.rows(findings).find({ where: { repository_id, title, file_path } });
  const chosen = new Map(withLeads(rows).map((row) => [row.id, row]));
  for (const { id, is_lead: was } of rows) {
    const { is_lead, occurrences } = chosen.get(id) ?? { is_lead: was, occurrences: 1 };
    if (is_lead !== was) await store.rows(findings).update({ id }, { is_lead, occurrences });
  }
}

/** The newest complete scan of each repository; of one without, the newest that has begun. */
export async function newestScans(store: TenantStore, repositoryIds: readonly string[]): Promise<readonly string[]> {
  const newest = await Promise.all(repositoryIds.map((id) => newestScan(store, id)));
  return newest.flatMap((id) => (id === undefined ? [] : [id]));
}

async function newestScan(store: TenantStore, repositoryId: string): Promise<string | undefined> {
  const of = { repository_id: repositoryId, kind: codeScan.kind };
  const order = ['-created_at', '-id'] as const;
  const complete = await store.rows(jobs).first({ where: { ...of, status: 'completed' }, order });
  return (complete ?? (await store.rows(jobs).first({ where: { ...of, started_at: { not: null } }, order })))?.id;
}
