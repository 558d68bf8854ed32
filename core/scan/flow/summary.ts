import type { FlowFunction } from './form.ts';
import { type Frame, type Run, stepsPerFunction, type Summary } from './machine.ts';
import { entryState, receiverSite } from './entry.ts';
import { withoutParameters } from './label.ts';
import { controlSlot } from './scheme.ts';
import { cloneState, deepTaint, setSlot, slotValue, type State } from './state.ts';
import { reachable } from './reach.ts';
import { joinTaint, sameTaintValue, sameValue, type Taint, unknownValue, type Value } from './value.ts';

const mostRounds = 4;
const nothing: Summary = { returned: unknownValue, heap: new Map(), sinks: [], guarded: [], branches: false, writes: [], callbacks: [], globals: [] };

/**
 * What a function does with its parameters under the rule at work; while it is being worked out (recursion), what is known so far.
 * Undefined while it runs where it is called. `around`: the state of the caller.
 */
export function summarizeFunction(run: Run, id: number, around?: State): Summary | undefined {
  const known = run.summaries.get(id);
  if (known !== undefined) return known;
  const body = run.flow.functions[id];
  if (body === undefined) return nothing;
  if (run.working.has(id)) return partialSummary(run, id);
  if (!needsRun(run, id)) return run.base === undefined ? nothing : summarizeFunction(run.base, id, around);
  if (run.active.has(id)) return undefined;
  run.active.add(id);
  run.working.add(id);
  const { progress } = run;
  const before = { fuel: progress.fuel, limit: progress.limit };
  const given = progress.isLate?.() === true ? 0 : Math.min(stepsPerFunction, progress.totalFuel);
  progress.fuel = given;
  progress.limit = given;
  const summary = workOutFully(run, body, around);
  progress.totalFuel -= given - Math.max(0, progress.fuel);
  progress.fuel = before.fuel;
  progress.limit = before.limit;
  progress.functions += 1;
  run.active.delete(id);
  run.working.delete(id);
  run.summaries.set(id, summary);
  progress.done.push({ run, id });
  return summary;
}

function partialSummary(run: Run, id: number): Summary {
  const known = run.partial.get(id);
  if (known !== undefined) return known;
  run.partial.set(id, nothing);
  return nothing;
}

/** A function that calls itself, by whatever way, is worked out again until its summary stays the same; those worked out on the way, too. */
function workOutFully(run: Run, body: FlowFunction, around: State | undefined): Summary {
  const { done } = run.progress;
  const since = done.length;
  let summary = workOut(run, body, around);
  for (let round = 1; round < mostRounds; round += 1) {
    const assumed = run.partial.get(body.id);
    if (assumed === undefined || sameSummary(assumed, summary)) break;
    run.partial.set(body.id, summary);
    for (const made of done.splice(since)) made.run.summaries.delete(made.id);
    summary = workOut(run, body, around);
  }
  run.partial.delete(body.id);
  return summary;
}

function sameSummary(left: Summary, right: Summary): boolean {
  const sameSizes =
    left.sinks.length === right.sinks.length &&
    left.guarded.length === right.guarded.length &&
    left.writes.length === right.writes.length &&
    left.globals.length === right.globals.length;
  return sameSizes && left.heap.size === right.heap.size && sameValue(left.returned, right.returned);
}

/** Whether the rule's matches can change what a function does. */
function needsRun(run: Run, id: number): boolean {
  return run.base === undefined || run.concerned.has(id) || hasTaintedEntry(run, id);
}

/** A variable around the function holds something tainted when it starts. */
function hasTaintedEntry(run: Run, id: number): boolean {
  const body = run.flow.functions[id];
  if (body === undefined) return false;
  for (const slot of body.captures) if (run.globals.has(slot)) return true;
  if (body.owner >= 0 && run.fields.has(body.owner)) return true;
  const exit = run.exits.get(body.parent);
  if (exit === undefined) return false;
  for (const value of exit.slots.values()) if (value.taint.length > 0 || value.sites.length > 0) return true;
  return false;
}

function workOut(run: Run, body: FlowFunction, caller: State | undefined): Summary {
  const frame: Frame = { root: body, sinks: [], guarded: [], branches: body.blocks.length > 1, callbacks: [] };
  const state = entryState(run, body, caller);
  const own = body.parameters.length + 1;
  if (body.self >= 0 && body.kind !== 'closure') setSlot(state, body.self, receiverValue(run, body, state, own));
  if (run.marks?.scheme.control === true) setSlot(state, controlSlot, labelled(own + 1));
  const given = body.parameters.map((_, index) => labelled(index + 1));
  const before = cloneState(state);
  const { exit, returned } = run.execute(run, { body, state, given, frame, depth: 0 });
  if (exit === undefined) return { ...nothing, sinks: frame.sinks, guarded: frame.guarded, branches: frame.branches, callbacks: frame.callbacks };
  run.exits.set(body.id, cloneState(exit));
  const writes = writesOf(body, exit);
  const globals = globalsOf(body, before, exit);
  keepShared(run, body, writes, globals);
  return {
    returned,
    heap: reachable(exit, returned),
    sinks: frame.sinks,
    guarded: frame.guarded,
    branches: frame.branches,
    writes,
    callbacks: frame.callbacks,
    globals,
  };
}

function labelled(label: number): Value {
  return sameTaintValue([{ label, path: '', exact: true, step: undefined, when: undefined }]);
}

/** The object a method is called on: unknown but for its class and what other methods are known to put into its fields. */
function receiverValue(run: Run, body: FlowFunction, state: State, label: number): Value {
  const self = labelled(label);
  return body.owner < 0 ? self : { ...self, sites: [receiverSite(run, body, state, label)] };
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

/** Taint in variables around a function that was not there before. */
function globalsOf(body: FlowFunction, before: State, exit: State): Summary['globals'] {
  const globals: { slot: number; taint: Taint }[] = [];
  for (const slot of [...body.captures, controlSlot]) {
    const value = exit.slots.get(slot);
    if (value === undefined || slot === body.self) continue;
    const known = deepTaint(before, slotValue(before, slot));
    const taint = deepTaint(exit, value).filter((mark) => !known.some((other) => other.label === mark.label));
    if (taint.length > 0) globals.push({ slot, taint });
  }
  return globals;
}

/** Keeps the taint of sources in fields and outer variables for the functions that read them. */
function keepShared(run: Run, body: FlowFunction, writes: Summary['writes'], globals: Summary['globals']): void {
  for (const { slot, taint } of globals) run.progress.grew = addShared(run.globals, slot, taint) || run.progress.grew;
  if (body.owner < 0) return;
  for (const { parameter, key, taint } of writes) {
    if (parameter < body.parameters.length || key === undefined) continue;
    const fields = run.fields.get(body.owner) ?? new Map<string, Taint>();
    if (!addShared(fields, key, taint)) continue;
    run.fields.set(body.owner, fields);
    run.progress.grew = true;
  }
}

function addShared<K>(into: Map<K, Taint>, key: K, taint: Taint): boolean {
  const sources = withoutParameters(taint);
  if (sources.length === 0) return false;
  const known = into.get(key);
  const joined = known === undefined ? sources : joinTaint(known, sources);
  if (known !== undefined && known.length === joined.length) return false;
  into.set(key, joined);
  return true;
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
