import { severities } from '../parts/severity.tsx';
import type { FindingWire, Severity } from '../wire.ts';

/** Findings of one file. */
export interface FileRank {
  readonly file: string;
  readonly count: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

const none: Readonly<Record<Severity, number>> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

/** The files with the worst findings: by the number of critical ones, then high ones and so on. */
export function rankFiles(findings: readonly FindingWire[], most: number): readonly FileRank[] {
  const files = new Map<string, Record<Severity, number>>();
  for (const { evidence, severity } of findings) {
    const counts = files.get(evidence.file) ?? { ...none };
    counts[severity] += 1;
    files.set(evidence.file, counts);
  }
  return [...files]
    .map(([file, bySeverity]) => ({ file, bySeverity, count: severities.reduce((sum, severity) => sum + bySeverity[severity], 0) }))
    .toSorted(worstFirst)
    .slice(0, most);
}

function worstFirst(left: FileRank, right: FileRank): number {
  for (const severity of severities) {
    const difference = right.bySeverity[severity] - left.bySeverity[severity];
    if (difference !== 0) return difference;
  }
  return left.file < right.file ? -1 : 1;
}

/** Findings of one rule. */
export interface RuleRank {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly count: number;
}

/** The rules with the most findings, as the measures count them; titles and severities come from the findings. */
export function rankRules(counts: Readonly<Record<string, number>>, findings: readonly FindingWire[], most: number): readonly RuleRank[] {
  const first = new Map<string, FindingWire>();
  for (const finding of findings) if (!first.has(finding.rule_id)) first.set(finding.rule_id, finding);
  return Object.entries(counts)
    .map(([rule, count]) => ({ rule, count, title: first.get(rule)?.title ?? rule, severity: first.get(rule)?.severity ?? 'info' }))
    .toSorted(
      (left, right) => right.count - left.count || severities.indexOf(left.severity) - severities.indexOf(right.severity) || (left.rule < right.rule ? -1 : 1),
    )
    .slice(0, most);
}
