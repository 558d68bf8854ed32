import { placelessFingerprint } from '../../scan/fingerprint.ts';
import { severityRank, type Finding, type TraceStep } from '../../scan/model.ts';
import { controlsLine, cweNumber, cwePage, placeOf } from '../coverage.ts';
import { refusedText } from '../suppression-text.ts';
import { escapeMarkup } from '../markup.ts';

/** Findings by file in the order of their worst finding, as HTML. */
export function findingsByFile(findings: readonly Finding[]): string {
  const files = new Map<string, Finding[]>();
  for (const finding of findings.toSorted((left, right) => severityRank(left.severity) - severityRank(right.severity))) {
    const known = files.get(finding.path);
    if (known === undefined) files.set(finding.path, [finding]);
    else known.push(finding);
  }
  return [...files]
    .map(([path, list]) => `<h3><code>${escapeMarkup(path === '' ? 'The project as a whole' : path)}</code></h3>\n${list.map(card).join('\n')}`)
    .join('\n');
}

function card(finding: Finding): string {
  const { severity, trace = [], fix } = finding;
  return `<article class="finding ${severity}">
<div class="title"><span class="severity">${severity}</span><b>${escapeMarkup(finding.title)}</b><span class="place soft">${escapeMarkup(placeOf(finding))}</span></div>
<p>${escapeMarkup(finding.message)}</p>
${finding.refused === undefined ? '' : `<p><b>Not suppressed:</b> ${escapeMarkup(refusedText(finding.refused))}</p>\n`}${traceList(trace)}${fix === undefined ? '' : `<p><b>Fix:</b> ${escapeMarkup(fix.title)}${fix.verified === true ? ' (verified)' : ''}${fix.caution === undefined ? '' : `. Look first: ${escapeMarkup(fix.caution)}`}</p>\n`}<p class="soft">${factsOf(finding)}</p>
</article>`;
}

function traceList(trace: readonly TraceStep[]): string {
  if (trace.length === 0) return '';
  const steps = trace.map(
    (step) =>
      `<li>${step.path === undefined ? '' : `<code>${escapeMarkup(step.path)}</code> `}line ${step.span.startLine + 1}: ${escapeMarkup(step.message)}</li>`,
  );
  return `<ol>${steps.join('')}</ol>\n`;
}

function factsOf(finding: Finding): string {
  const controls = controlsLine(finding);
  const facts = [
    `Rule <code>${escapeMarkup(finding.ruleId)}</code>`,
    `confidence ${finding.confidence}`,
    ...finding.cwe.map(weakness),
    ...(controls === '' ? [] : [escapeMarkup(controls)]),
    `<code>${escapeMarkup(shortFingerprint(finding.fingerprint))}</code>`,
  ];
  return facts.join(' · ');
}

/** Of the part that findings of one file do not share. */
function shortFingerprint(fingerprint: string): string {
  return (placelessFingerprint(fingerprint) ?? fingerprint).slice(0, 12);
}

function weakness(id: string): string {
  const number = cweNumber(id);
  return number === undefined ? escapeMarkup(id) : `<a href="${cwePage(number)}" rel="noreferrer">CWE-${number}</a>`;
}
