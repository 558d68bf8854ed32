import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { renderReport, type ReportFormat } from '../report/render.ts';
import { type FindingWire, findingWire, toFindingWire } from '../scan/finding-wire.ts';
import type { RuleProblem } from '../scan/model.ts';
import { orderFindings } from '../scan/project.ts';
import type { Scanned } from './scan-input.ts';
import { metricsFile } from './refresh-metrics.ts';
import { measureScan, type ScanMetrics, scanMetrics } from './metrics.ts';
import { reportInput } from './report-input.ts';

const fileNames: Readonly<Record<ReportFormat, readonly string[]>> = {
  json: ['findings.json'],
  sarif: ['report.sarif.json', 'findings.sarif'],
  html: ['report.html'],
  junit: ['report.junit.xml'],
  csv: ['report.csv'],
  gitlab: ['gl-sast-report.json'],
  markdown: ['report.md'],
};

/** What a scan left in the output folder; a folder that cannot be written is a problem to show, and the findings stand all the same. */
export interface Written {
  readonly files: readonly RepoPath[];
  readonly problems: readonly RuleProblem[];
}

/** Writes the result of a scan of the whole project; that of some files, or of texts, says nothing of the others and is written nowhere. */
export function keepOutputs(context: Context, scanned: Scanned, wanted: boolean): Written {
  if (!wanted || !scanned.result.whole) return { files: [], problems: [] };
  try {
    return { files: writeOutputs(context, scanned), problems: [] };
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code === 'internal') throw thrown;
    return { files: [], problems: [{ file: scanned.workspace.config.output_dir, message: `The results could not be written: ${message}` }] };
  }
}

/** Writes the documents of a scan into the output folder; returns their paths. */
function writeOutputs(context: Context, scanned: Scanned): readonly RepoPath[] {
  return resultDocuments(context, scanned, context.clock.now().toISOString()).map(({ name, content }) => {
    const path = outputPath(context, scanned.workspace.config.output_dir, name);
    context.files.write(path, content);
    return path;
  });
}

/** A file that a scan comes to. */
export interface ResultDocument {
  readonly name: string;
  readonly content: string;
}

/** findings.json, suppressed.json, scan_metrics.json, SARIF and the configured reports. `now` is an ISO time. */
export function resultDocuments(context: Context, scanned: Scanned, now: string): readonly ResultDocument[] {
  const { workspace } = scanned;
  const older = scanned.compared?.older ?? [];
  const result = { ...scanned.result, findings: orderFindings([...scanned.result.findings, ...older]) };
  const input = reportInput(context, scanned, now);
  const formats = new Set<ReportFormat>(['sarif', ...workspace.config.reporters]);
  return [
    { name: 'findings.json', content: `${JSON.stringify(result.findings.map(toFindingWire), null, 2)}\n` },
    { name: 'suppressed.json', content: `${JSON.stringify(result.suppressed.map(toFindingWire), null, 2)}\n` },
    { name: metricsFile, content: `${JSON.stringify(measureScan(workspace, result, now), null, 2)}\n` },
    ...[...formats].flatMap((format) => {
      const { content } = renderReport(format, input);
      return fileNames[format].map((name) => ({ name, content }));
    }),
  ];
}

/** What the last scan of this project left in its output folder. Throws `not_found` when there was none, `conflict` when it is damaged. */
export interface LastScan {
  readonly findings: readonly FindingWire[];
  readonly suppressed: readonly FindingWire[];
  readonly metrics: ScanMetrics;
}

export function readLastScan(context: Context, outputFolder: string): LastScan {
  return {
    findings: readOutput(context, outputPath(context, outputFolder, 'findings.json'), z.array(findingWire)),
    suppressed: readOutput(context, outputPath(context, outputFolder, 'suppressed.json'), z.array(findingWire)),
    metrics: readOutput(context, outputPath(context, outputFolder, metricsFile), scanMetrics),
  };
}

function readOutput<S extends z.ZodType>(context: Context, path: RepoPath, schema: S): z.output<S> {
  if (context.files.stat(path) === undefined) throw new Failure('not_found', 'There is no scan yet; run a scan first');
  const value = parseJson(new TextDecoder().decode(context.files.read(path)));
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Failure('conflict', 'The result of the last scan is damaged; scan again');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function outputPath(context: Context, folder: string, name: string): RepoPath {
  return insideRoot(context.files.root, `${folder}/${name}`);
}
