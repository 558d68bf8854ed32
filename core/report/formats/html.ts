import { countBySeverity } from '../../scan/finding-wire.ts';
import { type Finding, severities } from '../../scan/model.ts';
import { coverageOf, placeOf } from '../coverage.ts';
import { findingsByFile } from '../html/finding-card.ts';
import { htmlPage } from '../html/page.ts';
import { refusedLines, suppressedBy, unusedLines } from '../../scan/suppress/summary-text.ts';
import { reasonText } from '../suppression-text.ts';
import { style } from '../html/style.ts';
import { escapeMarkup } from '../markup.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

/** More would make the page unusable; the rest is counted and stands in the other formats. */
const maxFindings = 5000;
const maxNotes = 1000;

/** One self-contained page without scripts: filter by severity, findings by file, and what was not checked. */
export function renderHtml(input: ReportInput): RenderedReport {
  const body = `${header(input)}
${counts(input.findings)}
${findings(input)}
${suppressed(input)}
${notChecked(input)}`;
  return { mime: 'text/html', content: htmlPage({ title: `Sentrik report: ${input.findings.length} findings`, style, body }) };
}

function header(input: ReportInput): string {
  const { evaluated, notEvaluated } = coverageOf(input);
  const facts: readonly (readonly [string, string])[] = [
    ['Scanned', `${input.filesScanned} files, ${input.linesScanned} lines, ${Math.round(input.durationMs)} ms`],
    ['Rules', `${evaluated.length} of ${input.rules.length} had a file to look at; ${notEvaluated.length} not evaluated`],
    ['Suppressed', suppressedFact(input)],
    ['Not checked', `${input.skips.length} files or parts, ${input.problems.length} rules or settings`],
    ['Made', `${input.createdAt} by ${input.tool.name} ${input.tool.version}`],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeMarkup(value)}</dd>`).join('');
  return `<header><h1>Security and compliance findings</h1><dl class="facts">${list}</dl></header>`;
}

function counts(all: readonly Finding[]): string {
  const bySeverity = countBySeverity(all);
  const cards = severities.map(
    (name) => `<label class="${name}"><input type="checkbox" id="show-${name}" checked><b>${bySeverity[name]}</b><span>${name}</span></label>`,
  );
  return `<fieldset class="counts" aria-label="Show findings of these severities">${cards.join('')}</fieldset>`;
}

function findings({ findings: all }: ReportInput): string {
  if (all.length === 0) return '<h2>Findings</h2><p>No findings among the rules that were applied. This says nothing about what no rule covers.</p>';
  const left = all.length - maxFindings;
  const more = left > 0 ? `<p>${left} more findings are not shown on this page; see findings.json.</p>` : '';
  return `<h2>Findings</h2>\n${findingsByFile(all.slice(0, maxFindings))}\n${more}`;
}

function suppressedFact({ suppressed: all, suppressions }: ReportInput): string {
  const by = suppressions === undefined ? '' : suppressedBy(suppressions);
  return `${all.length} findings${by === '' ? '' : ` (${by})`}`;
}

function suppressed({ suppressed: all, suppressions }: ReportInput): string {
  const lists =
    suppressions === undefined
      ? []
      : [
          fold('Suppressions that no longer hold', refusedLines(suppressions).map(escapeMarkup)),
          fold('Suppressions that suppress nothing', unusedLines(suppressions).map(escapeMarkup)),
        ];
  return `<h2>Suppressed</h2>\n${suppressedList(all)}\n${lists.join('\n')}`;
}

function suppressedList(all: readonly Finding[]): string {
  if (all.length === 0) return '<p>None.</p>';
  const lines = all.map((finding) => {
    const { suppression } = finding;
    const by = suppression?.approvedBy === undefined ? '' : `, approved by ${suppression.approvedBy}`;
    const until = suppression?.expires === undefined ? '' : `, until ${suppression.expires}`;
    const text = `${finding.severity} ${finding.ruleId}: ${reasonText(suppression)} (${suppression?.tool ?? suppression?.by ?? ''}${by}${until})`;
    return `<span class="place">${escapeMarkup(placeOf(finding))}</span> ${escapeMarkup(text)}`;
  });
  return listOf(lines);
}

function notChecked(input: ReportInput): string {
  const skips = input.skips.map((skip) => `<span class="place">${escapeMarkup(skip.path)}</span> ${escapeMarkup(`${skip.message} (${skip.reason})`)}`);
  const problems = input.problems.map((problem) => {
    const line = problem.line === undefined ? '' : `:${problem.line}`;
    return `<span class="place">${escapeMarkup(problem.file)}${line}</span> ${escapeMarkup(problem.message)}`;
  });
  const rules = coverageOf(input).notEvaluated.map((rule) => `<code>${escapeMarkup(rule.id)}</code> ${escapeMarkup(rule.title)}`);
  return `<h2>Not checked</h2>
<p class="soft">Neither passed nor failed.</p>
${fold('Files or parts that could not be checked', skips)}
${fold('Rules or settings that could not be used', problems)}
${fold('Rules that had no file to look at', rules)}`;
}

function fold(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? `<p>${title}: none.</p>` : `<details><summary>${title}: ${lines.length}</summary>${listOf(lines)}</details>`;
}

function listOf(lines: readonly string[]): string {
  const left = lines.length - maxNotes;
  const shown = [...lines.slice(0, maxNotes), ...(left > 0 ? [`and ${left} more`] : [])];
  return `<ul class="plain">${shown.map((line) => `<li>${line}</li>`).join('')}</ul>`;
}
