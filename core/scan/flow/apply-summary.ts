import type { Bound } from './bind-arguments.ts';
import type { Call, FlowFunction, Place } from './form.ts';
import type { Activation, Run, Summary } from './machine.ts';
import { accessTo } from './access.ts';
import { controlSlot } from './scheme.ts';
import { stepInto } from './rest.ts';
import { reportGuarded, reportMark } from './sink-effect.ts';
import { substituteTaint } from './substitute.ts';
import { isFunction } from './reference.ts';
import { addTaint, deepTaint, setField, setShape, setSlot, slotValue, spreadTaint, type State } from './state.ts';
import { appendSteps, extendTaint } from './step.ts';
import { derived, joinTaint, joinValue, type Mark, pathKeys, type Shape, type Taint, taintedValue, untainted, type Value } from './value.ts';

/** The use of a function's summary at one of its calls. */
export interface Application {
  readonly call: Call;
  readonly self: Value;
  /** Where the function is. */
  readonly run: Run;
  readonly body: FlowFunction;
  readonly bound: readonly Bound[];
  readonly summary: Summary;
  /** Calls a function that the callee calls back. */
  runFunction(activation: Activation, state: State, callee: number, given: readonly Value[]): void;
}

/** The result of the call; sinks are reported, objects and variables written. */
export function applySummary(activation: Activation, state: State, application: Application): Value {
  const { summary, body, call } = application;
  activation.run.progress.fuel -= summary.cost;
  for (const { values } of application.bound) for (const { sites } of values) for (const site of sites) activation.run.escaped.add(site);
  const taints = new Map<string, Taint>();
  const given = (mark: { readonly label: number; readonly path: string }): Taint => {
    const key = `${mark.label} ${mark.path}`;
    const ready = taints.get(key);
    if (ready !== undefined) return ready;
    const taint = valuesOf(state, application, mark).reduce((joined, value) => joinTaint(joined, deepTaint(state, value)), untainted);
    const passed = extendTaint(taint, { file: activation.run.file, node: call.node }, passing(body));
    taints.set(key, passed);
    return passed;
  };
  for (const sink of summary.sinks) {
    for (const mark of given(sink)) reportMark(activation, sink, { ...mark, step: appendSteps(mark.step, sink.step) }, -1);
  }
  for (const { file, sink, parts } of summary.guarded) {
    reportGuarded(activation, { file, sink, parts: parts.map(({ test, taint }) => ({ test, taint: substituteTaint(taint, given) })) });
  }
  runPassedFunctions(activation, state, application, given);
  const writes = summary.writes.map((write) => ({ ...write, taint: substituteTaint(write.taint, given) }));
  const result = returnedValue(state, application, given);
  for (const write of writes) if (write.taint.length > 0) writeBack(activation, state, application, write);
  writeGlobals(state, summary, { given, isOwn: application.run === activation.run });
  return result;
}

/** Functions that were passed in run with what the callee gives them. */
function runPassedFunctions(activation: Activation, state: State, application: Application, given: (mark: Mark) => Taint): void {
  for (const callback of application.summary.callbacks) {
    const passed = callback.given.map((taint) => taintedValue(substituteTaint(taint, given)));
    for (const value of valuesOf(state, application, callback)) if (isFunction(value.callee)) application.runFunction(activation, state, value.callee, passed);
  }
}

/** What is said of a value that is handed to a function. */
export function passing(body: FlowFunction): string {
  return body.name === '' ? 'passed to a function' : `passed to \`${body.name}\``;
}

/** The values a parameter label, with the fields that lead from it, means at this call. */
function valuesOf(state: State, { bound, self, body }: Application, mark: { readonly label: number; readonly path: string }): readonly Value[] {
  if (mark.label === bound.length + 2) return [slotValue(state, controlSlot)];
  const keys = pathKeys(mark.path);
  const given = bound[mark.label - 1]?.values ?? [];
  // What is left over for the last parameter is a list to the function.
  const one = body.parameters[mark.label - 1]?.rest === true && keys.length > 0 ? given[Number(keys[0])] : undefined;
  if (one !== undefined) return [keys.slice(1).reduce((value, key) => stepInto(state, value, key), one)];
  const values = mark.label <= bound.length ? given : [self];
  return values.map((start) => keys.reduce((value, key) => stepInto(state, value, key), start));
}

function writeGlobals(state: State, summary: Summary, { given, isOwn }: { given: (mark: Mark) => Taint; isOwn: boolean }): void {
  for (const { slot, taint } of summary.globals) {
    if (!isOwn && slot !== controlSlot) continue;
    const before = slotValue(state, slot);
    const added = derived(substituteTaint(taint, given));
    if (added.length > 0) setSlot(state, slot, { ...before, constant: undefined, taint: joinTaint(before.taint, added) });
  }
}

/** What a function put into an object it was given. */
function writeBack(activation: Activation, state: State, application: Application, write: { parameter: number; key: string | undefined; taint: Taint }): void {
  const { call, self, bound } = application;
  const own = write.parameter >= bound.length;
  const values = own ? [self] : (bound[write.parameter]?.values ?? []);
  const nodes = own ? [call.object] : (bound[write.parameter]?.nodes ?? []);
  for (const [index, value] of values.entries()) {
    if (value.sites.length > 0) writeInto(state, value, write);
    else {
      const place = activation.run.flow.placeOf(nodes[index] ?? -1);
      if (place !== undefined) addTaint(accessTo(activation, state, call.node), within(place, write.key), write.taint);
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

/** The result with the caller's taint, its objects numbered anew for this call; a parameter that is handed back is the argument itself. */
function returnedValue(state: State, application: Application, given: (mark: Mark) => Taint): Value {
  const { call, summary } = application;
  const passed = openPassed(state, application);
  const substitute = remembered((taint: Taint) => substituteTaint(taint, given));
  const renumbered = new Map<number, number>();
  for (const site of summary.heap.keys()) if (site >= -1) renumbered.set(site, call.node + (renumbered.size + 1) / (summary.heap.size + 1));
  const translate = (value: Value): Value => {
    if (value.sites.length === 0 && value.taint.length === 0) return value;
    let result: Value = {
      ...value,
      taint: substitute(value.taint),
      sites: value.sites.flatMap((site) => renumbered.get(site) ?? []),
    };
    for (const mark of value.taint) {
      if (mark.exact && mark.label > 0) for (const actual of passed.valuesOf(mark)) result = joinValue(result, actual);
    }
    return result;
  };
  for (const [site, shape] of summary.heap) {
    const to = renumbered.get(site);
    if (to === undefined) continue;
    const fields = new Map<string, Value>();
    for (const [key, value] of shape.fields) fields.set(key, translate(value));
    const copy: Shape = { ...shape, fields, rest: substitute(shape.rest) };
    if (state.heap.has(to)) passed.forget();
    setShape(state, to, copy);
  }
  return translate(summary.returned);
}

/** Arguments that are objects or functions, by the labels that stand for them. */
interface Passed {
  valuesOf(mark: Mark): readonly Value[];
  /** An object that they may lead to has changed. */
  forget(): void;
}

function openPassed(state: State, application: Application): Passed {
  const known = new Map<string, readonly Value[]>();
  return {
    valuesOf(mark) {
      const key = `${mark.label} ${mark.path}`;
      const ready = known.get(key);
      if (ready !== undefined) return ready;
      const found = valuesOf(state, application, mark).flatMap((actual) =>
        actual.sites.length > 0 || actual.callee >= 0 ? { ...actual, taint: substituteTaint(actual.taint, () => actual.taint) } : [],
      );
      known.set(key, found);
      return found;
    },
    forget: () => known.clear(),
  };
}

/** Many values have the very same taint. */
function remembered(find: (taint: Taint) => Taint): (taint: Taint) => Taint {
  const known = new Map<Taint, Taint>();
  return (taint) => {
    const found = known.get(taint) ?? find(taint);
    known.set(taint, found);
    return found;
  };
}
