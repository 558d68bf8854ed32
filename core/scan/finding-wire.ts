import { z } from 'zod';
import { type Confidence, type Edit, type Finding, type Fix, type Span, severity, type Suppression, type TraceStep } from './model.ts';

/** A place as people and reports count it: 1-based lines and columns, end exclusive; offsets are 0-based UTF-16 units. */
const rangeWire = z.object({
  start_line: z.number().int(),
  start_column: z.number().int(),
  end_line: z.number().int(),
  end_column: z.number().int(),
  start_offset: z.number().int(),
  end_offset: z.number().int(),
});

/** A repair: replace `start_offset..end_offset` (0-based UTF-16 units) by `text`. */
const fixWire = z.object({
  title: z.string(),
  verified: z.boolean().optional(),
  caution: z.string().optional().meta({ description: 'What may stop working elsewhere because of the change: a person looks at it first' }),
  edits: z.array(z.object({ start_offset: z.number().int(), end_offset: z.number().int(), text: z.string() })),
});

/** A step of a tainted value; `file` when it is in another file than the finding. */
const traceStepWire = z.object({ kind: z.enum(['source', 'step', 'sink']), message: z.string(), range: rangeWire, file: z.string().optional() });

/** Who accepted a finding, where and why. */
const suppressionWire = z.object({
  by: z.string(),
  tool: z.string().optional().meta({ description: 'The other tool that the comment is for' }),
  reason: z.string(),
  justification: z.string().optional(),
  owner: z.string().optional(),
  requested_by: z.string().optional(),
  approved_by: z.string().optional(),
  expires: z.string().optional(),
});

/** A finding in the published spelling; the same for REST, MCP, the CLI's JSON and LSP diagnostic data. */
export const findingWire = z
  .object({
    finding_id: z.string().meta({ description: '<rule>-<file>:<line>; not unique, use the fingerprint' }),
    fingerprint: z.string(),
    rule_id: z.string(),
    pack: z.string(),
    title: z.string(),
    severity,
    message: z.string(),
    confidence: z.number(),
    evidence: z.object({ file: z.string(), lines: z.array(z.number().int()), snippet: z.string() }),
    range: rangeWire,
    cwe: z.array(z.string()),
    controls: z.record(z.string(), z.array(z.string())),
    tags: z.array(z.string()),
    is_obligation: z.boolean(),
    deterministic: z.literal(true),
    fix: fixWire.optional(),
    trace: z.array(traceStepWire).optional(),
    suppression: suppressionWire.optional(),
    refused_suppression: suppressionWire
      .extend({ because: z.enum(['expired', 'not-approved', 'too-severe']) })
      .optional()
      .meta({ description: 'A suppression that does not hold, or no longer' }),
  })
  .meta({ id: 'Finding' });
export type FindingWire = z.output<typeof findingWire>;

const confidenceValue: Readonly<Record<Confidence, number>> = { high: 0.9, medium: 0.7, low: 0.4 };

/** How sure a rule is, as the published number between 0 and 1. */
export function confidenceNumber(confidence: Confidence): number {
  return confidenceValue[confidence];
}

/** The published form of a finding. */
export function toFindingWire(finding: Finding): FindingWire {
  const { span, fix, trace, suppression, refused } = finding;
  return {
    finding_id: finding.obligation ? `${finding.ruleId}-obligation` : `${finding.ruleId}-${finding.path}:${span.startLine + 1}`,
    fingerprint: finding.fingerprint,
    rule_id: finding.ruleId,
    pack: finding.pack,
    title: finding.title,
    severity: finding.severity,
    message: finding.message,
    confidence: confidenceNumber(finding.confidence),
    evidence: { file: finding.path || '<project>', lines: finding.obligation ? [] : linesOf(span), snippet: finding.snippet },
    range: toRangeWire(span),
    cwe: [...finding.cwe],
    controls: Object.fromEntries(Object.entries(finding.controls).map(([framework, ids]) => [framework, [...ids]])),
    tags: [...finding.tags],
    is_obligation: finding.obligation,
    deterministic: true,
    ...(fix === undefined ? {} : { fix: toFixWire(fix) }),
    ...(trace === undefined ? {} : { trace: trace.map(toStepWire) }),
    ...(suppression === undefined ? {} : { suppression: toSuppressionWire(suppression) }),
    ...(refused === undefined ? {} : { refused_suppression: { ...toSuppressionWire(refused), because: refused.because } }),
  };
}

/** Counts by severity, every severity named. */
export function countBySeverity(findings: readonly { readonly severity: Finding['severity'] }[]): Record<Finding['severity'], number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

function toSuppressionWire(suppression: Suppression): NonNullable<FindingWire['suppression']> {
  const { by, tool, reason, justification, owner, requestedBy, approvedBy, expires } = suppression;
  return {
    ...{ by, reason },
    ...(tool === undefined ? {} : { tool }),
    ...(justification === undefined ? {} : { justification }),
    ...(owner === undefined ? {} : { owner }),
    ...(requestedBy === undefined ? {} : { requested_by: requestedBy }),
    ...(approvedBy === undefined ? {} : { approved_by: approvedBy }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function toRangeWire(span: Span): FindingWire['range'] {
  return {
    start_line: span.startLine + 1,
    start_column: span.startColumn + 1,
    end_line: span.endLine + 1,
    end_column: span.endColumn + 1,
    start_offset: span.start,
    end_offset: span.end,
  };
}

function toStepWire({ kind, message, span, path }: TraceStep): z.output<typeof traceStepWire> {
  return { kind, message, range: toRangeWire(span), ...(path === undefined ? {} : { file: path }) };
}

function toFixWire({ title, verified, caution, edits }: Fix): NonNullable<FindingWire['fix']> {
  return { title, ...(verified === undefined ? {} : { verified }), ...(caution === undefined ? {} : { caution }), edits: edits.map(toEditWire) };
}

function toEditWire(edit: Edit): { start_offset: number; end_offset: number; text: string } {
  return { start_offset: edit.start, end_offset: edit.end, text: edit.text };
}

function linesOf(span: Span): number[] {
  const last = Math.min(span.endLine, span.startLine + 99);
  return Array.from({ length: last - span.startLine + 1 }, (_unused, index) => span.startLine + 1 + index);
}
