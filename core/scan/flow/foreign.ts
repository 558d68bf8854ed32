import type { Foreign } from './machine.ts';
import { setShape, type State } from './state.ts';
import type { Value } from './value.ts';

/** Takes the objects of another file's value into the state. */
export function adoptForeign(state: State, foreign: Foreign | undefined): Value | undefined {
  if (foreign === undefined) return undefined;
  for (const [site, shape] of foreign.heap) if (!state.heap.has(site)) setShape(state, site, shape);
  return foreign.value;
}
