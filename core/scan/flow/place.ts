import { none } from '../tree/flat-tree.ts';
import type { Key, Place } from './form.ts';
import { readPlaceOf } from './place-reader.ts';
import { constantKey, emitConstant } from './literal.ts';
import { type Lowering, readableSlot } from './lowering.ts';
import type { CallRole } from './role.ts';
import { fileScope } from './scope.ts';
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
    case 'field':
      return flow.draft.self < 0
        ? { slot: readableSlot(flow, nameAt(flow, node)), register: -1, path: [] }
        : { slot: flow.draft.self, register: -1, path: [nameAt(flow, node)] };
    case 'call':
      return propertyPlace(flow, node, role) ?? valuePlace(flow, node);
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
    default:
      return valuePlace(flow, node);
  }
}

function valuePlace(flow: Lowering, node: number): Place | undefined {
  const register = node === none ? none : flow.lower(node);
  if (register === none) return undefined;
  return readPlaceOf({ syntax: flow, registerOf: flow.registerOf, slotOf: flow.slotOf }, node) ?? { slot: -1, register, path: [] };
}

/** `object.name` where a grammar has it as a call without arguments (Ruby). */
function propertyPlace(flow: Lowering, node: number, role: CallRole): Place | undefined {
  const object = role.object === undefined ? none : childOf(flow, node, role.object);
  const isCall = object === none || role.name === undefined || childOf(flow, node, role.arguments) !== none;
  return isCall || role.name === undefined ? undefined : extended(placeAt(flow, object), nameAt(flow, childOf(flow, node, role.name)));
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

/** Whether a name that nothing in the file declares may be a field of a class above the current one (Java). */
export function mayBeInherited(flow: Lowering, slot: number): boolean {
  const made = flow.classes[flow.draft.owner];
  if (!flow.bound.table.fieldsInScope || flow.draft.self < 0 || made === undefined || made.supers.length === 0) return false;
  const known = flow.slots[slot];
  return known !== undefined && known.writes === 0 && known.callee < 0 && fileScope(flow.scope).names.get(known.name) === slot && !/^[A-Z]/.test(known.name);
}

export function extended(place: Place | undefined, key: Key): Place | undefined {
  return place === undefined ? undefined : { slot: place.slot, register: place.register, path: [...place.path, key] };
}
