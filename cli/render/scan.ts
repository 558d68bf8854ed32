import type { z } from 'zod';
import type { gate, scan } from '../../core/runs/runs.ops.ts';
import type { CostsWire } from '../../core/runs/costs.ts';
import type { Severity } from '../../core/scan/model.ts';
import type { Colors } from '../print.ts';
import { atLeast, renderFindingLines, renderFindings } from './findings.ts';
import { renderCosts } from './costs.ts';
import { renderLinked } from './linked.ts';
import type { FrameStyle } from './frame.ts';
import { plainLine } from './plain.ts';
import { counted, renderSummary } from './summary.ts';

export interface ScanStyle extends FrameStyle {
  readonly quiet: boolean;
  readonly timings: boolean;
  /** Nothing has changed since an earlier call, whose answer this is. */
  readonly isRepeated: boolean;
  /** Less severe findings are counted, not shown. */
  readonly severity?: Severity;
}

type ScanAnswer = z.output<typeof scan.output>;
type GateAnswer = z.output<typeof gate.output>;

/** A scan as text for people. */
export function renderScan(answer: ScanAnswer, style: ScanStyle): string {
  const shown = atLeast(answer.findings, style.severity);
  if (style.quiet) return renderFindingLines({ findings: shown, colors: style.colors });
  const { metrics } = answer;
  const { rules_evaluated: evaluated, rules_total: total } = metrics.compliance_score;
  const summary = renderSummary({
    colors: style.colors,
    counts: answer.by_severity,
    suppressed: answer.suppressed,
    suppressions: metrics.suppressions,
    skipped: answer.skipped,
    problems: answer.problems,
    files: metrics.files_scanned,
    lines: metrics.lines_scanned,
    milliseconds: metrics.total_duration_ms,
    threads: metrics.parallel_workers,
    rules: { evaluated, total },
  });
  const listing = renderFindings({ ...style, findings: shown, frames: answer.frames ?? {} });
  return joined([listing, hiddenNote(answer.findings.length - shown.length, style.colors), summary + notes({ ...answer, ...metrics }, style)]);
}

/** A gate's verdict as text, with the findings that decided it. */
export function renderGate(answer: GateAnswer, style: ScanStyle): string {
  const shown = atLeast(answer.failing, style.severity);
  const excuses = answer.not_counted
    .map((each) => `${style.colors.yellow('Not counted')}: ${plainLine(`${each.file_path}:${each.line} ${each.rule_id}: ${each.message}`)}\n`)
    .join('');
  if (style.quiet) return renderFindingLines({ findings: shown, colors: style.colors }) + excuses + verdict(answer, style.colors);
  const summary = renderSummary({
    colors: style.colors,
    counts: answer,
    suppressed: answer.suppressed,
    suppressions: answer.suppressions,
    skipped: answer.skipped,
    problems: answer.problems,
    files: answer.files_scanned,
    lines: answer.lines_scanned,
    milliseconds: answer.duration_ms,
    threads: answer.threads,
  });
  const listing = renderFindings({ ...style, findings: shown, frames: answer.frames ?? {} });
  return joined([listing, summary + notes(answer, style) + excuses + verdict(answer, style.colors)]);
}

/** One line that says whether the gate let the change pass, and why. */
export function verdict({ passed, failing, fail_on: failOn }: Pick<GateAnswer, 'passed' | 'failing' | 'fail_on'>, colors: Colors): string {
  const severities = failOn.length === 0 ? 'none' : failOn.join(', ');
  if (passed) return `${colors.green('Gate passed')}: no finding that fails it (severities: ${severities})\n`;
  return `${colors.bold(colors.red('Gate failed'))}: ${counted(failing.length, 'finding')} (severities: ${severities})\n`;
}

/** What stands behind the summary of a scan and of a gate. */
function notes(answer: Pick<GateAnswer, 'cross_file' | 'baseline' | 'older' | 'written' | 'timings_ms' | 'costs'>, style: ScanStyle): string {
  return [
    renderLinked(answer.cross_file, style),
    olderNote(answer, style.colors),
    repeatedNote(style),
    written(answer.written, style.colors),
    timings(answer.timings_ms, style),
    costsText(answer.costs, style),
  ].join('');
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

function hiddenNote(count: number, colors: Colors): string {
  return count === 0 ? '' : `${colors.dim(`${counted(count, 'less severe finding')} not shown`)}\n`;
}

function olderNote({ baseline, older, baseline_note: note }: Pick<ScanAnswer, 'baseline' | 'older' | 'baseline_note'>, colors: Colors): string {
  if (baseline === undefined || older === undefined) return '';
  return `${colors.dim(`Compared with ${plainLine(baseline)}: ${counted(older, 'older finding')} not shown`)}\n${note === undefined ? '' : `${colors.yellow('Note')}: ${note}\n`}`;
}

function repeatedNote({ isRepeated, colors }: ScanStyle): string {
  return isRepeated ? `${colors.dim('Nothing has changed since the last scan: these are its results')}\n` : '';
}

function written(paths: readonly string[], colors: Colors): string {
  return paths.length === 0 ? '' : `${colors.dim(`Written: ${paths.map(plainLine).join(', ')}`)}\n`;
}

function costsText(costs: CostsWire | undefined, { colors }: ScanStyle): string {
  return costs === undefined ? '' : renderCosts(costs, colors);
}

function timings(phases: Readonly<Record<string, number>>, { timings: isWanted, colors }: ScanStyle): string {
  if (!isWanted) return '';
  const parts = Object.entries(phases).map(([phase, milliseconds]) => `${phase} ${milliseconds.toFixed(1)} ms`);
  return `${colors.dim(`Timings: ${[...parts, `since start ${performance.now().toFixed(0)} ms`].join(', ')}`)}\n`;
}
