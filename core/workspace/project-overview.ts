import { jobs } from '../jobs/tables.ts';
import type { TenantStore } from '../kernel/store.ts';
import type { Severity } from '../scan/model.ts';
import { newestScans } from './findings.ts';
import { findings } from './scan-tables.ts';
import { repositories } from './tables.ts';

/** What a list tells of a project besides its name. */
export interface ProjectOverview {
  readonly repository_count: number;
  readonly last_scan_at: string | null;
  /** Findings of the newest scans that nobody has dismissed. */
  readonly open_findings: Readonly<Record<Severity, number>>;
}

/** Reads what a list tells of a project. */
export async function overviewOf(store: TenantStore, projectId: string): Promise<ProjectOverview> {
  const own = await store.rows(repositories).find({ where: { project_id: projectId } });
  const latest = await store.rows(jobs).first({ where: { kind: 'code_scan', project_id: projectId, parent_id: null }, order: ['-created_at', '-id'] });
  const scans = await newestScans(
    store,
    own.map(({ id }) => id),
  );
  const where = { project_id: projectId, scan_id: { in: scans }, is_lead: true, status: { not: 'dismissed' } };
  const counts = scans.length === 0 ? new Map<string, number>() : await store.rows(findings).countBy('severity', where);
  const count = (severity: Severity) => counts.get(severity) ?? 0;
  return {
    repository_count: own.length,
    last_scan_at: latest?.created_at ?? null,
    open_findings: { critical: count('critical'), high: count('high'), medium: count('medium'), low: count('low'), info: count('info') },
  };
}
