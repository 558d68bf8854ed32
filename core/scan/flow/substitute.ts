import { conditional } from './label.ts';
import { appendSteps } from './step.ts';
import { addMark, coarse, derived, type Mark, type Taint, untainted } from './value.ts';

/** What a summary's taint means for a call: parameter labels become the taint of what was given. */
export function substituteTaint(taint: Taint, given: (mark: Mark) => Taint): Taint {
  if (taint.length === 0) return taint;
  const marks: Mark[] = [];
  for (const mark of taint) for (const each of substituted(mark, given)) addMark(marks, each);
  return coarse(marks);
}

function substituted(mark: Mark, given: (mark: Mark) => Taint): Taint {
  if (mark.when !== undefined) {
    const sure = conditional(mark, mark.when.test, substituteTaint(mark.when.over, given));
    return sure === undefined ? untainted : [sure];
  }
  if (mark.label <= 0) return [mark];
  const actual = given(mark).map((outer) => ({ ...outer, step: appendSteps(outer.step, mark.step) }));
  return mark.exact ? actual : derived(actual);
}
