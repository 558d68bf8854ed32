import type { FlowFunction } from './form.ts';
import type { Frame, Run, Summary } from './machine.ts';
import { cloneState, deepTaint, emptyState, setSlot, slotValue, type State, setShape } from './state.ts';
import { emptyShape, type Shape, type Taint, taintedValue, unknownValue, type Value } from './value.ts';

const stepsPerFunction = 40_000;
/** Instructions that one rule may execute in a file. */
export const stepsPerFile = 400_000;
const mostReturnedObjects = 32;
const nothing: Summary = { returned: unknownValue, heap: new Map(), sinks: [], writes: [], calls: new Set() };

/** What a function does with its parameters under the rule at work; undefined while it is being worked out (recursion). `around`: the state of the caller. */
export function summarizeFunction(run: Run, id: number, around?: State): Summary | undefined {
  const known = run.summaries.get(id);
  if (known !== undefined) return known;
  if (run.active.has(id)) return undefined;
  const body = run.flow.functions[id];
  if (body === undefined) return nothing;
  if (!needsRun(run, id)) return run.base === undefined ? nothing : summarizeFunction(run.base, id, around);
  run.active.add(id);
  const before = run.fuel;
  const given = Math.min(stepsPerFunction, run.fileFuel);
  run.fuel = given;
  const summary = workOut(run, body, around);
  run.fileFuel -= given - Math.max(0, run.fuel);
  run.fuel = before;
  run.active.delete(id);
  run.summaries.set(id, summary);
  return summary;
}

/** Whether the rule's matches can change what a function does. */
function needsRun(run: Run, id: number): boolean {
  return run.base === undefined || run.concerned.has(id) || hasTaintedEntry(run, id);
}

/** A variable around the function holds something tainted when it starts. */
function hasTaintedEntry(run: Run, id: number): boolean {
  const exit = run.exits.get(run.flow.functions[id]?.parent ?? -1);
  if (exit === undefined) return false;
  for (const value of exit.slots.values()) if (value.taint.length > 0 || value.sites.length > 0) return true;
  return false;
}

function workOut(run: Run, body: FlowFunction, caller: State | undefined): Summary {
  const frame: Frame = { root: body, sinks: [], calls: new Set() };
  const state = entryState(run, body, caller);
  const own = body.parameters.length + 1;
  if (body.self >= 0 && body.kind !== 'closure') setSlot(state, body.self, labelled(own));
  const given = body.parameters.map((_, index) => labelled(index + 1));
  const { exit, returned } = run.execute(run, { body, state, given, frame, depth: 0 });
  if (exit === undefined) return { ...nothing, sinks: frame.sinks, calls: frame.calls };
  run.exits.set(body.id, cloneState(exit));
  return { returned, heap: reachable(exit, returned), sinks: frame.sinks, writes: writesOf(body, exit), calls: frame.calls };
}

function labelled(label: number): Value {
  return taintedValue([{ label, step: undefined }]);
}

/** The variables a function uses when it starts: as they are at the end of what is around it, or, while that runs, at the call. */
function entryState(run: Run, body: FlowFunction, caller: State | undefined): State {
  const state = emptyState();
  const around = body.captures.size === 0 ? undefined : (exitOf(run, body.parent) ?? caller);
  if (around === undefined) return state;
  for (const slot of body.captures) {
    const value = around.slots.get(slot);
    if (value === undefined) continue;
    const changes = (run.flow.slots[slot]?.writes ?? 0) > 1;
    setSlot(state, slot, { ...value, taint: concrete(value.taint), constant: changes ? undefined : value.constant });
    for (const [site, shape] of reachable(around, value)) setShape(state, site, hasParameters(shape) ? withoutParameters(shape) : shape);
  }
  return state;
}

/** Marks of the outer function's parameters mean nothing in an inner one. */
function concrete(taint: Taint): Taint {
  return taint.some((mark) => mark.label > 0) ? taint.filter((mark) => mark.label === 0) : taint;
}

/** The variables at the end of a function; without the rule when it is of no concern for it. */
function exitOf(run: Run, id: number): State | undefined {
  if (id < 0) return undefined;
  const known = run.exits.get(id);
  if (known !== undefined || run.active.has(id)) return known;
  if (run.base !== undefined && !run.concerned.has(id)) return exitOf(run.base, id);
  summarizeFunction(run, id);
  return run.exits.get(id);
}

function hasParameters(shape: Shape): boolean {
  if (shape.rest.some((mark) => mark.label > 0)) return true;
  for (const value of shape.fields.values()) if (value.taint.some((mark) => mark.label > 0)) return true;
  return false;
}

function withoutParameters(shape: Shape): Shape {
  const fields = new Map<string, Value>();
  for (const [key, value] of shape.fields) fields.set(key, { ...value, taint: concrete(value.taint) });
  return { ...shape, fields, rest: concrete(shape.rest) };
}

/** Objects that a value leads to. */
function reachable(state: State, value: Value): Map<number, Shape> {
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

/** Taint that ended up in the objects the parameters are. */
function writesOf(body: FlowFunction, exit: State): Summary['writes'] {
  const writes: { parameter: number; key: string | undefined; taint: Taint }[] = [];
  const slots = parameterSlots(body);
  if (body.self >= 0 && body.kind !== 'closure') slots.push([body.parameters.length, body.self]);
  for (const [parameter, slot] of slots) {
    const foreign = (taint: Taint) => taint.filter((mark) => mark.label !== parameter + 1);
    for (const site of slotValue(exit, slot).sites) {
      const shape = exit.heap.get(site);
      if (shape === undefined) continue;
      for (const [key, value] of shape.fields) addWrite(writes, parameter, key, foreign(deepTaint(exit, value)));
      addWrite(writes, parameter, undefined, foreign(shape.rest));
    }
  }
  return writes;
}

function addWrite(writes: { parameter: number; key: string | undefined; taint: Taint }[], parameter: number, key: string | undefined, taint: Taint): void {
  if (taint.length > 0) writes.push({ parameter, key, taint });
}

/** Slots that hold plain parameters, by position. */
function parameterSlots(body: FlowFunction): [number, number][] {
  const registers = new Map<number, number>();
  const slots: [number, number][] = [];
  for (const instruction of body.blocks[0]?.instructions ?? []) {
    if (instruction.kind === 'parameter') registers.set(instruction.to, instruction.index);
    const parameter = instruction.kind === 'write' ? registers.get(instruction.from) : undefined;
    if (instruction.kind === 'write' && parameter !== undefined) slots.push([parameter, instruction.slot]);
  }
  return slots;
}
