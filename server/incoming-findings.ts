import type { FileResult, Finding, Skip, Span, TraceStep } from '../core/scan/model.ts';
import type { SessionChange } from '../core/scan/scanner.ts';
import { type Shift, shiftRange } from '../core/scan/scanner/shift.ts';
import { compareFindings } from '../core/scan/scanner/findings.ts';
import { type LineIndex, lineIndex } from '../core/kernel/text.ts';

/** What flows from other files change in the result of a text; it moves along with the text until it is looked for again. */
export interface IncomingFindings {
  /** The text was changed. */
  changed(change: SessionChange): void;
  /** The result of the text as it is now with what comes in. */
  join(alone: FileResult, text: string): FileResult;
}

/** What a text has with flows from other files, where `alone` is what it has without: both of the same text. */
export function incomingFindings(alone: FileResult, linked: FileResult): IncomingFindings {
  return openIncoming({
    findings: without(linked.findings, alone.findings),
    suppressed: without(linked.suppressed, alone.suppressed),
    // A finding of the text alone may be a part of one that comes in.
    hidden: without(alone.findings, linked.findings),
    skips: linked.skips.filter(({ message }) => !alone.skips.some((skip) => skip.message === message)),
  });
}

/** Findings that an earlier scan made of flows from other files. */
export function earlierFindings(findings: readonly Finding[]): IncomingFindings {
  return openIncoming({ findings, suppressed: [], hidden: [], skips: [] });
}

/** Whether a finding's data comes from another file. */
export function comesFromElsewhere({ trace = [] }: Finding): boolean {
  return trace.some(({ path }) => path !== undefined);
}

interface Incoming {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly hidden: readonly Finding[];
  readonly skips: readonly Skip[];
}

function openIncoming({ findings, suppressed, hidden, skips }: Incoming): IncomingFindings {
  const shifts: Shift[] = [];
  return {
    changed: ({ start, end, text }) => void shifts.push({ start, oldEnd: end, newEnd: start + text.length }),
    join(alone, text) {
      if (findings.length + suppressed.length + hidden.length + skips.length === 0) return alone;
      const lines = lineIndex(text);
      const moved = (all: readonly Finding[]) => (shifts.length === 0 ? all : all.flatMap((finding) => moveFinding(finding, shifts, lines) ?? []));
      const gone = new Set(moved(hidden).map(keyOf));
      const shown = alone.findings.filter((finding) => !gone.has(keyOf(finding)));
      return {
        ...alone,
        findings: [...shown, ...without(moved(findings), shown)].toSorted(compareFindings),
        suppressed: [...alone.suppressed, ...without(moved(suppressed), alone.suppressed)],
        skips: [...alone.skips, ...skips],
      };
    },
  };
}

function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const known = new Set(others.map(keyOf));
  return findings.filter((finding) => !known.has(keyOf(finding)));
}

function keyOf({ ruleId, span }: Finding): string {
  return `${ruleId} ${span.start} ${span.end}`;
}

/** Without its fix, whose edits speak about the text of then. Undefined when a place of it in this text was changed. */
function moveFinding({ fix: _fix, ...finding }: Finding, shifts: readonly Shift[], lines: LineIndex): Finding | undefined {
  const span = moveSpan(finding.span, shifts, lines);
  const trace = finding.trace?.map((step) => moveStep(step, shifts, lines));
  if (span === undefined || trace?.includes(undefined) === true) return undefined;
  return { ...finding, span, ...(trace === undefined ? {} : { trace: trace.filter((step) => step !== undefined) }) };
}

function moveStep(step: TraceStep, shifts: readonly Shift[], lines: LineIndex): TraceStep | undefined {
  if (step.path !== undefined) return step;
  const span = moveSpan(step.span, shifts, lines);
  return span === undefined ? undefined : { ...step, span };
}

function moveSpan(span: Span, shifts: readonly Shift[], lines: LineIndex): Span | undefined {
  const range = shiftRange(span, shifts);
  if (range === undefined) return undefined;
  const [start, end] = [lines.positionAt(range.start), lines.positionAt(range.end)];
  return { ...range, startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
