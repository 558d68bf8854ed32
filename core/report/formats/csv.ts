import { csvLine } from '../../kernel/csv.ts';
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

/** RFC 4180, one row per open finding, suppressed finding and skipped part. Text that a spreadsheet would run gets a leading apostrophe. */
export function renderCsv(input: ReportInput): RenderedReport {
  const rows = [
    ...input.findings.map((finding) => findingRow(finding)),
    ...input.suppressed.map((finding) => findingRow(finding)),
    ...input.skips.map(skipRow),
  ];
  const lines = [csvLine(columns), ...rows.map((row) => csvLine(columns.map((column) => row[column] ?? '')))];
  return { mime: 'text/csv', content: wellFormed(lines.join('')) };
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
