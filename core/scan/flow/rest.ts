import { deepTaint, elementOf, loadField, setShape, type State } from './state.ts';
import {
  emptyShape,
  joinTaint,
  joinValue,
  narrowed,
  sameTaintValue,
  type Shape,
  type Taint,
  taintedValue,
  unknownValue,
  untainted,
  type Value,
} from './value.ts';

/** What is left of a collection: its elements from `skip` on, its fields without some. */
export interface Left {
  readonly skip: number;
  readonly without: readonly (string | undefined)[];
}

const restPrefix = 'rest of ';

/** The rest of a collection, as an object of its own at `site`. */
export function restValue(state: State, from: Value, { skip, without }: Left, site: number): Value {
  if (from.sites.length === 0) return sameTaintValue(narrowed(from.taint, restPrefix + JSON.stringify({ skip, without })));
  const fields = new Map<string, Value>();
  let rest: Taint = narrowed(from.taint, undefined);
  let length: number | undefined;
  for (const origin of from.sites) {
    const shape = state.heap.get(origin) ?? emptyShape;
    rest = joinTaint(rest, shape.rest);
    length = shape.length === undefined ? undefined : Math.max(0, shape.length - skip);
    for (const [key, value] of left(shape, { skip, without })) fields.set(key, joinValue(fields.get(key) ?? unknownIn(from, value), value));
  }
  setShape(state, site, { ...emptyShape, fields, rest, length: from.sites.length === 1 ? length : undefined });
  return { taint: untainted, constant: undefined, sites: [site], callee: -1 };
}

/** A step from a value to a field of it, or to what is left of it. */
export function stepInto(state: State, value: Value, key: string): Value {
  const what = key.startsWith(restPrefix) ? readLeft(key) : undefined;
  if (what === undefined) return loadField(state, value, key);
  let taint: Taint = narrowed(value.taint, undefined);
  for (const site of value.sites) {
    const shape = state.heap.get(site) ?? emptyShape;
    taint = joinTaint(taint, shape.rest);
    for (const [, field] of left(shape, what)) taint = joinTaint(taint, deepTaint(state, field));
  }
  return value.sites.length === 0 ? elementOf(state, value) : taintedValue(taint);
}

function unknownIn({ sites }: Value, value: Value): Value {
  return sites.length === 1 ? value : unknownValue;
}

function left({ fields }: Shape, { skip, without }: Left): readonly (readonly [string, Value])[] {
  const others = [...fields].filter(([key]) => !without.includes(key));
  if (skip === 0) return others;
  return others.flatMap(([key, value]): readonly (readonly [string, Value])[] => {
    const index = Number(key);
    if (!Number.isInteger(index)) return [[key, value]];
    return index < skip ? [] : [[String(index - skip), value]];
  });
}

function readLeft(key: string): Left | undefined {
  const [, skip, names] = /^rest of \{"skip":(\d+),"without":\[(.*)\]\}$/.exec(key) ?? [];
  return skip === undefined || names === undefined ? undefined : { skip: Number(skip), without: names.split(',').map((name) => name.slice(1, -1)) };
}
