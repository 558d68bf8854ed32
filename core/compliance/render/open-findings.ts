import { severityRank } from '../../scan/model.ts';
import type { ControlWire } from './words.ts';

/** The open findings of one rule: the most severe of them, where they are, and how many more places there are than are shown. */
export interface RuleFindings {
  readonly rule: string;
  readonly title: string;
  readonly severity: ControlWire['findings'][number]['severity'];
  /** `file:line`. */
  readonly places: readonly string[];
  readonly more: number;
}

const mostPlaces = 8;

/** A control's open findings by rule, the most severe first. */
export function findingsByRule({ findings: all }: ControlWire): readonly RuleFindings[] {
  const findings = all.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return [...new Set(findings.map(({ rule_id: rule }) => rule))].flatMap((rule) => {
    const own = findings.filter((finding) => finding.rule_id === rule);
    const [first] = own;
    if (first === undefined) return [];
    const places = own.slice(0, mostPlaces).map(({ file, line }) => `${file}:${line}`);
    return [{ rule, title: first.title, severity: first.severity, places, more: own.length - places.length }];
  });
}
