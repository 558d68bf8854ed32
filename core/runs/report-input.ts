import type { ReportInput } from '../report/render.ts';
import { version } from '../version.ts';
import type { Scanned } from './scan-input.ts';

/** What every report format is made from. `now` is an ISO time. */
export function reportInput({ workspace, result }: Scanned, now: string): ReportInput {
  return {
    tool: { name: 'Sentrik', version },
    createdAt: now,
    findings: result.findings,
    suppressed: result.suppressed,
    rules: workspace.scanner.rules,
    skips: result.skips,
    problems: result.problems,
    filesScanned: result.filesScanned,
    linesScanned: result.linesScanned,
    durationMs: result.durationMs,
    rulesEvaluated: result.rulesEvaluated,
  };
}
