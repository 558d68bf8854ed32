import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { type ReportFormat, renderReport, reportFormats } from '../report/render.ts';
import { countBySeverity, findingWire, toFindingWire } from '../scan/finding-wire.ts';
import { bySeverity, comparison, comparisonOf, gateAnswer, gateOutput, problemWire, skipWire, toProblemWire } from './gate-answer.ts';
import { keepOutputs } from './outputs.ts';
import { measureScan, scanMetrics } from './metrics.ts';
import { present, presentationInput, presentationOutput } from './presentation.ts';
import { reportInput } from './report-input.ts';
import { type Scanned, scanFor, scanInput } from './scan-input.ts';

const scanOutput = z.object({
  findings: z.array(findingWire),
  total: z.number().int(),
  by_severity: bySeverity,
  suppressed: z.number().int(),
  ...comparison.shape,
  skipped: z.array(skipWire).meta({ description: 'Files or parts that were not checked' }),
  problems: z.array(problemWire).meta({ description: 'Rules and settings that could not be used' }),
  metrics: scanMetrics,
  written: z.array(z.string()),
  ...presentationOutput.shape,
});

type ScanAnswer = z.output<typeof scanOutput>;

/** Scans and, when the files on disk were scanned, replaces the last result in the output folder. */
export const scan = defineOperation({
  name: 'scan',
  summary: 'Scan code and return findings',
  input: scanInput.extend(presentationInput.shape),
  output: scanOutput,
  access: 'member',
  permission: 'scan',
  effect: 'write',
  limit: 'none',
  largeBody: true,
  http: { sentrik: 'POST /scan' },
  cli: 'scan',
  async run(context, input) {
    const scanned = await scanFor(context, input);
    const { files, problems } = keepOutputs(context, scanned, input.write);
    const told = answer(scanned, context.clock.now());
    return { ...told, problems: [...told.problems, ...problems.map(toProblemWire)], written: [...files], ...present(context, scanned, input) };
  },
});

/** The dashboard's scan: the same with its result as one answer. */
export const runScan = defineOperation({ ...scan, name: 'scan.run', http: { sentrik: 'POST /api/run-scan' }, limit: 'general' });

/** The same, with progress as server-sent events before the result. */
export const streamScan = defineOperation({
  ...scan,
  name: 'scan.stream',
  summary: 'Scan with progress as server-sent events',
  limit: 'general',
  stream: true,
  http: { sentrik: 'POST /api/run-scan-stream' },
});

/** Scans and answers whether the gate lets the change pass. */
export const gate = defineOperation({
  name: 'gate',
  summary: 'Scan code and return the gate result; of a git range or staged files only new findings count',
  input: scanInput.extend(presentationInput.shape),
  output: gateOutput.extend({ written: z.array(z.string()), ...presentationOutput.shape }),
  access: 'member',
  permission: 'gate',
  effect: 'write',
  limit: 'none',
  largeBody: true,
  http: { sentrik: 'POST /gate' },
  cli: 'gate',
  async run(context, input) {
    const scanned = await scanFor(context, input, { compareChanges: true });
    const { files, problems } = keepOutputs(context, scanned, input.write);
    return {
      ...(await gateAnswer(context, scanned, input, problems)),
      written: [...files],
      ...present(context, scanned, input),
    };
  },
});

/** Scans and renders one report; nothing is written. */
export const report = defineOperation({
  name: 'report',
  summary: 'Generate a report: html, junit, sarif, csv, gitlab, markdown or json',
  input: scanInput.extend({ format: z.enum(reportFormats).default('html') }),
  output: z.object({ format: z.enum(reportFormats), content: z.string() }),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'none',
  largeBody: true,
  http: { sentrik: 'POST /report' },
  async run(context, input) {
    const scanned = await scanFor(context, input);
    const format: ReportFormat = input.format;
    return { format, content: renderReport(format, reportInput(context, scanned, context.clock.now().toISOString())).content };
  },
});

function answer(scanned: Scanned, now: Date): Omit<ScanAnswer, 'written'> {
  const { result, workspace } = scanned;
  return {
    findings: result.findings.map(toFindingWire),
    total: result.findings.length,
    by_severity: countBySeverity(result.findings),
    suppressed: result.suppressed.length,
    ...comparisonOf(scanned),
    skipped: result.skips.map(({ path, reason, message }) => ({ path, reason, message })),
    problems: result.problems.map(toProblemWire),
    metrics: measureScan(workspace, result, now.toISOString()),
  };
}
