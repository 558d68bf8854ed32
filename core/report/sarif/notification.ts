import type { RuleProblem, Skip } from '../../scan/model.ts';
import { refusedLines, unusedLines } from '../../scan/suppress/summary-text.ts';
import type { SuppressionFacts } from '../../scan/suppression-wire.ts';
import { artifactLocation } from './place.ts';

const maxNotifications = 1000;

/** Parts that were not checked, as execution notifications. */
export function skipNotifications(skips: readonly Skip[]) {
  return limited(skips, (skip) => ({
    level: 'warning',
    descriptor: { id: `not-checked/${skip.reason}` },
    message: { text: skip.message },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(skip.path) } }],
  }));
}

/** Rules and settings that could not be used, as configuration notifications. */
export function problemNotifications(problems: readonly RuleProblem[]) {
  return limited(problems, ({ file, line, ruleId, message }) => ({
    level: 'error',
    descriptor: { id: 'not-used' },
    message: { text: `${file}${line === undefined ? '' : `:${line}`}${ruleId === undefined ? '' : ` (${ruleId})`}: ${message}` },
  }));
}

/** Suppressions that no longer hold, or suppress nothing. */
export function staleNotifications(facts: SuppressionFacts | undefined) {
  if (facts === undefined) return [];
  const note = (id: string) => (text: string) => ({ level: 'note', descriptor: { id }, message: { text } });
  return [...limited(refusedLines(facts), note('suppression-refused')), ...limited(unusedLines(facts), note('suppression-unused'))];
}

function limited<T, N>(items: readonly T[], notify: (item: T) => N) {
  const left = items.length - maxNotifications;
  const rest = left > 0 ? [{ level: 'warning', descriptor: { id: 'not-listed' }, message: { text: `${left} more notifications are not listed` } }] : [];
  return [...items.slice(0, maxNotifications).map(notify), ...rest];
}
