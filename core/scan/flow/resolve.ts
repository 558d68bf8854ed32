import { classMembers, classNamed, methodsOf, overridesOf } from './class-lookup.ts';
import type { Call } from './form.ts';
import type { Activation, Run } from './machine.ts';
import { classReference, dereference, isFunction } from './reference.ts';
import type { State } from './state.ts';
import type { Value } from './value.ts';
import { textOf } from '../tree/flat-tree.ts';

const mostCallees = 6;
const longestSuper = 100;
const superCall = /^super\s*(\(.*\))?$/s;

/** References of the functions a call may run; empty when it is not known. */
export function resolveCallees(activation: Activation, state: State, call: Call, receiver: Value): readonly number[] {
  const { run } = activation;
  const inherited = superCallees(activation, call);
  if (inherited !== undefined) return inherited;
  const known = call.callee < 0 ? -1 : (activation.registers[call.callee]?.callee ?? -1);
  if (dereference(receiver.callee)?.kind === 'class') return methodsOf(run, receiver.callee, call.name, call.arguments.length);
  if (isFunction(known)) return [known];
  if (isFunction(receiver.callee) && run.table.invokers?.has(call.name) === true) return [receiver.callee];
  const owned = receiver.sites.flatMap((site) => methodsOf(run, state.heap.get(site)?.owner ?? -1, call.name, call.arguments.length));
  if (owned.length > 0) return [...new Set(owned)].slice(0, mostCallees);
  const isBare = call.callee < 0 || call.path === '' || run.table.fieldsInScope;
  if (call.receiver < 0) return isBare ? ownMethod(activation, call.name, call.arguments.length) : [];
  return methodCallees(activation, call);
}

/** Methods of an object of which only a name or a type is known. */
function methodCallees(activation: Activation, call: Call): readonly number[] {
  const { run } = activation;
  const count = call.arguments.length;
  const prefix = call.path.slice(0, Math.max(0, call.path.length - call.name.length - 1));
  if (prefix !== '' && prefix === selfName(activation)) return virtualMethods(run, ownClass(activation), call);
  const typed = typedReceiver(activation, call);
  if (typed >= 0) return virtualMethods(run, typed, call);
  const named = prefix === '' ? undefined : run.flow.classNames.get(lastName(prefix));
  if (named !== undefined) return methodsOf(run, classReference(run.file, named), call.name, count);
  return run.link?.methodsNamed(run.file, call.name, count) ?? [];
}

/** The method of a class and those that replace it below, for an object that may be of a class below. */
function virtualMethods(run: Run, owner: number, { name, arguments: { length } }: Call): readonly number[] {
  return [...new Set([...methodsOf(run, owner, name, length), ...overridesOf(run, owner, name, length)])].slice(0, mostCallees);
}

function superCallees(activation: Activation, call: Call): readonly number[] | undefined {
  const count = call.arguments.length;
  if (call.path === 'super') return superMethods(activation, constructorName(activation), count);
  return isSuperCall(activation, call) ? superMethods(activation, call.name, count) : undefined;
}

/** Whether a method is called on `super` or `super()`. */
export function isSuperCall({ run }: Activation, { object }: Call): boolean {
  const { tree } = run;
  return object >= 0 && (tree.end[object] ?? 0) - (tree.start[object] ?? 0) < longestSuper && superCall.test(textOf(tree, object));
}

/** Reference of the class that a call makes an object of, or -1. */
export function resolveClass(activation: Activation, call: Call): number {
  const known = call.callee < 0 ? undefined : dereference(activation.registers[call.callee]?.callee ?? -1);
  if (known?.kind === 'class') return classReference(known.file, known.id);
  return call.path === '' ? -1 : classNamed(activation.run, call.path);
}

/** References of the constructors that run for a new object. */
export function resolveConstructors(activation: Activation, owner: number, call: Call): readonly number[] {
  const count = call.arguments.length;
  for (const name of ['constructor', '__init__', '__construct', 'initialize', 'init', classMembers(activation.run, owner)?.name ?? '']) {
    const found = methodsOf(activation.run, owner, name, count);
    if (found.length > 0) return found.slice(0, 1);
  }
  return [];
}

/** A method called by its bare name: of the class the function is in, or of one around that. */
function ownMethod(activation: Activation, name: string, count: number): readonly number[] {
  const { run, body } = activation;
  for (let owner = body.owner; owner >= 0; owner = run.flow.classes[owner]?.outer ?? -1) {
    const methods = methodsOf(run, classReference(run.file, owner), name, count);
    if (methods.length > 0) return methods;
  }
  return [];
}

function superMethods(activation: Activation, name: string, count: number): readonly number[] {
  const { run, body } = activation;
  for (const type of run.flow.classes[body.owner]?.supers ?? []) {
    const owner = classNamed(run, type);
    const names = name === constructorName(activation) ? [name, lastName(type)] : [name];
    for (const each of names) {
      const found = owner < 0 ? [] : methodsOf(run, owner, each, count);
      if (found.length > 0) return found.slice(0, 1);
    }
  }
  return [];
}

function constructorName(activation: Activation): string {
  const { name } = activation.body;
  return name === '__init__' || name === 'initialize' || name === '__construct' ? name : 'constructor';
}

/** The class a variable or field is declared as. */
function typedReceiver(activation: Activation, call: Call): number {
  const { run, body } = activation;
  const place = run.flow.placeOf(call.object);
  if (place === undefined || place.slot < 0) return -1;
  const slot = run.flow.slots[place.slot];
  const [field, deeper] = place.path;
  if (field === undefined) return slot?.type === undefined || slot.type === '' ? -1 : classNamed(run, slot.type);
  if (typeof field !== 'string' || deeper !== undefined) return -1;
  const owner = place.slot === body.self ? ownClass(activation) : classNamed(run, slot?.type ?? '');
  const members = classMembers(run, owner);
  const type = members?.fieldTypes.get(field);
  const target = dereference(owner);
  const home = target === undefined || target.file === run.file ? run : run.link?.runOf(target.file);
  return type === undefined || home === undefined ? -1 : classNamed(home, type);
}

function ownClass(activation: Activation): number {
  const { owner } = activation.body;
  return owner < 0 ? -1 : classReference(activation.run.file, owner);
}

function selfName(activation: Activation): string {
  return activation.run.flow.slots[activation.body.self]?.name ?? 'this';
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
