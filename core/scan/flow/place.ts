import { none } from '../tree/flat-tree.ts';
import type { Key, Place } from './form.ts';
import { readPlaceOf } from './place-reader.ts';
import { constantKey, emitConstant } from './literal.ts';
import { type Lowering, readableSlot } from './lowering.ts';
import { childOf, memberName, nameAt, roleOf } from './syntax.ts';

/** The register or constant text of an index expression. */
export function indexKey(flow: Lowering, node: number): Key {
  const constant = constantKey(flow, node);
  if (constant !== undefined) return constant;
  const register = node === none ? none : flow.lower(node);
  return register === none ? emitConstant(flow, none, null) : register;
}

/** The place an expression on the left of an assignment names; evaluates what has to be evaluated on the way. */
export function placeAt(flow: Lowering, node: number): Place | undefined {
  const role = roleOf(flow, node);
  switch (role?.kind) {
    case 'name':
      return { slot: readableSlot(flow, nameAt(flow, node)), register: -1, path: [] };
    case 'self':
      return flow.draft.self < 0 ? undefined : { slot: flow.draft.self, register: -1, path: [] };
    case 'pass':
      return placeAt(flow, childOf(flow, node, role.of));
    case 'unary':
      return placeAt(flow, childOf(flow, node, role.operand));
    case 'member': {
      const field = ownField(flow, node);
      return field >= 0 ? { slot: field, register: -1, path: [] } : extended(placeAt(flow, childOf(flow, node, role.object)), memberName(flow, node, role));
    }
    case 'index':
      return extended(placeAt(flow, childOf(flow, node, role.object)), indexKey(flow, childOf(flow, node, role.index)));
    default: {
      const register = node === none ? none : flow.lower(node);
      return register === none
        ? undefined
        : (readPlaceOf({ syntax: flow, registerOf: flow.registerOf, slotOf: flow.slotOf }, node) ?? { slot: -1, register, path: [] });
    }
  }
}

/** Slot of a field of the current class that is also visible as a plain name (Java); -1 for any other member. */
export function ownField(flow: Lowering, node: number): number {
  const role = roleOf(flow, node);
  const owner = flow.classes[flow.draft.owner];
  if (role?.kind !== 'member' || owner === undefined) return -1;
  if (roleOf(flow, childOf(flow, node, role.object))?.kind !== 'self') return -1;
  return owner.scope.names.get(memberName(flow, node, role)) ?? -1;
}

/** Whether a variable is a field of the current class that is visible as a plain name (Java). */
export function isOwnField(flow: Lowering, slot: number): boolean {
  const name = flow.slots[slot]?.name ?? '';
  return flow.bound.table.fieldsInScope && flow.draft.self >= 0 && flow.draft.kind !== 'file' && flow.classes[flow.draft.owner]?.scope.names.get(name) === slot;
}

export function extended(place: Place | undefined, key: Key): Place | undefined {
  return place === undefined ? undefined : { slot: place.slot, register: place.register, path: [...place.path, key] };
}
