import { defineTable, type Row } from '../kernel/table.ts';

export const findingStatuses = ['open', 'confirmed', 'dismissed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/** What scans have found: a row per scan and fingerprint. */
export const findings = defineTable({
  name: 'finding',
  scope: 'tenant',
  columns: {
    id: 'text',
    scan_id: 'text',
    repository_id: 'text',
    project_id: 'text',
    fingerprint: 'text',
    rule_id: 'text',
    severity: 'text',
    title: 'text',
    file_path: 'text',
    line: 'integer',
    confidence: 'real',
    /** 0 to 100: where to look first, by severity and the repository's threat profile. */
    priority: 'integer',
    status: 'text',
    status_reason: 'text?',
    /** Stands for all of its scan with the same title in the same file. */
    is_lead: 'boolean',
    /** How many it stands for. */
    occurrences: 'integer',
    /** The finding as every frontend shows it. */
    document: 'json',
    created_at: 'time',
    updated_at: 'time',
  },
  key: ['id'],
});
export type FindingRow = Row<typeof findings>;

/** What people said of findings, for this scan of the repository and all later ones. */
export const triage = defineTable({
  name: 'finding_triage',
  scope: 'tenant',
  columns: { repository_id: 'text', fingerprint: 'text', status: 'text', reason: 'text?', decided_by: 'text', decided_at: 'time' },
  key: ['repository_id', 'fingerprint'],
});
export type TriageRow = Row<typeof triage>;

/** What completed scans have used; it stays when the repository goes. */
export const usage = defineTable({
  name: 'usage_record',
  scope: 'tenant',
  columns: {
    id: 'text',
    kind: 'text',
    job_id: 'text',
    project_id: 'text?',
    repository_id: 'text?',
    files: 'integer',
    lines: 'integer',
    seconds: 'real',
    at: 'time',
  },
  key: ['id'],
});
