import type { FlowFunction } from './form.ts';
import type { Run } from './machine.ts';
import { isOpen, withoutParameters } from './label.ts';
import { reachable } from './reach.ts';
import { classReference } from './reference.ts';
import { emptyState, setShape, setSlot, slotValue, type State } from './state.ts';
import { emptyShape, joinTaint, type Shape, type Taint, unknownValue, untainted, type Value } from './value.ts';

/** The variables a function uses when it starts: as they are at the end of what is around it, or, while that runs, at the call. */
export function entryState(run: Run, body: FlowFunction, caller: State | undefined): State {
  const state = emptyState();
  addCaptures(run, body, state, caller);
  return state;
}

/** Adds the variables around a function that a state does not know yet. */
export function addCaptures(run: Run, body: FlowFunction, state: State, caller: State | undefined): void {
  const slots = capturedBy(run, body).filter((slot) => !state.slots.has(slot));
  const around = slots.length === 0 ? undefined : (exitOf(run, body.parent) ?? caller);
  for (const slot of slots) {
    const value = around?.slots.get(slot) ?? unknownValue;
    setSlot(state, slot, capturedValue(run, slot, value));
    if (around !== undefined) addObjects(state, reachable(around, value));
  }
}

function capturedValue(run: Run, slot: number, value: Value): Value {
  const changes = (run.flow.slots[slot]?.writes ?? 0) > 1;
  const shared = run.globals.get(slot);
  const taint = shared === undefined ? withoutParameters(value.taint) : joinTaint(withoutParameters(value.taint), shared);
  return { ...value, taint, constant: changes || shared !== undefined ? undefined : value.constant };
}

function addObjects(state: State, objects: ReadonlyMap<number, Shape>): void {
  for (const [site, shape] of objects) if (!state.heap.has(site)) setShape(state, site, hasParameters(shape) ? ownShape(shape) : shape);
}

function capturedBy(run: Run, body: FlowFunction): readonly number[] {
  const slot = run.flow.classes[body.owner]?.slot ?? -1;
  return slot < 0 || body.captures.has(slot) ? [...body.captures] : [...body.captures, slot];
}

/** Makes the object a method is called on; its site has a negative number. */
export function receiverSite(run: Run, body: FlowFunction, state: State, label: number): number {
  const site = -2 - body.id;
  const fields = new Map<string, Value>();
  const own = (key: string): Taint => [{ label, path: key, exact: true, step: undefined, when: undefined }];
  for (const value of staticShapes(run, body, state))
    for (const [key, field] of value.fields) fields.set(key, { ...field, taint: joinTaint(field.taint, own(key)) });
  for (const [key, taint] of run.fields.get(body.owner) ?? []) {
    const known = fields.get(key) ?? { ...unknownValue, taint: own(key) };
    fields.set(key, { ...known, constant: undefined, taint: joinTaint(known.taint, taint) });
  }
  setShape(state, site, { ...emptyShape, fields, rest: untainted, length: undefined, owner: classReference(run.file, body.owner) });
  return site;
}

/** What stands in the body of the class. */
function staticShapes(run: Run, body: FlowFunction, state: State): readonly Shape[] {
  const slot = run.flow.classes[body.owner]?.slot ?? -1;
  return slot < 0 ? [] : slotValue(state, slot).sites.flatMap((site) => state.heap.get(site) ?? []);
}

/** The variables at the end of a function; without the rule when it is of no concern for it. */
export function exitOf(run: Run, id: number): State | undefined {
  if (id < 0) return undefined;
  const known = run.exits.get(id);
  if (known !== undefined || run.active.has(id)) return known;
  if (run.base !== undefined && !run.concerned.has(id)) return exitOf(run.base, id);
  run.summarize(run, id);
  return run.exits.get(id);
}

function hasParameters(shape: Shape): boolean {
  if (isOpen(shape.rest)) return true;
  for (const value of shape.fields.values()) if (isOpen(value.taint)) return true;
  return false;
}

function ownShape(shape: Shape): Shape {
  const fields = new Map<string, Value>();
  for (const [key, value] of shape.fields) fields.set(key, { ...value, taint: withoutParameters(value.taint) });
  return { ...shape, fields, rest: withoutParameters(shape.rest) };
}
