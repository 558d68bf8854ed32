import { derived, joinTaint, type Mark, type Step, type Taint, untainted } from './value.ts';

const longestChain = 40;

/** The taint after one more step; a chain that is long enough is not made longer. */
export function extendTaint(taint: Taint, at: CodePoint, message: string): Taint {
  return taint.map((mark) => ({ ...mark, step: extendStep(mark.step, at, message) }));
}

/** A node of a file. */
export interface CodePoint {
  readonly file: number;
  readonly node: number;
}

export function extendStep(previous: Step | undefined, { file, node }: CodePoint, message: string): Step {
  if (previous !== undefined && (previous.length >= longestChain || (previous.node === node && previous.file === file))) return previous;
  return { file, node, message, previous, length: (previous?.length ?? 0) + 1 };
}

/** The steps of `chain` after those of `before`. */
export function appendSteps(before: Step | undefined, chain: Step | undefined): Step | undefined {
  if (chain === undefined) return before;
  if (before === undefined) return chain;
  return extendStep(appendSteps(before, chain.previous), chain, chain.message);
}

/** What a summary's taint means for a call: parameter labels become the taint of what was given. */
export function substituteTaint(taint: Taint, given: (mark: Mark) => Taint): Taint {
  let marks: Taint = untainted;
  for (const mark of taint) {
    const actual = mark.label <= 0 ? [mark] : given(mark).map((outer) => ({ ...outer, step: appendSteps(outer.step, mark.step) }));
    marks = joinTaint(marks, mark.exact ? actual : derived(actual));
  }
  return marks;
}
