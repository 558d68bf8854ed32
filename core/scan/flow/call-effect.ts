import { callFunction, inlineFunction } from './call-function.ts';
import { collectionValue, givenTaint } from './collection-effect.ts';
import { foldMethod } from './constant.ts';
import type { Call } from './form.ts';
import type { Activation } from './machine.ts';
import { accessTo } from './mark-effect.ts';
import { resolveCallee, resolveClass, resolveConstructor } from './resolve.ts';
import type { Copy } from './role.ts';
import { addTaint, deepTaint, elementOf, type State, storePlace, setShape } from './state.ts';
import { constantValue, emptyShape, joinTaint, joinValue, type Taint, taintedValue, unknownValue, untainted, type Value } from './value.ts';

/** The value of a call, and what it does to variables and objects. */
export function callValue(activation: Activation, state: State, call: Call): Value {
  const given = call.arguments.map((argument) => activation.registers[argument.from] ?? unknownValue);
  const receiver = call.receiver < 0 ? unknownValue : (activation.registers[call.receiver] ?? unknownValue);
  const made = constructed(activation, state, call, given);
  if (made !== undefined) return made;
  const callee = resolveCallee(activation, state, call, receiver);
  if (callee >= 0) {
    const result = callFunction(activation, state, { call, callee, given, self: receiver });
    if (result !== undefined) return result;
  }
  const folded =
    receiver.constant === undefined
      ? undefined
      : foldMethod(
          call.name,
          receiver.constant,
          given.map((value) => value.constant),
        );
  if (folded !== undefined) return constantValue(folded);
  const returned = runCallbacks(activation, state, { call, given, receiver });
  if (isScalar(activation, call)) {
    copyArguments(activation, state, call, given);
    return unknownValue;
  }
  const collected = collectionValue(activation, state, { call, receiver, given });
  if (collected !== undefined) return collected;
  copyArguments(activation, state, call, given);
  if (returned !== undefined && activation.run.table.callbackResults.has(call.name)) return taintedValue(deepTaint(state, returned));
  const inner = returned === undefined ? untainted : deepTaint(state, returned);
  return taintedValue(joinTaint(joinTaint(deepTaint(state, receiver), givenTaint(state, given)), inner));
}

function isScalar(activation: Activation, call: Call): boolean {
  const { table } = activation.run;
  return table.scalarCalls.has(call.path) || (call.receiver >= 0 && table.scalarMethods.has(call.name));
}

/** `new X(…)`, or an empty collection made by a function. */
function constructed(activation: Activation, state: State, call: Call, given: readonly Value[]): Value | undefined {
  const { table } = activation.run;
  const container = table.containers.has(call.path);
  const owner = call.constructs || table.constructsByCall ? resolveClass(activation, call) : -1;
  if (!call.constructs && !container && owner < 0) return undefined;
  if (table.scalarCalls.has(call.path)) return undefined;
  const length = given.length === 0 || (container && owner < 0 && !call.constructs && table.scoping === 'block') ? 0 : undefined;
  setShape(state, call.node, { ...emptyShape, owner, length });
  const self: Value = { taint: untainted, constant: undefined, sites: [call.node], callee: -1 };
  const maker = owner < 0 ? -1 : resolveConstructor(activation, owner, call);
  if (maker >= 0 && callFunction(activation, state, { call, callee: maker, given, self }) !== undefined) return self;
  runCallbacks(activation, state, { call, given, receiver: unknownValue });
  return { ...self, taint: givenTaint(state, given) };
}

/** Functions passed to an unknown one are taken to be called with what it was given; what they return, joined. */
function runCallbacks(activation: Activation, state: State, at: { call: Call; given: readonly Value[]; receiver: Value }): Value | undefined {
  const callbacks = at.given.filter((value) => value.callee >= 0);
  if (callbacks.length === 0) return undefined;
  let taint: Taint = deepTaint(state, at.receiver);
  for (const value of at.given) if (value.callee < 0) taint = joinTaint(taint, deepTaint(state, value));
  const first = isList(state, at.receiver) ? joinValue(elementOf(state, at.receiver), taintedValue(taint)) : taintedValue(taint);
  let returned: Value | undefined;
  for (const callback of callbacks) {
    const body = activation.run.flow.functions[callback.callee];
    if (body === undefined) continue;
    const given = body.parameters.map((_, index) => (index === 0 ? first : taintedValue(taint)));
    const value = inlineFunction(activation, state, { body, given, self: unknownValue, certain: false });
    if (value !== undefined) returned = returned === undefined ? value : joinValue(returned, value);
  }
  return returned;
}

/** Its elements are what callbacks get; the fields of other objects are not. */
function isList(state: State, value: Value): boolean {
  return value.sites.some((site) => state.heap.get(site)?.length !== undefined || state.heap.get(site)?.fields.has('0') === true);
}

function copyArguments(activation: Activation, state: State, call: Call, given: readonly Value[]): void {
  const { copies } = activation.run.table;
  const copy = copies.get(call.path) ?? (call.receiver < 0 ? copies.get(call.name) : undefined);
  if (copy === undefined) return;
  const target = call.arguments[copy.to];
  const place = target === undefined ? undefined : activation.run.flow.placeOf(target.node);
  if (place === undefined) return;
  const taint = givenTaint(state, copiedFrom(copy, given));
  const access = accessTo(activation, state, call.node);
  if (copy.overwrites === true) storePlace(access, place, taintedValue(taint));
  else addTaint(access, place, taint);
}

function copiedFrom(copy: Copy, given: readonly Value[]): readonly Value[] {
  if (copy.from === 'rest') return given.slice(copy.to + 1);
  return copy.from.flatMap((index) => given[index] ?? []);
}
