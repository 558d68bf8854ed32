import type { FlatTree } from '../tree/flat-tree.ts';
import type { Step } from './value.ts';

/** A step of the way; offsets are UTF-16 units. */
export interface TraceEntry {
  readonly kind: 'source' | 'step' | 'sink';
  readonly message: string;
  /** Number of the file, 0 when it was looked at alone. */
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

const mostEntries = 12;

/** The trees of files by number. */
export type TreeOf = (file: number) => FlatTree | undefined;

/** The way to a sink, from its source; a long one keeps its beginning and its end. */
export function traceOf(trees: TreeOf, last: Step, sink: { readonly file: number; readonly start: number; readonly end: number }): TraceEntry[] {
  const steps: Step[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.previous) steps.unshift(step);
  const [first, ...rest] = steps;
  const between = rest.filter((step) => step.message !== '').map((step) => entry(trees, step, 'step', step.message));
  const kept = between.length <= mostEntries - 2 ? between : [...between.slice(0, (mostEntries - 2) / 2), ...between.slice(-(mostEntries - 2) / 2)];
  const source = first === undefined ? [] : [entry(trees, first, 'source', 'untrusted data comes in')];
  const end: TraceEntry = {
    kind: 'sink',
    message: 'reaches the sink',
    ...sink,
  };
  return [...source, ...kept, end];
}

function entry(trees: TreeOf, step: Step, kind: TraceEntry['kind'], message: string): TraceEntry {
  const tree = trees(step.file);
  return { kind, message, file: step.file, start: tree?.start[step.node] ?? 0, end: tree?.end[step.node] ?? 0 };
}
