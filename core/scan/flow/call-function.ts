import { applySummary, passing } from './apply-summary.ts';
import { type Bound, bindArguments, joinGiven, spreadArguments } from './bind-arguments.ts';
import { addCaptures } from './entry.ts';
import type { Call, FlowFunction } from './form.ts';
import type { Activation, Run, Summary } from './machine.ts';
import { dereference, isFunction } from './reference.ts';
import { cloneState, deepTaint, forgetSlots, joinState, replaceState, setShape, setSlot, type State } from './state.ts';
import { extendTaint } from './step.ts';
import { emptyShape, unknownValue, type Value } from './value.ts';

const deepestInlining = 12;
const deepestContext = 4;
const mostInlinedRegisters = 150;

/** A call of a function whose body is known. */
export interface KnownCall {
  readonly call: Call;
  /** Reference of the function. */
  readonly callee: number;
  readonly given: readonly Value[];
  readonly self: Value;
}

/** Where a function is. */
export interface Located {
  readonly run: Run;
  readonly body: FlowFunction;
}

/** The body a reference leads to; undefined when it is not taken in. */
export function locate(run: Run, callee: number): Located | undefined {
  const target = dereference(callee);
  if (target?.kind !== 'function') return undefined;
  const owner = target.file === run.file ? run : run.link?.runOf(target.file);
  const body = owner?.flow.functions[target.id];
  return owner === undefined || body === undefined ? undefined : { run: owner, body };
}

/** The value of calling a known function; undefined when its body is not at hand. */
export function callFunction(activation: Activation, state: State, known: KnownCall): Value | undefined {
  const target = locate(activation.run, known.callee);
  return target === undefined
    ? undefined
    : callBound(activation, state, { target, call: known.call, self: known.self, bound: boundArguments(state, target.body, known) });
}

function boundArguments(state: State, body: FlowFunction, known: KnownCall): readonly Bound[] {
  const { call, given } = spreadArguments(state, known);
  return bindArguments(body, call, given);
}

/** A call with its arguments by parameter. */
export interface BoundCall {
  readonly target: Located;
  readonly call: Call;
  readonly self: Value;
  readonly bound: readonly Bound[];
}

/** The same with arguments by parameter, for functions that others call back. */
export function callBound(activation: Activation, state: State, on: BoundCall): Value | undefined {
  const { target, call, self, bound } = on;
  const { run, body } = target;
  const local = run === activation.run;
  if (local && isInner(activation, body, call)) {
    const result = inlineBound(activation, state, on);
    if (result !== undefined) return result;
  }
  const summary = run.summarize(run, body.id, local ? state : undefined);
  if (summary === undefined) return undefined;
  if (summary.branches) activation.frame.branches = true;
  if (local && needsContext(activation, state, { body, bound, summary, self })) {
    const result = inlineBound(activation, state, on);
    if (result !== undefined) return result;
  }
  const runFunction = (at: Activation, now: State, callee: number, given: readonly Value[]) => callBack(at, now, { call, callee, given });
  return applySummary(activation, state, { call, self, run, body, bound, summary, runFunction });
}

/** Runs a function in addition to what is known: it may be called, with these values. */
function callBack(activation: Activation, state: State, { call, callee, given }: { call: Call; callee: number; given: readonly Value[] }): void {
  const target = locate(activation.run, callee);
  if (target === undefined) return;
  const values = target.body.parameters.map((_, index) => given[index] ?? unknownValue);
  const inlined = target.run === activation.run && inlineFunction(activation, state, { body: target.body, given: values, self: unknownValue, certain: false });
  const bound = values.map((value) => ({ values: [value], nodes: [-1] }));
  if (inlined === false || inlined === undefined) callBound(activation, state, { target, call, self: unknownValue, bound });
}

function inlineBound(activation: Activation, state: State, on: BoundCall): Value | undefined {
  const { body } = on.target;
  const given = on.bound.map((argument, index) => (body.parameters[index]?.rest === true ? listOf(state, argument, on.call.node) : joinGiven(state, argument)));
  const at = { file: activation.run.file, node: on.call.node };
  const passed = given.map((value) => (value.taint.length === 0 ? value : { ...value, taint: extendTaint(value.taint, at, passing(body)) }));
  return inlineFunction(activation, state, { body, given: passed, self: on.self, certain: true });
}

/** Sites of lists that are made by a call lie between its node and the next. */
const listSite = 0.999;

/** What is left over for the last parameter is a list. */
function listOf(state: State, { values }: Bound, call: number): Value {
  const fields = new Map(values.map((value, index) => [String(index), value]));
  setShape(state, call + listSite, { ...emptyShape, fields, length: values.length });
  return { ...unknownValue, sites: [call + listSite] };
}

/** Runs a body where it is called, so that it sees and changes the variables around it; undefined when it is already at work. */
export function inlineFunction(
  activation: Activation,
  state: State,
  call: { body: FlowFunction; given: readonly Value[]; self: Value; certain: boolean },
): Value | undefined {
  const { run, frame, depth } = activation;
  const { body } = call;
  if (run.active.has(body.id) || depth >= deepestInlining) return undefined;
  run.active.add(body.id);
  run.inlined.add(body.id);
  const entry = cloneState(state);
  addCaptures(run, body, entry, state);
  if (body.kind !== 'closure' && body.self >= 0) setSlot(entry, body.self, call.self);
  const { exit, returned } = run.execute(run, { body, state: entry, given: call.given, frame, depth: depth + 1 });
  run.active.delete(body.id);
  if (exit === undefined) return unknownValue;
  const before = run.exits.get(body.id);
  if (before === undefined) run.exits.set(body.id, cloneState(exit));
  else joinState(before, exit);
  forgetSlots(exit, body);
  adopt(state, exit, call.certain);
  return returned;
}

/** A function that was surely called leaves its state, one that may have been called adds it. */
function adopt(state: State, exit: State, certain: boolean): void {
  if (!certain) {
    joinState(state, exit);
    return;
  }
  replaceState(state, exit);
}

/** Small and nested in the function under analysis, not counting what stands directly in the file: the others have summaries. */
function isInner(activation: Activation, body: FlowFunction, call: Call): boolean {
  const { functions } = activation.run.flow;
  const { root } = activation.frame;
  if (body.parent === 0) return root.id === 0 && body.kind === 'closure' && call.path === '';
  if (body.registers > mostInlinedRegisters) return false;
  for (let at = functions[body.parent]; at !== undefined; at = functions[at.parent]) if (at.id === root.id) return true;
  return false;
}

/** Where a summary is too coarse: functions are passed in, or known values decide which way the function takes with something tainted. */
function needsContext(activation: Activation, state: State, on: { body: FlowFunction; bound: readonly Bound[]; summary: Summary; self: Value }): boolean {
  const { body, bound, summary } = on;
  if (activation.run.marks === undefined || activation.depth >= deepestContext || body.registers > mostInlinedRegisters) return false;
  const values = bound.flatMap((argument) => argument.values);
  if (values.some((value) => holdsFunction(state, value))) return true;
  if (!summary.branches || !values.some((value) => holdsConstant(state, value, 0))) return false;
  const concerns = summary.sinks.length > 0 || summary.writes.length > 0 || summary.returned.taint.length > 0 || summary.heap.size > 0;
  return concerns && (values.some((value) => deepTaint(state, value).length > 0) || activation.run.concerned.has(body.id));
}

const deepestConstant = 2;

function holdsConstant(state: State, value: Value, depth: number): boolean {
  if (value.constant !== undefined) return true;
  if (depth >= deepestConstant) return false;
  for (const site of value.sites) {
    for (const field of state.heap.get(site)?.fields.values() ?? []) if (holdsConstant(state, field, depth + 1)) return true;
  }
  return false;
}

function holdsFunction(state: State, value: Value): boolean {
  if (isFunction(value.callee)) return true;
  for (const site of value.sites) {
    for (const field of state.heap.get(site)?.fields.values() ?? []) if (isFunction(field.callee)) return true;
  }
  return false;
}
