import { type ControlState, controlStates } from './control-state.ts';

/** Counts by state and what they come to. */
export interface ControlScore {
  readonly counts: Readonly<Record<ControlState, number>>;
  /** Controls that apply. */
  readonly applicable: number;
  /** Of these, those that are satisfied, partial or not satisfied. */
  readonly measured: number;
  /** 0 to 100 over the measured controls; null when none is measured. */
  readonly score: number | null;
  /** Share of the applicable controls that were measured, 0 to 100; null when none applies. */
  readonly coverage: number | null;
}

/** The formula as it is published. */
export const scoreFormula = 'score = 100 × (satisfied + partial / 2) / (satisfied + partial + not satisfied); coverage = 100 × measured / applicable';

/** Counts states. What was not measured never raises or lowers the score; it lowers the coverage. */
export function scoreStates(states: readonly ControlState[]): ControlScore {
  const counts = { satisfied: 0, partial: 0, 'not-satisfied': 0, manual: 0, 'not-evaluated': 0, 'not-applicable': 0 };
  for (const state of controlStates) counts[state] = states.filter((each) => each === state).length;
  const measured = counts.satisfied + counts.partial + counts['not-satisfied'];
  const applicable = states.length - counts['not-applicable'];
  return {
    counts,
    applicable,
    measured,
    score: measured === 0 ? null : round((100 * (counts.satisfied + counts.partial / 2)) / measured),
    coverage: applicable === 0 ? null : round((100 * measured) / applicable),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
