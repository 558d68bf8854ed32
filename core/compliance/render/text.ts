import { oneLine } from '../../report/markup.ts';
import type { AssessmentWire } from '../assessment-wire.ts';
import { findingsByRule } from './open-findings.ts';
import { type ControlWire, nameOf, scopeLine, scoreLine, statesInOrder, stateWords, titleOf } from './words.ts';

/** Plain text for a terminal or a log. */
export function renderAssessmentText(assessment: AssessmentWire): { mime: string; content: string } {
  const { summary, controls, statement, problems, scan } = assessment;
  const counts = statesInOrder.map((state) => `${summary.counts[state]} ${stateWords[state].toLowerCase()}`).join(', ');
  const sections = statesInOrder.flatMap((state) => {
    const some = controls.filter((control) => control.state === state);
    return some.length === 0 ? [] : [`${stateWords[state]} (${some.length})\n${some.map(controlText).join('\n')}`];
  });
  const open = [...scan.skipped.map(({ path, message }) => `${path}: ${message}`), ...problems.map(({ file, message }) => `${file}: ${message}`)].map(oneLine);
  const parts = [
    `${nameOf(assessment)}\n${scoreLine(assessment)}\n${counts}\n${scopeLine(assessment)}`,
    ...sections,
    ...(open.length === 0 ? [] : [`Not looked at (${open.length})\n${open.map((line) => `  ${line}`).join('\n')}`]),
    `${summary.formula}\n${statement}`,
  ];
  return { mime: 'text/plain', content: `${parts.join('\n\n')}\n` };
}

function controlText(control: ControlWire): string {
  const findings = findingsByRule(control).map(({ severity, rule, places, more }) => {
    const rest = more === 0 ? '' : ` and ${more} more`;
    return `      ${oneLine(`${severity} ${rule}: ${places.join(', ')}${rest}`)}`;
  });
  const lines = [`  ${oneLine(`${control.id}  ${titleOf(control)}`)}`, ...control.reasons.map((reason) => `    ${oneLine(reason)}`), ...findings];
  return lines.join('\n');
}
