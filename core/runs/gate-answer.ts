import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { findingWire, toFindingWire } from '../scan/finding-wire.ts';
import { evaluateGate } from '../scan/gate.ts';
import type { RuleProblem } from '../scan/model.ts';
import { suppressionFacts, toSuppressionFacts } from '../scan/suppression-wire.ts';
import { costsWire, toCostsWire } from './costs.ts';
import { linkedWire, toLinkedWire } from './linked.ts';
import { notCounted, notCountedIn, toNotCountedWire } from './gate-terms.ts';
import type { ScanInput, Scanned } from './scan-input.ts';
import { weakenedIn } from './settings-change.ts';

/** A file or part that was not checked. */
export const skipWire = z.object({ path: z.string(), reason: z.string(), message: z.string() });
/** A rule or setting that could not be used. */
export const problemWire = z.object({ file: z.string(), line: z.number().int().optional(), rule_id: z.string().optional(), message: z.string() });
/** Counts by severity. */
export const bySeverity = z.object({ critical: z.number(), high: z.number(), medium: z.number(), low: z.number(), info: z.number() });

/** What findings were compared with. */
export const comparison = z.object({
  baseline: z.string().optional().meta({ description: 'What the findings were compared with' }),
  baseline_note: z.string().optional().meta({ description: 'What to know about the comparison' }),
  older: z.number().int().optional().meta({ description: 'Findings that the baseline has; they are not in the list' }),
});

/** Whether a change passes, and what it has to do with it. */
export const gateOutput = z.object({
  passed: z.boolean(),
  total_findings: z.number().int().meta({ description: 'Everything that was judged, with what is suppressed in a way that does not count' }),
  ...bySeverity.shape,
  fail_on: z.array(z.string()),
  failing: z.array(findingWire),
  not_counted: z.array(notCounted).meta({ description: 'Failing findings that something suppresses or leaves out, and why that does not count' }),
  suppressed: z.number().int(),
  suppressions: suppressionFacts.meta({ description: 'What suppressed them, what no longer does, and what never did' }),
  ...comparison.shape,
  skipped: z.array(skipWire),
  problems: z.array(problemWire),
  files_scanned: z.number().int(),
  lines_scanned: z.number().int(),
  threads: z.number().int(),
  duration_ms: z.number(),
  timings_ms: z.record(z.string(), z.number()),
  costs: costsWire.optional().meta({ description: 'Present where the gate was asked for timings' }),
  cross_file: linkedWire.optional().meta({ description: 'Absent where the settings say not to follow data flows from file to file' }),
});
export type GateAnswer = z.output<typeof gateOutput>;

/** Judges the findings of a scan; `problems` are told besides those of the scan. */
export async function gateAnswer(context: Context, scanned: Scanned, input: ScanInput, problems: readonly RuleProblem[] = []): Promise<GateAnswer> {
  const { result } = scanned;
  const linked = toLinkedWire(result);
  const { judged, counts, failOn, failing, excused } = await judge(context, scanned, input);
  return {
    passed: failing.length === 0,
    total_findings: judged.length,
    ...counts,
    fail_on: [...failOn],
    failing: failing.map(toFindingWire),
    not_counted: excused.map(toNotCountedWire),
    suppressed: result.suppressed.length,
    suppressions: toSuppressionFacts(result.findings, result.suppressed, result.suppressions),
    ...comparisonOf(scanned),
    skipped: result.skips.map(({ path, reason, message }) => ({ path, reason, message })),
    problems: [...result.problems, ...problems].map(toProblemWire),
    files_scanned: result.filesScanned,
    lines_scanned: result.linesScanned,
    threads: result.threads,
    duration_ms: result.durationMs,
    timings_ms: { ...result.timings },
    ...(result.costs === undefined ? {} : { costs: toCostsWire(result.costs) }),
    ...(linked === undefined ? {} : { cross_file: linked }),
  };
}

/** The verdict, and what fails although the change, or an incomplete suppression, says that it should not. */
async function judge(context: Context, scanned: Scanned, input: ScanInput) {
  const { result, workspace } = scanned;
  const own = notCountedIn(context, scanned);
  const counted = [...result.findings, ...own.map(({ finding }) => finding)];
  const verdict = evaluateGate(counted, workspace.config, input.fail_on);
  const hidden = await weakenedIn(context, scanned, input, verdict.failing);
  const failing = new Set(verdict.failing);
  const more = hidden.map(({ finding }) => finding);
  const judged = [...counted, ...more];
  return {
    judged,
    counts: evaluateGate(judged, workspace.config, input.fail_on).counts,
    failOn: verdict.failOn,
    failing: [...verdict.failing, ...more],
    excused: [...own.filter(({ finding }) => failing.has(finding)), ...hidden],
  };
}

/** The published form of a problem. */
export function toProblemWire({ file, line, ruleId, message }: RuleProblem): z.output<typeof problemWire> {
  return { file, message, ...(line === undefined ? {} : { line }), ...(ruleId === undefined ? {} : { rule_id: ruleId }) };
}

/** What the findings were compared with, if anything. */
export function comparisonOf({ compared }: Scanned): z.output<typeof comparison> {
  if (compared === undefined) return {};
  const { name, older, note } = compared;
  return { baseline: name, older: older.length, ...(note === undefined ? {} : { baseline_note: note }) };
}
