import type { Argument, Call, FlowFunction } from './form.ts';
import { deepTaint, type State } from './state.ts';
import { joinTaint, taintedValue, unknownValue, untainted, type Value } from './value.ts';

/** What goes into one parameter: values and the nodes they come from (-1 where there is none). */
export interface Bound {
  readonly values: readonly Value[];
  readonly nodes: readonly number[];
}

/** Arguments by the parameter they go to: keywords by name, the rest in their order, surplus ones to the last. */
export function bindArguments(body: FlowFunction, call: Call, given: readonly Value[]): readonly Bound[] {
  const bound: { values: Value[]; nodes: number[] }[] = body.parameters.map(() => ({ values: [], nodes: [] }));
  const restAt = body.parameters.findIndex((parameter) => parameter.rest);
  let next = 0;
  for (const [index, argument] of call.arguments.entries()) {
    const named = argument.name === undefined ? -1 : body.parameters.findIndex((parameter) => parameter.name === argument.name);
    const at = named >= 0 ? named : positionOf(next, restAt);
    if (named < 0) next += 1;
    const targets = argument.spread ? bound.slice(at) : bound.slice(at, at + 1);
    for (const target of targets) {
      target.values.push(given[index] ?? unknownValue);
      target.nodes.push(argument.node);
    }
  }
  return bound;
}

/** A call in which lists and records of known contents that are spread are arguments of their own. */
export function spreadArguments(
  state: State,
  { call, given }: { readonly call: Call; readonly given: readonly Value[] },
): { readonly call: Call; readonly given: readonly Value[] } {
  if (!call.arguments.some((argument) => argument.spread)) return { call, given };
  const passed: Argument[] = [];
  const values: Value[] = [];
  for (const [index, argument] of call.arguments.entries()) {
    const value = given[index] ?? unknownValue;
    const fields = argument.spread ? knownFields(state, value) : undefined;
    if (fields === undefined) {
      passed.push(argument);
      values.push(value);
    }
    for (const [key, field] of fields ?? []) {
      passed.push({ ...argument, spread: false, ...(wholeNumber.test(key) ? {} : { name: key }) });
      values.push(field);
    }
  }
  return { call: { ...call, arguments: passed }, given: values };
}

const wholeNumber = /^\d+$/;

/** The contents of a collection that is wholly known. */
function knownFields(state: State, { sites, taint }: Value): ReadonlyMap<string, Value> | undefined {
  const [site, second] = sites;
  const shape = site === undefined || second !== undefined || taint.length > 0 ? undefined : state.heap.get(site);
  return shape === undefined || shape.rest.length > 0 || shape.fields.size === 0 ? undefined : shape.fields;
}

function positionOf(next: number, restAt: number): number {
  return restAt >= 0 && next > restAt ? restAt : next;
}

/** One value for a parameter. */
export function joinGiven(state: State, argument: Bound): Value {
  const [first, ...rest] = argument.values;
  if (first === undefined) return unknownValue;
  if (rest.length === 0) return first;
  return taintedValue(argument.values.reduce((taint, value) => joinTaint(taint, deepTaint(state, value)), untainted));
}
