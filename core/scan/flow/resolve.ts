import type { Call } from './form.ts';
import type { Activation } from './machine.ts';
import type { State } from './state.ts';
import type { Value } from './value.ts';

/** The function of this file that a call runs, or -1. */
export function resolveCallee(activation: Activation, state: State, call: Call, receiver: Value): number {
  const count = call.arguments.length;
  for (const site of receiver.sites) {
    const method = methodNamed(activation, state.heap.get(site)?.owner ?? -1, call.name, count);
    if (method >= 0) return method;
  }
  const known = call.callee < 0 ? -1 : (activation.registers[call.callee]?.callee ?? -1);
  if (known >= 0) return known;
  if (call.receiver < 0) return call.callee < 0 || call.path === '' ? ownMethod(activation, call.name, count) : -1;
  const prefix = call.path.slice(0, Math.max(0, call.path.length - call.name.length - 1));
  if (prefix === '') return -1;
  if (prefix === selfName(activation)) return methodNamed(activation, activation.body.owner, call.name, count);
  return methodNamed(activation, activation.run.flow.classNames.get(lastName(prefix)) ?? -1, call.name, count);
}

/** The class of this file that a call makes an object of, or -1. */
export function resolveClass(activation: Activation, call: Call): number {
  if (call.path === '') return -1;
  return activation.run.flow.classNames.get(lastName(call.path)) ?? -1;
}

export function resolveConstructor(activation: Activation, owner: number, call: Call): number {
  const count = call.arguments.length;
  for (const name of ['constructor', '__init__', '__construct', 'initialize', activation.run.flow.classes[owner]?.name ?? '']) {
    const found = methodNamed(activation, owner, name, count);
    if (found >= 0) return found;
  }
  return -1;
}

/** A method called by its bare name: of the class the function is in, or of one around that. */
function ownMethod(activation: Activation, name: string, count: number): number {
  const { classes } = activation.run.flow;
  for (let owner = activation.body.owner; owner >= 0; owner = classes[owner]?.outer ?? -1) {
    const method = methodNamed(activation, owner, name, count);
    if (method >= 0) return method;
  }
  return -1;
}

function methodNamed(activation: Activation, owner: number, name: string, count: number): number {
  const methods = activation.run.flow.classes[owner]?.methods;
  return methods?.get(`${name}/${count}`) ?? methods?.get(name) ?? -1;
}

function selfName(activation: Activation): string {
  return activation.run.flow.slots[activation.body.self]?.name ?? 'this';
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
