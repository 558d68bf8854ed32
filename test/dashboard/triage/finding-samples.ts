import type { ScanFindingWire } from '../../../dashboard/wire.ts';

/** A finding of the platform. */
export function platformFinding(changes: Partial<ScanFindingWire>): ScanFindingWire {
  return {
    ...{ id: 'fnd_1', scan_id: 'job_1', repository_id: 'repo_1', project_id: 'prj_1', severity: 'high', title: 'Old call', file_path: 'src/a.js', line: 3 },
    ...{ status: 'open', status_reason: null, occurrences: 1, rule_id: 'old-call', fingerprint: 'f', confidence: 0.9, priority: 70 },
    evidence: { file: 'src/a.js', lines: [3], snippet: 'old()' },
    ...{ created_at: '2026-11-20T10:00:00.000Z', updated_at: '2026-11-20T10:00:00.000Z' },
    ...changes,
  };
}
