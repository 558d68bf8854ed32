import { countBySeverity, toFindingWire } from '../../scan/finding-wire.ts';
import { coverageOf } from '../coverage.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

/** One JSON document with everything: findings in the published spelling, and what was not checked. */
export function renderJson(input: ReportInput): RenderedReport {
  const { evaluated, notEvaluated } = coverageOf(input);
  const report = {
    tool: input.tool,
    created_at: input.createdAt,
    summary: {
      total: input.findings.length,
      by_severity: countBySeverity(input.findings),
      suppressed: input.suppressed.length,
      files_scanned: input.filesScanned,
      lines_scanned: input.linesScanned,
      duration_ms: Math.round(input.durationMs),
      rules_evaluated: evaluated.length,
      rules_not_evaluated: notEvaluated.length,
    },
    findings: input.findings.map(toFindingWire),
    suppressed: input.suppressed.map(toFindingWire),
    ...(input.older === undefined ? {} : { older: input.older.map(toFindingWire) }),
    skipped: input.skips,
    problems: input.problems,
    ...(input.suppressions === undefined ? {} : { suppressions: input.suppressions }),
    rules_evaluated: evaluated.map((rule) => rule.id),
    rules_not_evaluated: notEvaluated.map((rule) => rule.id),
  };
  return { mime: 'application/json', content: `${JSON.stringify(report, null, 2)}\n` };
}
