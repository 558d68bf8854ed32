import type { LabelCondition } from '../model.ts';
import { appendSteps } from './step.ts';
import { joinTaint, type LabelTest, lengthOf, type Mark, type Step, type Taint, untainted } from './value.ts';

/** What sources without a label mark values with. */
export const plainLabel = 0;
/** Its name in conditions. */
export const plainName = '__SOURCE__';
/** Labels from here downwards tell sources without a label apart, by their index. */
const firstOwnLabel = -1000;

/** Every source of a rule that is to be told from the others has a label of its own. */
export function ownLabel(source: number): number {
  return firstOwnLabel - source;
}

/** Index of the source that a label of its own stands for, or -1. */
export function sourceOf(label: number): number {
  return label <= firstOwnLabel ? firstOwnLabel - label : -1;
}

/** A condition with the numbers of its labels; a label that no source has is never there. */
export function compileCondition(condition: LabelCondition, numbers: ReadonlyMap<string, number>): LabelTest {
  switch (condition.kind) {
    case 'label': {
      const label = condition.label === plainName ? plainLabel : numbers.get(condition.label);
      return label === undefined ? { kind: 'any', of: [] } : { kind: 'label', label };
    }
    case 'not':
      return { kind: 'not', of: compileCondition(condition.of, numbers) };
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((part) => compileCondition(part, numbers)) };
    default:
      return condition satisfies never;
  }
}

/** Whether taint fulfils a condition, with what is known of it so far. */
export function holds(test: LabelTest, taint: Taint): boolean {
  switch (test.kind) {
    case 'label':
      return taint.some((mark) => carries(mark, test.label));
    case 'not':
      return !holds(test.of, taint);
    case 'all':
      return test.of.every((part) => holds(part, taint));
    case 'any':
      return test.of.some((part) => holds(part, taint));
    default:
      return test satisfies never;
  }
}

function carries(mark: Mark, label: number): boolean {
  const isNamed = mark.label === label || (label === plainLabel && sourceOf(mark.label) >= 0);
  return isNamed && (mark.when === undefined || holds(mark.when.test, mark.when.over));
}

/** Whether it depends on what is given to the function. */
export function isOpen(taint: Taint): boolean {
  return taint.some((mark) => mark.label > 0 || mark.when !== undefined);
}

/** A mark that is there where `over` fulfils the test: for sure, never (undefined), or depending on parameters. */
export function conditional(mark: Mark, test: LabelTest, over: Taint): Mark | undefined {
  const others = over.filter((other) => other.when?.test !== test || other.label !== mark.label);
  if (isOpen(others)) return { ...mark, when: { test, over: others } };
  return holds(test, others) ? { ...mark, when: undefined, step: appendSteps(support(test, others), mark.step) } : undefined;
}

/** The way of a value that makes a condition hold: the shortest of those with a label that it names. */
export function support(test: LabelTest, taint: Taint): Step | undefined {
  const sources = taint.filter((mark) => mark.label <= 0 && mark.step !== undefined && (mark.when === undefined || holds(mark.when.test, mark.when.over)));
  const named = sources.filter((mark) => names(test, mark));
  return (named.length > 0 ? named : sources).toSorted((left, right) => lengthOf(left) - lengthOf(right))[0]?.step;
}

function names(test: LabelTest, mark: Mark): boolean {
  if (test.kind === 'label') return carries(mark, test.label);
  return test.kind !== 'not' && test.of.some((part) => names(part, mark));
}

/** What is known of taint without the parameters of the function it was found in. */
export function withoutParameters(taint: Taint): Taint {
  if (!isOpen(taint)) return taint;
  let known: Taint = untainted;
  for (const mark of taint) {
    if (mark.label > 0) continue;
    const sure = mark.when === undefined ? mark : conditional(mark, mark.when.test, withoutParameters(mark.when.over));
    if (sure !== undefined) known = joinTaint(known, [sure]);
  }
  return known;
}
