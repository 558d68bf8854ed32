import { htmlPage } from '../../report/html/page.ts';
import { style as reportStyle } from '../../report/html/style.ts';
import { escapeMarkup } from '../../report/markup.ts';
import type { AssessmentWire } from '../assessment-wire.ts';
import { findingsByRule } from './open-findings.ts';
import { type ControlWire, nameOf, scopeLine, scoreLine, stateMeanings, statesInOrder, stateWords, titleOf } from './words.ts';

const style = `${reportStyle}
.score { font-size: 18px; margin: 12px 0; } .note { max-width: 85ch; }
table { width: 100%; border-collapse: collapse; margin: 8px 0; background: var(--card); } th, td { text-align: left; vertical-align: top; padding: 8px 10px; border: 1px solid var(--line); }
td:first-child { white-space: nowrap; font-weight: 600; } td ul { margin: 0; padding-left: 18px; }
.not-satisfied { --mark: var(--critical); } .partial { --mark: var(--medium); } .satisfied { --mark: #1c7a3d; } .manual, .not-evaluated, .not-applicable { --mark: var(--soft); }
h2.state { border-left: 6px solid var(--mark); padding-left: 10px; } @media print { details { display: block; } tr { break-inside: avoid; } }
`;

/** One self-contained page without scripts, for a reviewer: states, reasons, findings, what was not checked. */
export function renderAssessmentHtml(assessment: AssessmentWire): { mime: string; content: string } {
  const name = escapeMarkup(nameOf(assessment));
  const { source, licence, attribution, rights } = assessment.framework;
  const body = `<header><h1>${name}</h1>
<p class="score">${escapeMarkup(scoreLine(assessment))}</p>
<p class="note">${escapeMarkup(scopeLine(assessment))}</p>
<p class="note soft">${escapeMarkup(assessment.statement)}</p></header>
${summaryTable(assessment)}
${statesInOrder.map((state) => section(state, assessment)).join('\n')}
${notLookedAt(assessment)}
<p class="soft">${escapeMarkup(`${assessment.summary.formula}. Made ${assessment.assessed_at}. Catalogue: ${[source, licence, attribution, rights].filter((part) => part !== undefined).join('; ')}.`)}</p>`;
  return { mime: 'text/html', content: htmlPage({ title: `Controls: ${nameOf(assessment)}`, style, body }) };
}

function summaryTable({ summary }: AssessmentWire): string {
  const rows = statesInOrder.map(
    (state) => `<tr><td>${stateWords[state]}</td><td>${summary.counts[state]}</td><td>${escapeMarkup(stateMeanings[state])}</td></tr>`,
  );
  return `<table><thead><tr><th>State</th><th>Controls</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function section(state: (typeof statesInOrder)[number], { controls }: AssessmentWire): string {
  const some = controls.filter((control) => control.state === state);
  if (some.length === 0) return '';
  return `<h2 class="state ${state}">${stateWords[state]} (${some.length})</h2>
<table><thead><tr><th>Control</th><th>Title</th><th>Why</th></tr></thead><tbody>${some.map(row).join('\n')}</tbody></table>`;
}

function row(control: ControlWire): string {
  const reasons = listOf(control.reasons.map(escapeMarkup));
  return `<tr><td>${escapeMarkup(control.id)}</td><td>${escapeMarkup(titleOf(control))}</td><td>${reasons}${findings(control)}${checks(control)}</td></tr>`;
}

function findings(control: ControlWire): string {
  const lines = findingsByRule(control).map(({ severity, rule, title, places, more }) => {
    const where = places.map((each) => `<span class="place">${escapeMarkup(each)}</span>`).join(', ');
    const rest = more === 0 ? '' : ` and ${more} more`;
    return `<span class="severity ${severity}">${severity}</span> ${escapeMarkup(`${title} (${rule})`)}: ${where}${rest}`;
  });
  return listOf(lines);
}

/** Which checks count for the control, whether they ran, and why they count. */
function checks({ checks: all }: ControlWire): string {
  if (all.length === 0) return '';
  const ran = all.filter(({ state }) => state === 'evaluated').length;
  const lines = all.map(({ rule_id: id, state, because }) => `<code>${escapeMarkup(id)}</code> ${escapeMarkup(`${state}: ${because}`)}`);
  return `<details><summary>Checks: ${ran} of ${all.length} ran</summary>${listOf(lines)}</details>`;
}

function notLookedAt({ scan, problems }: AssessmentWire): string {
  const lines = [
    ...scan.skipped.map(({ path, message }) => `<span class="place">${escapeMarkup(path)}</span> ${escapeMarkup(message)}`),
    ...problems.map(({ file, message }) => `<span class="place">${escapeMarkup(file)}</span> ${escapeMarkup(message)}`),
  ];
  return `<h2>Not looked at</h2>${lines.length === 0 ? '<p>No file was skipped and every rule could be used.</p>' : listOf(lines)}`;
}

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
}
