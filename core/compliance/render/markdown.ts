import { escapeMarkup, oneLine } from '../../report/markup.ts';
import type { AssessmentWire } from '../assessment-wire.ts';
import { findingsByRule } from './open-findings.ts';
import { type ControlWire, nameOf, scopeLine, scoreLine, stateMeanings, statesInOrder, stateWords, titleOf } from './words.ts';

/** Markdown for a repository or a ticket. */
export function renderAssessmentMarkdown(assessment: AssessmentWire): { mime: string; content: string } {
  const { summary, controls, statement, assessed_at: now } = assessment;
  const counts = statesInOrder.map((state) => `| ${stateWords[state]} | ${summary.counts[state]} | ${stateMeanings[state]} |`);
  const sections = statesInOrder.flatMap((state) => {
    const some = controls.filter((control) => control.state === state);
    if (some.length === 0) return [];
    return [`## ${stateWords[state]} (${some.length})\n\n| Control | Title | Why |\n|---|---|---|\n${some.map(row).join('\n')}`];
  });
  const parts = [
    `# ${plain(nameOf(assessment))}`,
    `**${scoreLine(assessment)}**`,
    plain(scopeLine(assessment)),
    `> ${statement}`,
    `| State | Controls | Meaning |\n|---|---:|---|\n${counts.join('\n')}`,
    ...sections,
    notLookedAt(assessment),
    `Formula: ${summary.formula}. Made ${now}.`,
  ];
  return { mime: 'text/markdown', content: `${parts.filter((part) => part !== '').join('\n\n')}\n` };
}

function row(control: ControlWire): string {
  const findings = findingsByRule(control).map(({ severity, rule, places, more }) => {
    const rest = more === 0 ? '' : ` and ${more} more`;
    return `${severity} ${rule}: ${places.join(', ')}${rest}`;
  });
  const why = [...control.reasons, ...findings];
  return `| ${plain(control.id)} | ${plain(titleOf(control))} | ${why.map(plain).join('<br>')} |`;
}

function notLookedAt({ scan, problems }: AssessmentWire): string {
  const lines = [...scan.skipped.map(({ path, message }) => `${path}: ${message}`), ...problems.map(({ file, message }) => `${file}: ${message}`)];
  return lines.length === 0 ? '' : `## Not looked at\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`;
}

/** Text of the project without any Markdown or HTML meaning. */
function plain(text: string): string {
  return escapeMarkup(oneLine(text)).replace(/[\\`*_{}[\]|~]/g, '\\$&');
}
