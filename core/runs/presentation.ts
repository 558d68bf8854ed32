import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { type RenderedReport, renderReport, reportFormats } from '../report/render.ts';
import { type CodeFrame, codeFrame, codeFrames } from '../scan/code-frame.ts';
import { type Finding, severity, severityRank } from '../scan/model.ts';
import { secretRuleIds } from '../scan/scanner/secrets.ts';
import { reportInput, sourceText } from './report-input.ts';
import type { Scanned } from './scan-input.ts';

/** What to answer beside the findings. */
export const presentationInput = z.object({
  render: z
    .object({
      format: z.enum(reportFormats),
      min_severity: severity.optional().meta({ description: 'Leave less severe findings out of the document' }),
      suppressed: z.boolean().default(true).meta({ description: 'Whether suppressed findings are in the document' }),
    })
    .optional()
    .meta({ description: 'Also answer this scan as a report in the field document' }),
  write: z.boolean().default(true).meta({ description: 'Whether the result replaces the last one in the output folder' }),
  frames: z.number().int().min(0).max(20).optional().meta({ description: 'Also answer the code of each finding with so many lines before and after' }),
});
export type PresentationInput = z.output<typeof presentationInput>;

export const presentationOutput = z.object({
  document: z.object({ mime: z.string(), content: z.string() }).optional(),
  frames: z.record(z.string(), codeFrame).optional().meta({ description: 'Code by fingerprint; secrets are starred out' }),
});
type Presentation = z.output<typeof presentationOutput>;

/** The document and the frames that were asked for. */
export function present(context: Context, scanned: Scanned, { render, frames }: Pick<PresentationInput, 'render' | 'frames'>): Presentation {
  return {
    ...(render === undefined ? {} : { document: documentOf(context, scanned, render) }),
    ...(frames === undefined ? {} : { frames: framesOf(context, scanned, frames) }),
  };
}

function documentOf(context: Context, scanned: Scanned, render: NonNullable<PresentationInput['render']>): RenderedReport {
  const { format, min_severity: least, suppressed } = render;
  const input = reportInput(context, scanned, context.clock.now().toISOString());
  const isShown = (finding: Finding) => least === undefined || severityRank(finding.severity) <= severityRank(least);
  return renderReport(format, { ...input, findings: input.findings.filter(isShown), suppressed: suppressed ? input.suppressed.filter(isShown) : [] });
}

function framesOf(context: Context, scanned: Scanned, around: number): Record<string, CodeFrame> {
  const { findings, suppressed } = scanned.result;
  const secretRules = secretRuleIds(scanned.workspace.scanner.rules);
  const isSecret = (id: string) => secretRules.has(id);
  const frames: Record<string, CodeFrame> = {};
  for (const [path, list] of groupByPath([...findings, ...suppressed])) {
    const text = path === '' ? undefined : sourceText(context, scanned, path);
    if (text !== undefined) Object.assign(frames, codeFrames({ text, findings: list, isSecret }, around));
  }
  return frames;
}

function groupByPath(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path);
    if (group === undefined) groups.set(finding.path, [finding]);
    else group.push(finding);
  }
  return groups;
}
