import type { CallGraph } from './call-graph.ts';

/** The functions that reach marks through calls. */
export interface Reach {
  /** Per function those that it calls and that reach a mark; empty for one with no mark but its own. */
  readonly ways: ReadonlyMap<number, readonly number[]>;
  readonly marked: ReadonlySet<number>;
  /** Those that reach one through a function of another file. */
  readonly far: ReadonlySet<number>;
  /** There are functions beyond the depth. */
  readonly cutOff: boolean;
}

interface Walk {
  readonly graph: CallGraph;
  readonly ways: Map<number, number[]>;
  readonly far: Set<number>;
}

/** From functions with marks to all that may call them, through so many calls. */
export function reachFrom(graph: CallGraph, marked: ReadonlySet<number>, depth: number): Reach {
  const walk: Walk = { graph, ways: new Map([...marked].map((number) => [number, []])), far: new Set() };
  let open: readonly number[] = [...marked];
  for (let step = 0; step < depth && open.length > 0; step += 1) {
    const next: number[] = [];
    for (const number of open) for (const caller of graph.callersOf(number)) if (note(walk, caller, number)) next.push(caller);
    open = next;
  }
  return { ways: walk.ways, marked, far: walk.far, cutOff: open.length > 0 };
}

/** Whether the caller's own callers have to be looked at (again): it is new, or turns out to reach marks of other files too. */
function note({ graph, ways, far }: Walk, caller: number, callee: number): boolean {
  const known = ways.get(caller);
  if (known === undefined) ways.set(caller, [callee]);
  else if (!known.includes(callee)) known.push(callee);
  const isFar = far.has(callee) || graph.unitOf(caller) !== graph.unitOf(callee);
  const becomesFar = isFar && !far.has(caller);
  if (becomesFar) far.add(caller);
  return known === undefined || becomesFar;
}
