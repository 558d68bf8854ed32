import type { FlatTree } from '../tree/flat-tree.ts';
import type { Step } from './value.ts';

/** A step of the way; offsets are UTF-16 units. */
export interface TraceEntry {
  readonly kind: 'source' | 'step' | 'sink';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const mostEntries = 12;

/** The way to a sink, from its source; a long one keeps its beginning and its end. */
export function traceOf(tree: FlatTree, last: Step, sink: { readonly start: number; readonly end: number } | undefined): TraceEntry[] {
  const steps: Step[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.previous) steps.unshift(step);
  const [first, ...rest] = steps;
  const between = rest.filter((step) => step.message !== '').map((step) => entry(tree, step, 'step', step.message));
  const kept = between.length <= mostEntries - 2 ? between : [...between.slice(0, (mostEntries - 2) / 2), ...between.slice(-(mostEntries - 2) / 2)];
  const source = first === undefined ? [] : [entry(tree, first, 'source', 'untrusted data comes in')];
  const end: TraceEntry = {
    kind: 'sink',
    message: 'reaches the sink',
    start: sink?.start ?? tree.start[last.node] ?? 0,
    end: sink?.end ?? tree.end[last.node] ?? 0,
  };
  return [...source, ...kept, end];
}

function entry(tree: FlatTree, step: Step, kind: TraceEntry['kind'], message: string): TraceEntry {
  return { kind, message, start: tree.start[step.node] ?? 0, end: tree.end[step.node] ?? 0 };
}
