import type { Finding, Skip } from '../../scan/model.ts';
import { controlsLine, projectName } from '../coverage.ts';
import { reasonText, refusedText } from '../suppression-text.ts';
import { wellFormed } from '../markup.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

const columns = [
  'status',
  'severity',
  'rule_id',
  'title',
  'file',
  'line',
  'column',
  'end_line',
  'end_column',
  'message',
  'cwe',
  'controls',
  'confidence',
  'pack',
  'fix',
  'reason',
  'fingerprint',
] as const;

type Row = Readonly<Partial<Record<(typeof columns)[number], string | number>>>;

/** A spreadsheet would run a cell that starts so as a formula. */
const formulaStart = /^[=+\-@\t\r\n]/;
const needsQuotes = /[",\r\n]/;

/** RFC 4180, one row per open finding, suppressed finding and skipped part. Text that a spreadsheet would run gets a leading apostrophe. */
export function renderCsv(input: ReportInput): RenderedReport {
  const rows = [
    ...input.findings.map((finding) => findingRow(finding)),
    ...input.suppressed.map((finding) => findingRow(finding)),
    ...input.skips.map(skipRow),
  ];
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','))];
  return { mime: 'text/csv', content: `${lines.join('\r\n')}\r\n` };
}

function findingRow(finding: Finding): Row {
  const { span, suppression } = finding;
  return {
    status: suppression === undefined ? 'open' : 'suppressed',
    severity: finding.severity,
    rule_id: finding.ruleId,
    title: finding.title,
    message: finding.message,
    cwe: finding.cwe.join(' '),
    controls: controlsLine(finding),
    confidence: finding.confidence,
    pack: finding.pack,
    fix: finding.fix?.title ?? '',
    reason: suppression === undefined ? refusedText(finding.refused) : reasonText(suppression),
    fingerprint: finding.fingerprint,
    file: finding.path === '' ? projectName : finding.path,
    ...(finding.path === '' ? {} : { line: span.startLine + 1, column: span.startColumn + 1, end_line: span.endLine + 1, end_column: span.endColumn + 1 }),
  };
}

function skipRow(skip: Skip): Row {
  return { status: 'not-checked', file: skip.path, message: skip.message, reason: skip.reason };
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = wellFormed(formulaStart.test(value) ? `'${value}` : value);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
