import { none } from '../tree/flat-tree.ts';
import { emit, emitOperation, type Lowering, newRegister, newSlot, readSlot, writeSlot } from './lowering.ts';
import { placeAt } from './place.ts';
import type { Child, Role } from './role.ts';
import { childOf } from './syntax.ts';

/** `channel <- value`: what is taken out of the channel may be that. */
export function lowerSend(flow: Lowering, node: number, role: Extract<Role, { kind: 'send' }>): number {
  const place = placeAt(flow, childOf(flow, node, role.to));
  const from = flow.lower(childOf(flow, node, role.value));
  if (place === undefined || from === none) return from;
  const key = emitOperation(flow, none, 'scalar', []);
  emit(flow, { kind: 'store', node, place: { ...place, path: [...place.path, key] }, from });
  return from;
}

/** `yield value` of a generator: calling the function gives a collection of such values. */
export function lowerProduce(flow: Lowering, node: number, of: Child): number {
  const inner = childOf(flow, node, of);
  const value = inner === none ? none : flow.lower(inner);
  if (value === none || flow.draft.kind === 'file') return value;
  if (flow.draft.output < 0) flow.draft.output = newSlot(flow, '');
  const made = newRegister(flow, none);
  emit(flow, { kind: 'collect', to: made, node, entries: [{ key: undefined, from: value, spread: false }], ordered: true });
  const before = readSlot(flow, none, flow.draft.output);
  writeSlot(flow, none, flow.draft.output, emitOperation(flow, none, 'either', [before, made]));
  return emitOperation(flow, node, '', [value]);
}
