import type { Key } from './form.ts';
import type { Activation } from './machine.ts';
import { type Access, type State, storePlace } from './state.ts';
import { unknownValue } from './value.ts';

/** The text of a key when it is known. */
export function keyText(activation: Activation, key: Key): string | undefined {
  if (typeof key === 'string') return key;
  const constant = activation.registers[key]?.constant;
  return constant === undefined || constant === null ? undefined : String(constant);
}

export function accessTo(activation: Activation, state: State, site: number): Access {
  return { state, site, keyText: (key) => keyText(activation, key), registerValue: (register) => activation.registers[register] ?? unknownValue };
}

/** Forgets the taint of the variable or field that a node names. */
export function cleanPlace(activation: Activation, state: State, node: number): void {
  const place = activation.run.flow.placeOf(node);
  if (place !== undefined) storePlace(accessTo(activation, state, node), place, unknownValue);
}
