import type { Context } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { insideRoot } from '../kernel/path.ts';
import type { ReportInput } from '../report/render.ts';
import { decodeText } from '../scan/decode.ts';
import { toSuppressionFacts } from '../scan/suppression-wire.ts';
import { version } from '../version.ts';
import type { Scanned } from './scan-input.ts';

/** What every report format is made from. `now` is an ISO time. */
export function reportInput(context: Context, scanned: Scanned, now: string): ReportInput {
  const { workspace, result } = scanned;
  return {
    tool: { name: 'Sentrik', version },
    createdAt: now,
    findings: result.findings,
    ...(scanned.compared === undefined ? {} : { older: scanned.compared.older }),
    suppressed: result.suppressed,
    suppressions: toSuppressionFacts(result.findings, result.suppressed, result.suppressions),
    rules: workspace.scanner.rules,
    skips: result.skips,
    problems: result.problems,
    filesScanned: result.filesScanned,
    linesScanned: result.linesScanned,
    durationMs: result.durationMs,
    rulesEvaluated: result.rulesEvaluated,
    textOf: (path) => sourceText(context, scanned, path),
  };
}

/** The text that was scanned under a path; undefined for what is no readable text any more. */
export function sourceText(context: Context, { result: { texts } }: Pick<Scanned, 'result'>, path: string): string | undefined {
  if (texts !== undefined) return texts[path];
  try {
    const decoded = decodeText(context.files.read(insideRoot(context.files.root, path)));
    return decoded.kind === 'text' ? decoded.text : undefined;
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return undefined;
  }
}
