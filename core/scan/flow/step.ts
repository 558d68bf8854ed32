import type { Step, Taint } from './value.ts';

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
