import { severities } from '../parts/severity.tsx';
import type { FindingStatus, ScanFindingWire, Severity } from '../wire.ts';

export const statuses: readonly FindingStatus[] = ['open', 'confirmed', 'dismissed'];

/** Which findings of a platform to show. Empty sets and texts let everything through. */
export interface TriageFilter {
  readonly severities: ReadonlySet<Severity>;
  readonly statuses: ReadonlySet<FindingStatus>;
  /** Words that all occur in title, rule or path. */
  readonly text: string;
}

/** The choices that remove every filter. */
export const noFilter: Readonly<Record<string, string>> = { severity: '', status: '', q: '' };

/** Reads the filter from a page's choices. */
export function readFilter({ severity = '', status = '', q = '' }: Readonly<Record<string, string>>): TriageFilter {
  const [ofSeverity, ofStatus] = [severity.split(','), status.split(',')];
  return {
    severities: new Set(severities.filter((each) => ofSeverity.includes(each))),
    statuses: new Set(statuses.filter((each) => ofStatus.includes(each))),
    text: q,
  };
}

export function isFiltered({ severities: severe, statuses: states, text }: TriageFilter): boolean {
  return severe.size > 0 || states.size > 0 || text !== '';
}

/** What passes, first where to look first; and how many of each severity and state would pass without the choice of those. */
export interface Filtered {
  readonly shown: readonly ScanFindingWire[];
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byStatus: Readonly<Record<FindingStatus, number>>;
}

/** Applies the filter. */
export function filterFindings(findings: readonly ScanFindingWire[], filter: TriageFilter): Filtered {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const byStatus: Record<FindingStatus, number> = { open: 0, confirmed: 0, dismissed: 0 };
  const shown: ScanFindingWire[] = [];
  for (const finding of findings) {
    if (!mentions(finding, words)) continue;
    const fitsSeverity = filter.severities.size === 0 || filter.severities.has(finding.severity);
    const fitsStatus = filter.statuses.size === 0 || filter.statuses.has(finding.status);
    if (fitsStatus) bySeverity[finding.severity] += 1;
    if (fitsSeverity) byStatus[finding.status] += 1;
    if (fitsSeverity && fitsStatus) shown.push(finding);
  }
  return { shown: shown.toSorted(byUrgency), bySeverity, byStatus };
}

function mentions({ title, rule_id: rule, file_path: file }: ScanFindingWire, words: readonly string[]): boolean {
  const text = `${title} ${rule} ${file}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function byUrgency(left: ScanFindingWire, right: ScanFindingWire): number {
  return (
    right.priority - left.priority ||
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    left.file_path.localeCompare(right.file_path) ||
    left.line - right.line
  );
}
