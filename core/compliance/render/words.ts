import { shorten } from '../../report/markup.ts';
import type { AssessmentWire } from '../assessment-wire.ts';
import type { ControlState } from '../control-state.ts';

export type ControlWire = AssessmentWire['controls'][number];

/** States as people read them, in the order of a report: what needs work first. */
export const stateWords: Readonly<Record<ControlState, string>> = {
  'not-satisfied': 'Not satisfied',
  partial: 'Partial',
  satisfied: 'Satisfied',
  'not-evaluated': 'Not evaluated',
  manual: 'Manual',
  'not-applicable': 'Not applicable',
};

/** What each state says. */
export const stateMeanings: Readonly<Record<ControlState, string>> = {
  'not-satisfied': 'A check found something that is open.',
  partial: 'Checks ran and found nothing open, but they do not cover the whole control, or not all of the code.',
  satisfied: 'Everything that the control lists was looked for in all code and nothing is open, or reviewed evidence is declared.',
  'not-evaluated': 'Nothing was measured: no check exists, or none of the checks ran.',
  manual: 'For people to judge. A document that was found by its name is a candidate, not evidence.',
  'not-applicable': 'Outside the level that was asked for, or declared not to apply, with the reason.',
};

/** The states in the order of a report. */
export const statesInOrder: readonly ControlState[] = ['not-satisfied', 'partial', 'satisfied', 'not-evaluated', 'manual', 'not-applicable'];

const longestTitle = 160;

/** The label of a control, unless it only repeats the identifier. */
export function titleOf({ id, title }: Pick<ControlWire, 'id' | 'title'>): string {
  return title === id ? '' : shorten(title, longestTitle);
}

/** The heading line: score with coverage beside it, never one without the other. */
export function scoreLine({ summary: { score, coverage, measured, applicable } }: AssessmentWire): string {
  if (score === null) return `No score: none of ${applicable} applicable controls was measured.`;
  return `Score ${score} of 100 over ${measured} of ${applicable} applicable controls (coverage ${coverage ?? 0} %).`;
}

/** What was looked at, in one sentence. */
export function scopeLine({ scan }: AssessmentWire): string {
  const languages = Object.entries(scan.files_by_language)
    .toSorted(([, a], [, b]) => b - a)
    .map(([language, files]) => `${language} ${files}`);
  const part = scan.whole ? 'The whole project' : 'A part of the project';
  return `${part} was scanned: ${scan.files_scanned} files, ${scan.lines_scanned} lines (${languages.join(', ')}); ${scan.rules_evaluated} of ${scan.rules_total} rules had something to look at; ${scan.skipped.length} files or parts were skipped.`;
}

/** The name with version, where that is not part of it, and level. */
export function nameOf({ framework: { name, version, levels }, level }: AssessmentWire): string {
  const edition = version === undefined || name.includes(version) ? '' : ` (${version})`;
  return `${name}${edition}${level === undefined ? '' : `, ${levels?.name ?? 'level'} ${level}`}`;
}
