import type { FileTree } from './file-tree.ts';

/** A pattern or formula took more steps on a file than it may; what it would still find there is not known. */
export class BudgetError extends Error {
  constructor() {
    super('the pattern ran out of its budget');
  }
}

/** What matching has cost in a file so far. */
export interface Effort {
  /** Steps of the formula at work: comparisons of matches, nodes that a structure or query looked at. */
  steps: number;
  /** Matches of all patterns that are kept with the file. */
  kept: number;
  /** Steps of all patterns that cost more than a few. */
  total: number;
  /** The same for each of them. */
  readonly spent: Map<object, number>;
  /** Patterns that are not looked for any further in this file. */
  readonly givenUp: Set<object>;
}

/** Steps of one formula besides looking up its patterns: about a third of a second. */
const stepsPerFormula = 100_000_000;
/** Steps of one pattern in a file, and besides for each node. */
const stepsPerPattern = 500_000;
const stepsPerNode = 20;
/** The same of all patterns together: seconds. */
const stepsPerFile = 10_000_000;
const fileStepsPerNode = 100;
/** A search this short is not counted: it costs no more than coming by. */
const shortSearch = 32;
/** Matches of one pattern and of all in a file: a hundred bytes or more each. */
const mostMatches = 100_000;
const mostKept = 400_000;

/** The effort of a file that nothing was looked up in yet. */
export function openEffort(): Effort {
  return { steps: 0, kept: 0, total: 0, spent: new Map(), givenUp: new Set() };
}

/** Counts steps of the formula at work. Throws BudgetError beyond its limit. */
export function spend({ effort }: FileTree, steps: number): void {
  effort.steps += steps;
  if (effort.steps > stepsPerFormula) throw new BudgetError();
}

/** Counts what a pattern cost at one place; beyond the limits of the file it is given up, which the file's `exhausted` tells. */
export function charge(
  file: FileTree,
  pattern: object,
  { steps, kept, total }: { readonly steps: number; readonly kept: number; readonly total: number },
): void {
  if (kept > 0) {
    file.effort.kept += kept;
    if (total >= mostMatches || file.effort.kept > mostKept) giveUp(file, pattern);
  }
  if (steps <= shortSearch) return;
  const spent = (file.effort.spent.get(pattern) ?? 0) + steps;
  file.effort.spent.set(pattern, spent);
  file.effort.total += steps;
  const { count } = file.tree;
  if (spent > stepsPerPattern + count * stepsPerNode || file.effort.total > stepsPerFile + count * fileStepsPerNode) giveUp(file, pattern);
}

/** Whether a pattern is not looked for any further. */
export function isGivenUp({ effort }: FileTree, pattern: object): boolean {
  return effort.givenUp.size > 0 && effort.givenUp.has(pattern);
}

function giveUp({ effort, exhausted }: FileTree, pattern: object): void {
  effort.givenUp.add(pattern);
  exhausted.add(pattern);
}
