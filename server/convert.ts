import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Location,
  MarkupKind,
  type Range,
} from 'vscode-languageserver/node';
import type { Finding, RuleProblem, Severity, Skip, TraceStep } from '../core/scan/model.ts';
import type { Client } from './client.ts';
import type { LineSpan } from './layout.ts';
import { type DiagnosticData, diagnosticSource } from './protocol.ts';
import { rulePageUri, weaknessLink } from './rule-page.ts';

const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

const tagOf: Readonly<Record<string, DiagnosticTag>> = { deprecated: DiagnosticTag.Deprecated, unnecessary: DiagnosticTag.Unnecessary };

const fileStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Where places of a file, and of others that its findings come from, are for the client. */
export interface Sight {
  locate(span: LineSpan): Location;
  locateIn(path: string, span: LineSpan): Location;
}

/** A finding as a diagnostic; its trace becomes related places. */
export function toDiagnostic(finding: Finding, sight: Sight, client: Client): Diagnostic {
  const data: DiagnosticData = { fingerprint: finding.fingerprint, ruleId: finding.ruleId };
  const tags = client.diagnosticTags ? finding.tags.flatMap((tag) => tagOf[tag] ?? []) : [];
  const steps = client.relatedInformation ? (finding.trace ?? []) : [];
  return {
    range: sight.locate(finding.span).range,
    severity: severityOf[finding.severity],
    code: finding.ruleId,
    source: diagnosticSource,
    message: client.markdownMessages ? { kind: MarkupKind.Markdown, value: markdownMessage(finding) } : finding.message,
    ...(client.codeLinks && client.showsPages ? { codeDescription: { href: rulePageUri(finding.ruleId) } } : {}),
    data,
    ...(tags.length === 0 ? {} : { tags }),
    ...(steps.length === 0 ? {} : { relatedInformation: steps.map((step) => relatedPlace(step, sight)) }),
  };
}

const markdownMarks = /[\\*_[\]<>#~|]/g;

/** The message with code in it left as it is, and its weaknesses. */
function markdownMessage({ message, cwe }: Finding): string {
  const plain = message.split(/(`[^`\n]+`)/).map((part, index) => (index % 2 === 1 ? part : part.replaceAll(markdownMarks, String.raw`\$&`)));
  return [plain.join(''), ...(cwe.length === 0 ? [] : [cwe.map(weaknessLink).join(', ')])].join('\n\n');
}

function relatedPlace({ path, span, message }: TraceStep, sight: Sight): DiagnosticRelatedInformation {
  return { location: path === undefined ? sight.locate(span) : sight.locateIn(path, span), message };
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
