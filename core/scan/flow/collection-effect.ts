import type { Call } from './form.ts';
import type { Activation } from './machine.ts';
import { accessTo } from './access.ts';
import type { CollectionEffect } from './role.ts';
import { addTaint, deepTaint, elementOf, loadField, setField, spreadTaint, type State, setShape } from './state.ts';
import { emptyShape, joinTaint, joinValue, type Taint, taintedValue, unknownValue, untainted, type Value } from './value.ts';

/** A method of a collection at work: what is put in, taken out or removed. Undefined when it is to be treated as any other call. */
export function collectionValue(activation: Activation, state: State, on: { call: Call; receiver: Value; given: readonly Value[] }): Value | undefined {
  const effect = activation.run.table.methods.get(on.call.name);
  if (effect === undefined || on.call.receiver < 0) return undefined;
  return on.receiver.sites.length > 0 ? knownCollection(state, effect, on) : unknownCollection(activation, state, effect, on);
}

/** Taint of all arguments and what they contain. */
export function givenTaint(state: State, given: readonly Value[]): Taint {
  let taint: Taint = untainted;
  for (const value of given) taint = joinTaint(taint, deepTaint(state, value));
  return taint;
}

function unknownCollection(activation: Activation, state: State, effect: CollectionEffect, on: { call: Call; given: readonly Value[] }): undefined {
  const writes = effect === 'append' || effect === 'put' || effect === 'absorb';
  const place = activation.run.flow.placeOf(on.call.object);
  if (writes && place !== undefined) addTaint(accessTo(activation, state, on.call.node), place, givenTaint(state, on.given));
  return undefined;
}

function knownCollection(state: State, effect: CollectionEffect, on: { receiver: Value; given: readonly Value[] }): Value | undefined {
  const { receiver, given } = on;
  const exact = receiver.sites.length === 1;
  switch (effect) {
    case 'append':
      for (const value of given) appendTo(state, receiver, value, exact);
      return receiver;
    case 'put':
      for (const site of receiver.sites) setField(state, { site, key: constantText(given[0]), value: given[1] ?? unknownValue, exact });
      return receiver;
    case 'get':
      return takeFrom(state, receiver, given);
    case 'remove':
      return removeElement(state, receiver, given, exact);
    case 'clear':
      if (exact) for (const site of receiver.sites) setShape(state, site, { ...emptyShape, owner: state.heap.get(site)?.owner ?? -1 });
      return unknownValue;
    case 'absorb':
      spreadTaint(state, receiver, givenTaint(state, given));
      forgetLength(state, receiver);
      return taintedValue(deepTaint(state, receiver));
    default:
      return effect satisfies never;
  }
}

function removeElement(state: State, receiver: Value, given: readonly Value[], exact: boolean): Value {
  const taken = takeFrom(state, receiver, given);
  const key = given.length === 0 ? '0' : constantText(given[0]);
  for (const site of receiver.sites) removeFrom(state, site, key, exact);
  return taken;
}

function takeFrom(state: State, receiver: Value, given: readonly Value[]): Value {
  const [key, fallback] = given;
  const text = constantText(key);
  const found = text === undefined ? elementOf(state, receiver) : loadField(state, receiver, text);
  return fallback === undefined ? found : joinValue(found, fallback);
}

function appendTo(state: State, receiver: Value, value: Value, exact: boolean): void {
  for (const site of receiver.sites) {
    const index = state.heap.get(site)?.length;
    setField(state, { site, key: index === undefined ? undefined : String(index), value, exact });
    const after = state.heap.get(site);
    if (after !== undefined && index !== undefined) setShape(state, site, { ...after, length: exact ? index + 1 : undefined });
  }
}

/** Taking an element out of a list of known length moves those behind it up. */
function removeFrom(state: State, site: number, key: string | undefined, exact: boolean): void {
  const shape = state.heap.get(site);
  if (shape === undefined || !exact) return;
  const index = Number(key);
  const fields = new Map(shape.fields);
  if (key === undefined || (shape.length === undefined && Number.isInteger(index))) setShape(state, site, { ...shape, length: undefined });
  else if (shape.length === undefined || !Number.isInteger(index)) {
    fields.delete(key);
    setShape(state, site, { ...shape, fields });
  } else {
    for (let at = index; at < shape.length; at += 1) {
      const next = fields.get(String(at + 1));
      if (next === undefined) fields.delete(String(at));
      else fields.set(String(at), next);
    }
    setShape(state, site, { ...shape, fields, length: Math.max(0, shape.length - 1) });
  }
}

function forgetLength(state: State, receiver: Value): void {
  for (const site of receiver.sites) {
    const shape = state.heap.get(site);
    if (shape !== undefined) setShape(state, site, { ...shape, length: undefined });
  }
}

function constantText(value: Value | undefined): string | undefined {
  const constant = value?.constant;
  return constant === undefined || constant === null ? undefined : String(constant);
}
