import { z } from 'zod';
import type { ScanResult } from '../scan/project.ts';
import { countBySeverity } from '../scan/finding-wire.ts';
import type { Finding } from '../scan/model.ts';
import { costsWire, toCostsWire } from './costs.ts';
import { linkedWire, toLinkedWire } from './linked.ts';
import { suppressionFacts, toSuppressionFacts } from '../scan/suppression-wire.ts';
import type { Workspace } from '../scan/workspace.ts';

/** scan_metrics.json. `compliance_score` covers only rules that had a file to look at; the others are counted as not evaluated. */
export const scanMetrics = z
  .object({
    scanned_at: z.string(),
    total_duration_ms: z.number(),
    timings_ms: z.record(z.string(), z.number()).default({}).meta({ description: 'Milliseconds by phase' }),
    costs: costsWire.optional().meta({ description: 'Present where the scan was asked for timings' }),
    cross_file: linkedWire.optional().meta({ description: 'Absent where the settings say not to follow data flows from file to file' }),
    files_scanned: z.number().int(),
    lines_scanned: z.number().int(),
    files_by_language: z.record(z.string(), z.number().int()),
    parallel_workers: z.number().int(),
    total_findings: z.number().int(),
    findings_by_severity: z.record(z.string(), z.number().int()),
    findings_by_rule: z.record(z.string(), z.number().int()),
    suppressed_count: z.number().int(),
    suppressions: suppressionFacts.optional().meta({ description: 'By whom; absent in metrics of earlier versions' }),
    total_before_suppression: z.number().int(),
    false_positive_rate: z.number().meta({ description: 'Share of findings that somebody suppressed, 0 to 1' }),
    skipped: z.array(z.object({ path: z.string(), reason: z.string(), message: z.string() })),
    compliance_score: z.object({
      score: z.number().nullable().meta({ description: '0 to 100 over the evaluated rules; null when none was evaluated' }),
      rules_total: z.number().int(),
      rules_evaluated: z.number().int(),
      rules_not_evaluated: z.number().int(),
      rules_passed: z.number().int(),
      rules_failed: z.number().int(),
      severity_penalty: z.number(),
      blocking_findings: z.number().int(),
    }),
  })
  .meta({ id: 'ScanMetrics' });
export type ScanMetrics = z.output<typeof scanMetrics>;

const severityWeight = { critical: 10, high: 5, medium: 2, low: 1, info: 0 } as const;

/** Measures of one scan. */
export function measureScan(workspace: Workspace, result: ScanResult, scannedAt: string): ScanMetrics {
  const { findings, suppressed } = result;
  const before = findings.length + suppressed.length;
  const linked = toLinkedWire(result);
  return {
    scanned_at: scannedAt,
    total_duration_ms: round(result.durationMs),
    timings_ms: Object.fromEntries(Object.entries(result.timings).map(([phase, time]) => [phase, round(time)])),
    ...(result.costs === undefined ? {} : { costs: toCostsWire(result.costs) }),
    ...(linked === undefined ? {} : { cross_file: linked }),
    files_scanned: result.filesScanned,
    lines_scanned: result.linesScanned,
    files_by_language: { ...result.filesByLanguage },
    parallel_workers: result.threads,
    total_findings: findings.length,
    findings_by_severity: countBySeverity(findings),
    findings_by_rule: countByRule(findings),
    suppressed_count: suppressed.length,
    suppressions: toSuppressionFacts(findings, suppressed, result.suppressions),
    total_before_suppression: before,
    false_positive_rate: before === 0 ? 0 : round(suppressed.length / before),
    skipped: result.skips.map(({ path, reason, message }) => ({ path, reason, message })),
    compliance_score: score(workspace, result),
  };
}

/** base = share of evaluated rules without a finding; penalty = the findings' weights, at most half the base. */
function score(workspace: Workspace, { findings, rulesEvaluated }: ScanResult): ScanMetrics['compliance_score'] {
  const counted = findings.filter((finding) => !finding.obligation);
  const evaluated = new Set(rulesEvaluated);
  const failed = new Set(counted.map((finding) => finding.ruleId).filter((id) => evaluated.has(id)));
  const total = workspace.scanner.rules.length;
  const base = evaluated.size === 0 ? 0 : (100 * (evaluated.size - failed.size)) / evaluated.size;
  const weight = counted.reduce((sum, finding) => sum + severityWeight[finding.severity], 0);
  const penalty = Math.min(weight, base / 2);
  return {
    score: evaluated.size === 0 ? null : round(base - penalty),
    rules_total: total,
    rules_evaluated: evaluated.size,
    rules_not_evaluated: total - evaluated.size,
    rules_passed: evaluated.size - failed.size,
    rules_failed: failed.size,
    severity_penalty: round(penalty),
    blocking_findings: counted.filter((finding) => workspace.config.gate_fail_on.includes(finding.severity)).length,
  };
}

function countByRule(findings: readonly Finding[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(finding.ruleId, (counts.get(finding.ruleId) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, left], [, right]) => right - left));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
