import type { State } from './state.ts';
import { emptyShape, type Shape, type Value } from './value.ts';

const mostReturnedObjects = 32;

/** Objects that a value leads to. */
export function reachable(state: State, value: Value): Map<number, Shape> {
  const found = new Map<number, Shape>();
  if (value.sites.length === 0) return found;
  const open = [...value.sites];
  for (let site = open.pop(); site !== undefined && found.size < mostReturnedObjects; site = open.pop()) {
    if (found.has(site)) continue;
    const shape = state.heap.get(site) ?? emptyShape;
    found.set(site, shape);
    for (const field of shape.fields.values()) open.push(...field.sites);
  }
  return found;
}
