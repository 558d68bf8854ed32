import { joinTaint, type Step, type Taint, untainted } from './value.ts';

const longestChain = 40;

/** The taint after one more step; a chain that is long enough is not made longer. */
export function extendTaint(taint: Taint, node: number, message: string): Taint {
  return taint.map((mark) => ({ label: mark.label, step: extendStep(mark.step, node, message) }));
}

export function extendStep(previous: Step | undefined, node: number, message: string): Step {
  if (previous !== undefined && (previous.length >= longestChain || previous.node === node)) return previous;
  return { node, message, previous, length: (previous?.length ?? 0) + 1 };
}

/** The steps of `chain` after those of `before`. */
export function appendSteps(before: Step | undefined, chain: Step | undefined): Step | undefined {
  if (chain === undefined) return before;
  if (before === undefined) return chain;
  return extendStep(appendSteps(before, chain.previous), chain.node, chain.message);
}

/** What a summary's taint means for a call: parameter labels become the taint of what was given. */
export function substituteTaint(taint: Taint, given: (label: number) => Taint): Taint {
  let marks: Taint = untainted;
  for (const mark of taint) {
    const actual = mark.label === 0 ? [mark] : given(mark.label).map((outer) => ({ label: outer.label, step: appendSteps(outer.step, mark.step) }));
    marks = joinTaint(marks, actual);
  }
  return marks;
}
