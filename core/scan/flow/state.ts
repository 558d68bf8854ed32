import type { Key, Place } from './form.ts';
import {
  derived,
  emptyShape,
  isPlain,
  joinShape,
  joinTaint,
  joinValue,
  narrowed,
  sameShape,
  sameTaintValue,
  sameValue,
  type Shape,
  type Taint,
  taintedValue,
  unknownValue,
  untainted,
  type Value,
} from './value.ts';

/**
 * What is known at one point of the program: variables by slot, objects by site. What is absent is unknown and clean. Maps are shared
 * between states until one of them is written: write through `setSlot` and `setShape` only.
 */
export interface State {
  slots: ReadonlyMap<number, Value>;
  heap: ReadonlyMap<number, Shape>;
  ownSlots: Map<number, Value> | undefined;
  ownHeap: Map<number, Shape> | undefined;
}

/** Objects that are looked into for the taint of one value. */
const mostObjects = 64;
const mostFields = 64;

export function emptyState(): State {
  return { slots: new Map(), heap: new Map(), ownSlots: undefined, ownHeap: undefined };
}

export function cloneState(state: State): State {
  state.ownSlots = undefined;
  state.ownHeap = undefined;
  return { slots: state.slots, heap: state.heap, ownSlots: undefined, ownHeap: undefined };
}

/** Takes over all that holds in another state, which is given up. */
export function replaceState(state: State, by: State): void {
  state.slots = by.slots;
  state.heap = by.heap;
  state.ownSlots = by.ownSlots;
  state.ownHeap = by.ownHeap;
}

/** Adds what holds in `from` to `into`; whether `into` changed. */
export function joinState(into: State, from: State): boolean {
  const slots = into.slots === from.slots ? false : joinSlots(into, from);
  const heap = into.heap === from.heap ? false : joinHeap(into, from);
  return slots || heap;
}

function joinSlots(into: State, from: State): boolean {
  let changed = false;
  for (const [slot, value] of into.slots) {
    const other = from.slots.get(slot);
    if (other === value) continue;
    const joined = joinValue(value, other ?? unknownValue);
    if (joined === value) continue;
    changed = !sameValue(value, joined) || changed;
    setSlot(into, slot, joined);
  }
  for (const [slot, value] of from.slots) {
    if (into.slots.has(slot)) continue;
    const joined = joinValue(unknownValue, value);
    if (isPlain(joined)) continue;
    changed = true;
    setSlot(into, slot, joined);
  }
  return changed;
}

function joinHeap(into: State, from: State): boolean {
  let changed = false;
  for (const [site, shape] of from.heap) {
    const before = into.heap.get(site);
    if (before === shape) continue;
    const joined = before === undefined ? shape : joinShape(before, shape);
    if (joined === before) continue;
    changed = before === undefined || !sameShape(before, joined) || changed;
    setShape(into, site, joined);
  }
  return changed;
}

export function setSlot(state: State, slot: number, value: Value): void {
  const plain = isPlain(value);
  if (plain && !state.slots.has(slot)) return;
  if (state.ownSlots === undefined) {
    state.ownSlots = new Map(state.slots);
    state.slots = state.ownSlots;
  }
  if (plain) state.ownSlots.delete(slot);
  else state.ownSlots.set(slot, value);
}

export function setShape(state: State, site: number, shape: Shape): void {
  if (state.ownHeap === undefined) {
    state.ownHeap = new Map(state.heap);
    state.heap = state.ownHeap;
  }
  state.ownHeap.set(site, shape);
}

export function slotValue(state: State, slot: number): Value {
  return state.slots.get(slot) ?? unknownValue;
}

interface OwnSlots {
  readonly firstSlot: number;
  readonly endSlot: number;
  /** Variables of the file or of functions around, whatever their numbers. */
  readonly captures: ReadonlySet<number>;
}

/** Forgets the variables of a function that is over. */
export function forgetSlots(state: State, { firstSlot, endSlot, captures }: OwnSlots): void {
  for (const slot of [...state.slots.keys()]) if (slot >= firstSlot && slot < endSlot && !captures.has(slot)) setSlot(state, slot, unknownValue);
}

/** All taint in a value and in what it contains. */
export function deepTaint(state: State, value: Value): Taint {
  if (value.sites.length === 0) return value.taint;
  let taint = value.taint;
  const open = [...value.sites];
  // Grows while it is walked: every object once, however the objects refer to each other.
  for (let index = 0; index < open.length && index < mostObjects; index += 1) {
    const shape = state.heap.get(open[index] ?? -1);
    if (shape === undefined) continue;
    taint = joinTaint(taint, shape.rest);
    for (const field of shape.fields.values()) {
      taint = joinTaint(taint, field.taint);
      for (const site of field.sites) if (!open.includes(site)) open.push(site);
    }
  }
  return taint;
}

/** The value under a key of an object; an unknown key may be any. */
export function loadField(state: State, object: Value, key: string | undefined): Value {
  if (object.sites.length === 0) return sameTaintValue(narrowed(object.taint, key));
  if (key === undefined) return elementOf(state, object);
  let found: Value | undefined;
  for (const site of object.sites) {
    const shape = state.heap.get(site) ?? emptyShape;
    const value = shape.fields.get(key) ?? sameTaintValue(joinTaint(narrowed(object.taint, key), derived(shape.rest)));
    found = found === undefined ? value : joinValue(found, value);
  }
  return found ?? unknownValue;
}

/** Any element of a collection. */
export function elementOf(state: State, object: Value): Value {
  let found: Value | undefined;
  for (const site of object.sites) {
    for (const value of state.heap.get(site)?.fields.values() ?? []) found = found === undefined ? value : joinValue(found, value);
  }
  const taint = deepTaint(state, object);
  return found === undefined ? taintedValue(taint) : { ...found, taint: joinTaint(found.taint, taint) };
}

/** Resolves the keys of a place; undefined stands for an unknown key. `site` numbers objects that first show up by being written to. */
export interface Access {
  readonly state: State;
  readonly keyText: (key: Key) => string | undefined;
  readonly registerValue: (register: number) => Value;
  readonly site: number;
}

/** Writes a value to a place: exactly where variable and keys are known, in addition to what is there otherwise. */
export function storePlace(access: Access, place: Place, value: Value): void {
  const { state } = access;
  const last = place.path.at(-1);
  if (last === undefined) {
    if (place.slot >= 0) setSlot(state, place.slot, value);
    return;
  }
  const sites = containerSites(access, place);
  const key = access.keyText(last);
  for (const site of sites) setField(state, { site, key, value, exact: sites.length === 1 });
}

/** Adds taint to what is at a place and to all it contains. */
export function addTaint(access: Access, place: Place, given: Taint): void {
  if (given.length === 0) return;
  const taint = derived(given);
  const before = readPlace(access, place);
  spreadTaint(access.state, before, taint);
  const after = { ...before, taint: joinTaint(before.taint, taint), constant: undefined };
  if (place.path.length > 0 || place.slot >= 0) storePlace(access, place, after);
}

/** Adds taint to the contents of an object. */
export function spreadTaint(state: State, object: Value, given: Taint): void {
  const taint = derived(given);
  for (const site of object.sites) {
    const shape = state.heap.get(site) ?? emptyShape;
    const fields = new Map<string, Value>();
    for (const [key, value] of shape.fields) fields.set(key, { ...value, taint: joinTaint(value.taint, taint), constant: undefined });
    setShape(state, site, { ...shape, fields, rest: joinTaint(shape.rest, taint) });
  }
}

export function readPlace(access: Access, place: Place): Value {
  let value = place.slot >= 0 ? slotValue(access.state, place.slot) : access.registerValue(place.register);
  for (const key of place.path) value = loadField(access.state, value, access.keyText(key));
  return value;
}

export function setField(state: State, write: { site: number; key: string | undefined; value: Value; exact: boolean }): void {
  const shape = state.heap.get(write.site) ?? emptyShape;
  if (write.key === undefined || (shape.fields.size >= mostFields && !shape.fields.has(write.key))) {
    setShape(state, write.site, { ...shape, rest: joinTaint(shape.rest, deepTaint(state, write.value)), length: undefined });
    return;
  }
  const before = shape.fields.get(write.key);
  const fields = new Map(shape.fields);
  fields.set(write.key, write.exact ? write.value : joinValue(before ?? taintedValue(shape.rest), write.value));
  setShape(state, write.site, { ...shape, fields });
}

/** Sites of the object that holds the last key of a place, made on the way where nothing is known yet. */
function containerSites(access: Access, place: Place): readonly number[] {
  const { state } = access;
  let value = place.slot >= 0 ? slotValue(state, place.slot) : access.registerValue(place.register);
  if (value.sites.length === 0) {
    if (place.slot < 0) return [];
    value = withSite(state, value, access.site);
    setSlot(state, place.slot, value);
  }
  for (const [index, key] of place.path.slice(0, -1).entries()) {
    const text = access.keyText(key);
    let inner = loadField(state, value, text);
    if (inner.sites.length === 0) {
      inner = withSite(state, inner, access.site + (index + 1) / (deepestPath + 1));
      const exact = value.sites.length === 1;
      for (const site of value.sites) setField(state, { site, key: text, value: inner, exact });
    }
    if (text === undefined) for (const site of value.sites) setField(state, { site, key: '*', value: inner, exact: false });
    value = inner;
  }
  return value.sites;
}

/** Sites between two nodes number the objects on the way to one store. */
const deepestPath = 63;

function withSite(state: State, value: Value, site: number): Value {
  setShape(state, site, { ...emptyShape, rest: untainted, length: undefined });
  return { ...value, sites: [site] };
}
