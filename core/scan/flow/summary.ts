import { type Steps, toEnd } from '../../kernel/steps.ts';
import type { FlowFunction } from './form.ts';
import { type Frame, type Recursion, type Run, stepsPerFunction, type Summary } from './machine.ts';
import { entryState, receiverSite } from './entry.ts';
import { withoutParameters } from './label.ts';
import { controlSlot } from './scheme.ts';
import { cloneState, deepTaint, setSlot, slotValue, type State } from './state.ts';
import { reachable } from './reach.ts';
import { joinTaint, sameTaintValue, sameValue, type Taint, unknownValue, type Value } from './value.ts';

const mostRounds = 6;
const nothing: Summary = { returned: unknownValue, heap: new Map(), sinks: [], guarded: [], branches: false, writes: [], callbacks: [], globals: [], cost: 0 };

/**
 * What a function does with its parameters under the rule at work; while it is being worked out (recursion), what is known so far.
 * Undefined while it runs where it is called. `around`: the state of the caller.
 */
export function summarizeFunction(run: Run, id: number, around?: State): Summary | undefined {
  return toEnd(summarizeInSteps(run, id, around));
}

/** The same with rests while the function itself runs, in which nobody else may follow flows in its file. */
export function* summarizeInSteps(run: Run, id: number, around?: State): Steps<Summary | undefined> {
  const known = run.summaries.get(id);
  if (known !== undefined) {
    dependOn(run, run.provisional.get(id));
    return known;
  }
  const body = run.flow.functions[id];
  if (body === undefined) return nothing;
  if (run.working.has(id)) return partialSummary(run, id);
  if (!needsRun(run, id)) return run.base === undefined ? nothing : yield* summarizeInSteps(run.base, id, around);
  if (run.active.has(id)) return undefined;
  run.active.add(id);
  const { progress } = run;
  progress.recursion.depth += 1;
  run.working.set(id, progress.recursion.depth);
  const before = { fuel: progress.fuel, limit: progress.limit };
  const given = progress.isLate?.() === true ? 0 : Math.min(stepsPerFunction, progress.totalFuel);
  progress.fuel = given;
  progress.limit = given;
  const summary = yield* workOutFully(run, body, around);
  progress.totalFuel -= given - Math.max(0, progress.fuel);
  progress.fuel = before.fuel;
  progress.limit = before.limit;
  progress.functions += 1;
  progress.recursion.depth -= 1;
  run.active.delete(id);
  run.working.delete(id);
  run.summaries.set(id, summary);
  return summary;
}

/** What is assumed of a function that is still being worked out, on whose outcome the asking one then depends. */
function partialSummary(run: Run, id: number): Summary {
  dependOn(run, run.working.get(id));
  const known = run.partial.get(id);
  if (known !== undefined) return known;
  run.partial.set(id, nothing);
  return nothing;
}

/** What is being made uses what is assumed of functions around it, down to the one with so many around it. */
function dependOn({ progress: { recursion } }: Run, depth: number | undefined): void {
  if (depth !== undefined) recursion.lowest = Math.min(recursion.lowest, depth);
}

/**
 * Functions that call each other are worked out together, from the one that was asked first: again until what was assumed of each holds.
 * The others only tell whether their summary changed, so that the effort does not multiply with the depth.
 */
function* workOutFully(run: Run, body: FlowFunction, around: State | undefined): Steps<Summary> {
  const { progress } = run;
  const { recursion } = progress;
  const since = recursion.open.length;
  const own = recursion.depth;
  const outer = { lowest: recursion.lowest, changed: recursion.changed };
  let summary = nothing;
  for (let round = 0; round < mostRounds; round += 1) {
    for (const made of settle(recursion, since)) made.run.summaries.delete(made.id);
    recursion.lowest = own;
    recursion.changed = false;
    summary = yield* workOut(run, body, around);
    noteAssumption(run, body.id, summary);
    if (recursion.lowest < own || !recursion.changed || progress.fuel < 0) break;
  }
  const { lowest, changed } = recursion;
  recursion.lowest = Math.min(outer.lowest, lowest);
  recursion.changed = outer.changed;
  if (lowest < own) {
    recursion.changed ||= changed;
    recursion.open.push({ run, id: body.id });
    for (const made of recursion.open.slice(since)) made.run.provisional.set(made.id, Math.min(lowest, made.run.provisional.get(made.id) ?? lowest));
  } else for (const made of [...settle(recursion, since), { run, id: body.id }]) made.run.partial.delete(made.id);
  return summary;
}

/** Takes away and returns what was made on assumptions that are about to be made anew, or hold. */
function settle({ open }: Recursion, since: number): Recursion['open'] {
  const made = open.splice(since);
  for (const { run, id } of made) run.provisional.delete(id);
  return made;
}

/** Where a function was assumed to do something else, the next round assumes what came out. */
function noteAssumption(run: Run, id: number, summary: Summary): void {
  const assumed = run.partial.get(id);
  if (assumed === undefined || sameSummary(assumed, summary)) return;
  run.partial.set(id, summary);
  run.progress.recursion.changed = true;
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

function* workOut(run: Run, body: FlowFunction, caller: State | undefined): Steps<Summary> {
  const frame: Frame = { root: body, sinks: [], guarded: [], branches: body.blocks.length > 1, callbacks: [] };
  const state = entryState(run, body, caller);
  const own = body.parameters.length + 1;
  if (body.self >= 0 && body.kind !== 'closure') setSlot(state, body.self, receiverValue(run, body, state, own));
  if (run.marks?.scheme.control === true) setSlot(state, controlSlot, labelled(own + 1));
  const given = body.parameters.map((_, index) => labelled(index + 1));
  const before = cloneState(state);
  const { exit, returned } = yield* run.executeInSteps(run, { body, state, given, frame, depth: 0 });
  if (exit === undefined) return { ...nothing, sinks: frame.sinks, guarded: frame.guarded, branches: frame.branches, callbacks: frame.callbacks };
  run.exits.set(body.id, cloneState(exit));
  const writes = writesOf(body, exit);
  const globals = globalsOf(body, before, exit);
  keepShared(run, body, writes, globals);
  const heap = reachable(exit, returned);
  return {
    returned,
    heap,
    sinks: frame.sinks,
    guarded: frame.guarded,
    branches: frame.branches,
    writes,
    callbacks: frame.callbacks,
    globals,
    cost: costOf(returned, heap),
  };
}

const marksPerStep = 4;

/** The values that come back are made anew for each caller. */
function costOf(returned: Value, heap: Summary['heap']): number {
  let marks = returned.taint.length;
  for (const { fields, rest } of heap.values()) {
    marks += fields.size + rest.length;
    for (const { taint } of fields.values()) marks += taint.length;
  }
  return Math.floor(marks / marksPerStep);
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
