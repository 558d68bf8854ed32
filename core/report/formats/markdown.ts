import { countBySeverity } from '../../scan/finding-wire.ts';
import { type Finding, severities, severityRank, type Severity } from '../../scan/model.ts';
import { refusedLines, suppressedBy, unusedLines } from '../../scan/suppress/summary-text.ts';
import { coverageOf, placeOf } from '../coverage.ts';
import { reasonText } from '../suppression-text.ts';
import { escapeMarkup, oneLine, shorten, wellFormed } from '../markup.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

/** A comment on GitHub holds 65,536 characters; rows beyond these are counted, not listed. */
const maxRows = 100;
const maxNotes = 20;
const mark: Readonly<Record<Severity, string>> = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵', info: '⚪' };
const zeroWidth = '\u200B';

/** A summary for a pull request: counts, findings worst first, and what was not checked. Text from the scanned code cannot add markup, links or mentions. */
export function renderMarkdown(input: ReportInput): RenderedReport {
  const sections = [heading(input), countsTable(input.findings), findingsTable(input.findings), suppressedSection(input), notChecked(input), footer(input)];
  return { mime: 'text/markdown', content: `${sections.filter((section) => section !== '').join('\n\n')}\n` };
}

function heading({ findings, filesScanned }: ReportInput): string {
  const files = `${filesScanned} ${filesScanned === 1 ? 'file' : 'files'}`;
  if (findings.length === 0) return `## Sentrik: no findings\n\nNo findings among the rules that were applied to ${files}.`;
  return `## Sentrik: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}\n\n${files} were checked.`;
}

function countsTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const counts = countBySeverity(findings);
  const cells = (text: (severity: Severity) => string) => `| ${severities.map(text).join(' | ')} |`;
  return [cells((severity) => `${mark[severity]} ${severity}`), cells(() => '---:'), cells((severity) => String(counts[severity]))].join('\n');
}

function findingsTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const sorted = findings.toSorted((left, right) => severityRank(left.severity) - severityRank(right.severity));
  const rows = sorted
    .slice(0, maxRows)
    .map((finding) => `| ${mark[finding.severity]} ${finding.severity} | ${code(placeOf(finding))} | ${describe(finding)} |`);
  const left = findings.length - maxRows;
  return ['| Severity | Place | Finding |', '| --- | --- | --- |', ...rows, ...(left > 0 ? [`\n${left} more findings are in the full report.`] : [])].join(
    '\n',
  );
}

function describe(finding: Finding): string {
  const facts = [code(finding.ruleId), ...finding.cwe.slice(0, 3).map(plain), ...(finding.fix === undefined ? [] : ['fix available'])];
  return `**${plain(finding.title)}**<br>${plain(shorten(finding.message, 300))}<br>${facts.join(' · ')}`;
}

function suppressedSection({ suppressed, suppressions }: ReportInput): string {
  const lines = suppressed.map((finding) => `${code(placeOf(finding))} ${code(finding.ruleId)}: ${plain(shorten(reasonText(finding.suppression), 200))}`);
  if (suppressions === undefined) return details(`${suppressed.length} suppressed`, lines);
  const by = suppressedBy(suppressions);
  const stale = [...refusedLines(suppressions), ...unusedLines(suppressions)].map(plain);
  return [
    details(`${suppressed.length} suppressed${by === '' ? '' : ` (${by})`}`, lines),
    details(`${stale.length} suppressions that no longer hold or suppress nothing`, stale),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function notChecked(input: ReportInput): string {
  const skips = input.skips.map((skip) => `${skip.path === '' ? '' : `${code(skip.path)}: `}${plain(skip.message)}`);
  const problems = input.problems.map((problem) => `${code(problem.file)}: ${plain(shorten(problem.message, 300))}`);
  return details(`${skips.length + problems.length} files or rules could not be checked`, [...skips, ...problems]);
}

function details(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const left = lines.length - maxNotes;
  const list = [...lines.slice(0, maxNotes), ...(left > 0 ? [`and ${left} more`] : [])].map((line) => `- ${line}`).join('\n');
  return `<details><summary>${title}</summary>\n\n${list}\n\n</details>`;
}

function footer(input: ReportInput): string {
  const { evaluated } = coverageOf(input);
  const coverage = `${evaluated.length} of ${input.rules.length} rules had a file to look at`;
  return `<sub>${plain(input.tool.name)} ${plain(input.tool.version)} · ${coverage} · ${Math.round(input.durationMs)} ms</sub>`;
}

/** Text without any Markdown or HTML meaning; mentions, issue numbers and bare links are broken up by a zero-width space. */
function plain(text: string): string {
  const inert = oneLine(text)
    .replace(/[@#](?=\w)/g, `$&${zeroWidth}`)
    .replace(/:\/\/|www\./gi, (match) => `${match[0] ?? ''}${zeroWidth}${match.slice(1)}`);
  return escapeMarkup(inert).replace(/[\\`*_{}[\]|~!]/g, '\\$&');
}

/** A code span that also holds backticks; a pipe would end the table cell. */
function code(text: string): string {
  const line = wellFormed(oneLine(text)).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}
