import { plainBinding } from '../pattern/match.ts';
import type { Inner, RuleMatch } from './findings.ts';

/** A replaced stretch of text, in UTF-16 offsets before and after. */
export interface Shift {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Moves matches along with their text; one whose own text changed is left out until it is looked for again. */
export function shiftMatches(matches: readonly RuleMatch[], shifts: readonly Shift[]): readonly RuleMatch[] {
  return matches.flatMap((item) => shiftMatch(item, shifts) ?? []);
}

function shiftMatch(item: RuleMatch, shifts: readonly Shift[]): RuleMatch | undefined {
  const range = shiftRange(item.match, shifts);
  const trace = item.match.trace?.map((step) => ({ step, range: shiftRange(step, shifts) }));
  if (range === undefined || trace?.some((moved) => moved.range === undefined)) return undefined;
  const bindings = [...item.match.bindings].flatMap(([name, binding]) => {
    const moved = shiftRange(binding, shifts);
    return moved === undefined ? [] : [[name, { ...plainBinding(binding), ...moved }] as const];
  });
  const steps = trace?.map(({ step, range: moved }) => ({ ...step, ...moved }));
  const inner = item.inner?.fix === undefined ? item.inner : withoutFix(item.inner);
  return {
    ...item,
    ...(inner === undefined ? {} : { inner }),
    match: { ...item.match, ...range, bindings: new Map(bindings), ...(steps === undefined ? {} : { trace: steps }) },
  };
}

/** Its edits speak about the text of then. */
function withoutFix({ suppression }: Inner): Inner {
  return suppression === undefined ? {} : { suppression };
}

/** Where a range is after the changes; undefined when its own text changed. */
export function shiftRange({ start, end }: Range, shifts: readonly Shift[]): Range | undefined {
  let moved: Range = { start, end };
  for (const shift of shifts) {
    const by = shift.newEnd - shift.oldEnd;
    if (shift.oldEnd <= moved.start) moved = { start: moved.start + by, end: moved.end + by };
    else if (shift.start < moved.end) return undefined;
  }
  return moved;
}
