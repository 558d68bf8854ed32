import type { Call, FlowFunction, Place } from './form.ts';
import type { Activation, Summary } from './machine.ts';
import { accessTo, reportMark } from './mark-effect.ts';
import { addTaint, cloneState, deepTaint, joinState, setField, setSlot, spreadTaint, type State, forgetSlots, replaceState, setShape } from './state.ts';
import { appendSteps, extendTaint, substituteTaint } from './step.ts';
import { joinTaint, type Shape, type Taint, taintedValue, unknownValue, untainted, type Value } from './value.ts';

const deepestInlining = 12;
const mostInlinedRegisters = 150;

/** A call of a function whose body is in this file. */
export interface KnownCall {
  readonly call: Call;
  readonly callee: number;
  readonly given: readonly Value[];
  readonly self: Value;
}

/** The value of calling a function of this file; undefined when it is already at work (recursion). */
export function callFunction(activation: Activation, state: State, known: KnownCall): Value | undefined {
  const { run, frame } = activation;
  const body = run.flow.functions[known.callee];
  if (body === undefined) return undefined;
  const bound = bindArguments(body, known);
  if (isInner(activation, body, known.call)) {
    const given = bound.map((argument) => joinGiven(state, argument));
    return inlineFunction(activation, state, { body, given: passedTo(given, known.call, body), self: known.self, certain: true });
  }
  frame.calls.add(body.id);
  const summary = run.summarize(run, body.id, state);
  return summary === undefined ? undefined : applySummary(activation, state, { known, body, bound, summary });
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
  if (body.kind !== 'closure' && body.self >= 0) setSlot(entry, body.self, call.self);
  const { exit, returned } = run.execute(run, { body, state: entry, given: call.given, frame, depth: depth + 1 });
  run.active.delete(body.id);
  if (exit === undefined) return unknownValue;
  const before = run.exits.get(body.id);
  if (before === undefined) run.exits.set(body.id, cloneState(exit));
  else joinState(before, exit);
  forgetSlots(exit, body.firstSlot, body.endSlot);
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

interface Bound {
  readonly values: readonly Value[];
  readonly nodes: readonly number[];
}

/** Arguments by the parameter they go to: keywords by name, the rest in their order, surplus ones to the last. */
function bindArguments(body: FlowFunction, known: KnownCall): readonly Bound[] {
  const bound: { values: Value[]; nodes: number[] }[] = body.parameters.map(() => ({ values: [], nodes: [] }));
  let next = 0;
  for (const [index, argument] of known.call.arguments.entries()) {
    const named = argument.name === undefined ? -1 : body.parameters.findIndex((parameter) => parameter.name === argument.name);
    const last = Math.min(next, bound.length - 1);
    const positional = body.parameters[last]?.rest === true ? last : next;
    const at = named >= 0 ? named : positional;
    if (named < 0) next += 1;
    const targets = argument.spread ? bound.slice(at) : bound.slice(at, at + 1);
    for (const target of targets) {
      target.values.push(known.given[index] ?? unknownValue);
      target.nodes.push(argument.node);
    }
  }
  return bound;
}

function joinGiven(state: State, argument: Bound): Value {
  const [first, ...rest] = argument.values;
  if (first === undefined) return unknownValue;
  if (rest.length === 0) return first;
  return taintedValue(argument.values.reduce((taint, value) => joinTaint(taint, deepTaint(state, value)), untainted));
}

function passedTo(given: readonly Value[], call: Call, body: FlowFunction): readonly Value[] {
  return given.map((value) => (value.taint.length === 0 ? value : { ...value, taint: extendTaint(value.taint, call.node, passing(body)) }));
}

function passing(body: FlowFunction): string {
  return body.name === '' ? 'passed to a function' : `passed to \`${body.name}\``;
}

interface Application {
  readonly known: KnownCall;
  readonly body: FlowFunction;
  readonly bound: readonly Bound[];
  readonly summary: Summary;
}

function applySummary(activation: Activation, state: State, application: Application): Value {
  const { known, body, bound, summary } = application;
  const taints = new Map<number, Taint>();
  const given = (label: number): Taint => {
    const ready = taints.get(label);
    if (ready !== undefined) return ready;
    const values = label <= bound.length ? (bound[label - 1]?.values ?? []) : [known.self];
    const taint = values.reduce((joined, value) => joinTaint(joined, deepTaint(state, value)), untainted);
    const passed = extendTaint(taint, known.call.node, passing(body));
    taints.set(label, passed);
    return passed;
  };
  for (const sink of summary.sinks) {
    for (const mark of given(sink.label)) reportMark(activation, sink.sink, { label: mark.label, step: appendSteps(mark.step, sink.step) }, -1);
  }
  for (const write of summary.writes) {
    const taint = substituteTaint(write.taint, given);
    if (taint.length > 0) writeBack(activation, state, application, { ...write, taint });
  }
  return returnedValue(state, application, given);
}

/** What a function put into an object it was given. */
function writeBack(activation: Activation, state: State, application: Application, write: { parameter: number; key: string | undefined; taint: Taint }): void {
  const { known, bound } = application;
  const own = write.parameter >= bound.length;
  const values = own ? [known.self] : (bound[write.parameter]?.values ?? []);
  const nodes = own ? [known.call.object] : (bound[write.parameter]?.nodes ?? []);
  for (const [index, value] of values.entries()) {
    if (value.sites.length > 0) writeInto(state, value, write);
    else {
      const place = activation.run.flow.placeOf(nodes[index] ?? -1);
      if (place !== undefined) addTaint(accessTo(activation, state, known.call.node), within(place, write.key), write.taint);
    }
  }
}

function writeInto(state: State, object: Value, write: { key: string | undefined; taint: Taint }): void {
  if (write.key === undefined) spreadTaint(state, object, write.taint);
  else for (const site of object.sites) setField(state, { site, key: write.key, value: taintedValue(write.taint), exact: false });
}

function within(place: Place, key: string | undefined): Place {
  return key === undefined ? place : { ...place, path: [...place.path, key] };
}

/** The result with the caller's taint, its objects numbered anew for this call. */
function returnedValue(state: State, application: Application, given: (label: number) => Taint): Value {
  const { known, summary } = application;
  const renumbered = new Map<number, number>();
  for (const site of summary.heap.keys()) renumbered.set(site, known.call.node + (renumbered.size + 1) / (summary.heap.size + 1));
  const translate = (value: Value): Value => ({
    ...value,
    taint: substituteTaint(value.taint, given),
    sites: value.sites.flatMap((site) => renumbered.get(site) ?? []),
  });
  for (const [site, shape] of summary.heap) {
    const fields = new Map<string, Value>();
    for (const [key, value] of shape.fields) fields.set(key, translate(value));
    const copy: Shape = { ...shape, fields, rest: substituteTaint(shape.rest, given) };
    setShape(state, renumbered.get(site) ?? site, copy);
  }
  return translate(summary.returned);
}
