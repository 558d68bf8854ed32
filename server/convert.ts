import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Finding, Severity, Skip, Span, RuleProblem, TraceStep } from '../core/scan/model.ts';
import type { SessionChange } from '../core/scan/scanner.ts';
import type { Client } from './client.ts';
import { type DiagnosticData, diagnosticSource } from './protocol.ts';

// The one place where the editor's positions (0-based line and UTF-16 character) meet the engine's spans and offsets.

const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

const tagOf: Readonly<Record<string, DiagnosticTag>> = { deprecated: DiagnosticTag.Deprecated, unnecessary: DiagnosticTag.Unnecessary };

const fileStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A change as the editor sends it: of a range, or of the whole text. */
export interface ContentChange {
  readonly range?: Range;
  readonly text: string;
}

export function toRange(span: Span): Range {
  return { start: { line: span.startLine, character: span.startColumn }, end: { line: span.endLine, character: span.endColumn } };
}

/** The offsets a change replaces in the text as it is now; a change without a range replaces everything. */
export function toSessionChange(document: TextDocument, { range, text }: ContentChange): SessionChange {
  if (range === undefined) return { start: 0, end: document.getText().length, text };
  const [one, other] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return { start: Math.min(one, other), end: Math.max(one, other), text };
}

export function toTextEdit(document: TextDocument, edit: Edit): TextEdit {
  return { range: { start: document.positionAt(edit.start), end: document.positionAt(edit.end) }, newText: edit.text };
}

/** Whether a span touches a range of the editor; an empty range is a caret, which may also stand at the span's end. */
export function touches(span: Span, range: Range): boolean {
  const own = toRange(span);
  return compare(own.start, range.end) <= 0 && compare(range.start, own.end) <= 0;
}

/** A finding as a diagnostic; its trace becomes related places. */
export function toDiagnostic(finding: Finding, uri: string, client: Client): Diagnostic {
  const data: DiagnosticData = { fingerprint: finding.fingerprint, ruleId: finding.ruleId };
  const tags = client.diagnosticTags ? finding.tags.flatMap((tag) => tagOf[tag] ?? []) : [];
  const steps = client.relatedInformation ? (finding.trace ?? []) : [];
  return {
    range: toRange(finding.span),
    severity: severityOf[finding.severity],
    code: finding.ruleId,
    source: diagnosticSource,
    message: finding.message,
    data,
    ...(tags.length === 0 ? {} : { tags }),
    ...(steps.length === 0 ? {} : { relatedInformation: steps.map((step) => relatedPlace(step, finding.path, uri)) }),
  };
}

/** Steps in other files have the finding's address with their path in place of its own. */
function relatedPlace(step: TraceStep, own: string, uri: string): DiagnosticRelatedInformation {
  const encode = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  const isBelow = step.path !== undefined && uri.endsWith(encode(own));
  const address = isBelow ? uri.slice(0, uri.length - encode(own).length) + encode(step.path ?? own) : uri;
  return { location: { uri: address, range: toRange(step.span) }, message: step.message };
}

/** Says at the top of a file that it, or a part of it, was not checked. */
export function toSkipDiagnostic(skip: Skip): Diagnostic {
  return { range: fileStart, severity: DiagnosticSeverity.Information, code: `not-checked/${skip.reason}`, source: diagnosticSource, message: skip.message };
}

/** A mistake in a configuration or rule file, at its line. */
export function toProblemDiagnostic({ line = 1, message, field, ruleId }: RuleProblem): Diagnostic {
  const at = { line: Math.max(0, line - 1), character: 0 };
  const subject = [ruleId, field].filter((part) => part !== undefined).join(' ');
  return {
    range: { start: at, end: { line: at.line, character: 1000 } },
    severity: DiagnosticSeverity.Error,
    code: 'configuration',
    source: diagnosticSource,
    message: subject === '' ? message : `${subject}: ${message}`,
  };
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
