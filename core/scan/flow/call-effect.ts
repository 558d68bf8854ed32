import { textOf } from '../tree/flat-tree.ts';
import { callBound, callFunction, inlineFunction, type KnownCall, locate } from './call-function.ts';
import { collectionValue, givenTaint } from './collection-effect.ts';
import { foldMethod } from './constant.ts';
import type { Call } from './form.ts';
import { adoptForeign } from './foreign.ts';
import type { Activation } from './machine.ts';
import { accessTo } from './access.ts';
import { getProperty, setProperty } from './property.ts';
import { isFunction } from './reference.ts';
import { isSuperCall, resolveCallees, resolveClass, resolveConstructors } from './resolve.ts';
import type { Copy } from './role.ts';
import { addTaint, cloneState, deepTaint, elementOf, joinState, slotValue, type State, storePlace, setShape } from './state.ts';
import { constantValue, emptyShape, joinTaint, joinValue, type Taint, taintedValue, unknownValue, untainted, type Value } from './value.ts';

/** A call with the values that go into it. */
interface Given {
  readonly call: Call;
  readonly given: readonly Value[];
  readonly receiver: Value;
}

/** The value of a call, and what it does to variables and objects. */
export function callValue(activation: Activation, state: State, call: Call): Value {
  const given = call.arguments.map((argument) => activation.registers[argument.from] ?? unknownValue);
  const receiver = call.receiver < 0 ? unknownValue : (activation.registers[call.receiver] ?? unknownValue);
  const at: Given = { call, given, receiver };
  return (
    requiredModule(activation, state, call, given) ??
    constructed(activation, state, call, given) ??
    knownResult(activation, state, at) ??
    unknownResult(activation, state, at)
  );
}

/** What a function whose body is at hand returns, or a method of a known text. */
function knownResult(activation: Activation, state: State, { call, given, receiver }: Given): Value | undefined {
  noteParameterCall(activation, state, call, given);
  const tied = boundCall(activation, { call, given, receiver });
  if (tied !== undefined) return tied === 'itself' ? receiver : callFunction(activation, state, tied);
  const callees = activation.run.scheme.safe.calls ? [] : resolveCallees(activation, state, call, receiver);
  const called = callees.length === 0 ? undefined : callAll(activation, state, { call, given, self: selfOf(activation, state, call, receiver), callees });
  if (called !== undefined || receiver.constant === undefined) return called;
  const constants = given.map((value) => value.constant);
  const folded = foldMethod(call.name, receiver.constant, constants);
  return folded === undefined ? undefined : constantValue(folded);
}

/** What any other call returns: something made from what it gets. */
function unknownResult(activation: Activation, state: State, at: Given): Value {
  const { call, given } = at;
  const returned = runCallbacks(activation, state, at);
  if (isScalar(activation, call)) {
    copyArguments(activation, state, call, given);
    return sizeOf(activation, state, at) ?? unknownValue;
  }
  for (const { sites } of given) for (const site of sites) activation.run.escaped.add(site);
  const { safe } = activation.run.scheme;
  if (safe.functions) return safe.operators ? unknownValue : taintedValue(calleeTaint(activation, call));
  const collected = collectionValue(activation, state, at);
  if (collected !== undefined) return collected;
  setProperty(activation, state, at);
  const property = getProperty(state, at);
  if (property !== undefined) return property;
  copyArguments(activation, state, call, given);
  if (returned !== undefined && activation.run.table.callbackResults.has(call.name)) return taintedValue(deepTaint(state, returned));
  const inner = returned === undefined ? untainted : deepTaint(state, returned);
  return taintedValue(joinTaint(madeFrom(activation, state, at), inner));
}

/** `f.call(object, a)` and `f.apply(object, [a])` run the function, `f.bind(object)` is the function. */
function boundCall({ run }: Activation, { call, given, receiver }: Given): KnownCall | 'itself' | undefined {
  const [self, ...others] = call.arguments;
  if (run.table.binders?.has(call.name) !== true || !isFunction(receiver.callee) || self === undefined) return undefined;
  if (call.name === 'bind') return others.length === 0 ? 'itself' : undefined;
  const passed = call.name === 'apply' ? others.map((argument) => ({ ...argument, spread: true })) : others;
  return { call: { ...call, arguments: passed }, callee: receiver.callee, given: given.slice(1), self: given[0] ?? unknownValue };
}

const sizeCalls: ReadonlySet<string> = new Set(['len', 'size', 'count']);

/** The number of elements of a list of which all are known. */
function sizeOf({ run }: Activation, state: State, { call, given, receiver }: Given): Value | undefined {
  const list = call.receiver < 0 ? given[0] : receiver;
  if (sizeCalls.has(call.name) && typeof list?.constant === 'string') return constantValue(list.constant.length);
  const [site, second] = list?.sites ?? [];
  if (!sizeCalls.has(call.name) || site === undefined || second !== undefined || run.escaped.has(site) || given.length > (call.receiver < 0 ? 1 : 0))
    return undefined;
  const length = state.heap.get(site)?.length;
  return length === undefined ? undefined : constantValue(length);
}

function madeFrom(activation: Activation, state: State, { call, given, receiver }: Given): Taint {
  const own = joinTaint(deepTaint(state, receiver), calleeTaint(activation, call));
  // What is looked up is what the collection holds, whatever the key.
  const looksUp = call.receiver >= 0 && activation.run.table.methods.get(call.name) === 'get' && !(call.name === 'get' && isPathLookup(given));
  return joinTaint(own, givenTaint(state, looksUp ? given.slice(1) : given));
}

/** A function that is tainted itself makes tainted results. */
function calleeTaint({ registers }: Activation, call: Call): Taint {
  return call.receiver < 0 ? (registers[call.callee]?.taint ?? untainted) : untainted;
}

/** The object a method runs on; one that is called by its bare name, or by way of `super`, runs on the current object. */
function selfOf(activation: Activation, state: State, call: Call, receiver: Value): Value {
  const isOwn = call.receiver < 0 || isSuperCall(activation, call);
  return isOwn && activation.body.self >= 0 ? slotValue(state, activation.body.self) : receiver;
}

const mostCallbacks = 16;

/** A parameter that is called as a function: who passes one runs it there. */
function noteParameterCall({ frame, registers, run }: Activation, state: State, call: Call, given: readonly Value[]): void {
  const callee = registers[call.callee];
  const invoked = run.table.invokers?.has(call.name) === true ? registers[call.receiver] : undefined;
  for (const mark of [...(callee?.taint ?? []), ...(invoked?.taint ?? [])]) {
    if (!mark.exact || mark.label <= 0 || frame.callbacks.length >= mostCallbacks) continue;
    const { label, path } = mark;
    const taints = given.map((value) => deepTaint(state, value));
    if (!frame.callbacks.some((known) => known.label === label && known.path === path && isCovered(taints, known.given)))
      frame.callbacks.push({ label, path, given: taints });
  }
}

function isCovered(taints: readonly Taint[], by: readonly Taint[]): boolean {
  return taints.every((taint, index) => taint.every((mark) => by[index]?.some((other) => other.label === mark.label && other.path === mark.path) === true));
}

const moduleLoaders: ReadonlySet<string> = new Set(['require', 'import']);

/** A file of the project that is loaded by a call. */
function requiredModule({ run }: Activation, state: State, call: Call, [name]: readonly Value[]): Value | undefined {
  if (run.link === undefined || typeof name?.constant !== 'string') return undefined;
  const isLoader = moduleLoaders.has(call.path) || (call.path === '' && textOf(run.tree, call.node).startsWith('import('));
  return isLoader ? adoptForeign(state, run.link.moduleNamed(run.file, name.constant)) : undefined;
}

/** The joined results of the functions a call may run; undefined when none is at hand. */
function callAll(
  activation: Activation,
  state: State,
  on: { call: Call; given: readonly Value[]; self: Value; callees: readonly number[] },
): Value | undefined {
  const { call, given, self, callees } = on;
  let result: Value | undefined;
  const before = callees.length > 1 ? cloneState(state) : undefined;
  for (const callee of callees) {
    const own = before === undefined || result === undefined ? state : cloneState(before);
    const value = callFunction(activation, own, { call, callee, given, self });
    if (own !== state) joinState(state, own);
    if (value !== undefined) result = result === undefined ? value : joinValue(result, value);
  }
  return result;
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
  const callees = owner < 0 ? [] : resolveConstructors(activation, owner, call);
  if (callAll(activation, state, { call, given, self, callees }) !== undefined) return self;
  runCallbacks(activation, state, { call, given, receiver: unknownValue });
  return activation.run.scheme.safe.functions ? self : { ...self, taint: givenTaint(state, given) };
}

/** `_.get(object, 'path')`: the first argument is what is looked into. */
function isPathLookup([first, second]: readonly Value[]): boolean {
  return first?.constant === undefined && typeof second?.constant === 'string';
}

/** Functions passed to an unknown one are taken to be called with what it was given; what they return, joined. */
function runCallbacks(activation: Activation, state: State, at: { call: Call; given: readonly Value[]; receiver: Value }): Value | undefined {
  const callbacks = at.given.filter((value) => isFunction(value.callee));
  if (callbacks.length === 0) return undefined;
  let taint: Taint = deepTaint(state, at.receiver);
  for (const value of at.given) if (!isFunction(value.callee)) taint = joinTaint(taint, deepTaint(state, value));
  const first = isList(state, at.receiver) ? joinValue(elementOf(state, at.receiver), taintedValue(taint)) : taintedValue(taint);
  let returned: Value | undefined;
  for (const callback of callbacks) {
    const target = locate(activation.run, callback.callee);
    if (target === undefined) continue;
    const given = target.body.parameters.map((_, index) => (index === 0 ? first : taintedValue(taint)));
    const bound = given.map((each) => ({ values: [each], nodes: [-1] }));
    const value =
      target.run === activation.run
        ? inlineFunction(activation, state, { body: target.body, given, self: unknownValue, certain: false })
        : callBound(activation, state, { target, call: at.call, self: unknownValue, bound });
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
