import { none } from '../tree/flat-tree.ts';
import type { Key } from './form.ts';
import { constantKey } from './literal.ts';
import { declareName, emit, emitOperation, enter, finish, type Lowering, newBlock, newRegister, newSlot, readSlot, writeSlot } from './lowering.ts';
import { childOf, nameAt, namedChildren, roleOf } from './syntax.ts';
import { plainType, typeAt, typeNear } from './declared-type.ts';
import { indexKey, isOwnField, placeAt } from './place.ts';
import type { Role } from './role.ts';
import { fileScope, resolveName } from './scope.ts';

/** Whether a target makes a new variable, and where. */
export type Declaring = 'block' | 'hoisted' | 'no';

/** Assigns `from` to what `node` names: a variable, a field or element, or a pattern of them. */
export function assignTo(flow: Lowering, node: number, from: number, declaring: Declaring): void {
  if (node === none || from === none) return;
  const role = roleOf(flow, node);
  switch (role?.kind) {
    case 'name':
      assignName(flow, node, from, declaring);
      return;
    case 'member':
    case 'index':
    case 'field':
    case 'call':
      assignPlace(flow, node, from);
      return;
    case 'pass':
    case 'spread':
      assignTo(flow, childOf(flow, node, role.of ?? 0), from, declaring);
      return;
    case 'default':
      assignTo(flow, childOf(flow, node, role.target), withDefault(flow, node, role, from), declaring);
      return;
    case 'declare':
      assignTo(flow, childOf(flow, node, role.name), from, declaring);
      return;
    case 'unary':
      assignTo(flow, childOf(flow, node, role.operand), from, declaring);
      return;
    case 'mix':
      for (const child of namedChildren(flow, node)) assignTo(flow, child, from, declaring);
      return;
    case 'pair':
      assignTo(flow, childOf(flow, node, role.key), from, declaring);
      assignTo(flow, childOf(flow, node, role.value), from, declaring);
      return;
    case 'tuple':
    case 'list':
      assignList(flow, node, from, declaring);
      return;
    case 'record':
      assignRecord(flow, node, from, declaring);
      return;
    default:
      return;
  }
}

function assignName(flow: Lowering, node: number, from: number, declaring: Declaring): void {
  const name = nameAt(flow, node);
  const index = targetSlot(flow, name, declaring);
  const slot = flow.slots[index];
  if (slot !== undefined && slot.type === '') slot.type = typeNear(flow, node);
  writeSlot(flow, node, index, from);
  if (declaring === 'no' && isOwnField(flow, index)) emit(flow, { kind: 'store', node, place: { slot: flow.draft.self, register: -1, path: [name] }, from });
}

function targetSlot(flow: Lowering, name: string, declaring: Declaring): number {
  if (declaring !== 'no') return declareName(flow, name, declaring === 'hoisted');
  const known = flow.bound.table.declaresByAssignment ? localSlot(flow, name) : resolveName(flow.scope, name);
  if (known !== undefined) return known;
  if (flow.bound.table.declaresByAssignment) return declareName(flow, name);
  const slot = newSlot(flow, name);
  fileScope(flow.scope).names.set(name, slot);
  return slot;
}

/** Where assignment declares, a name of an outer function is another variable. */
function localSlot(flow: Lowering, name: string): number | undefined {
  for (let at = flow.scope; ; ) {
    const slot = at.names.get(name);
    if (slot !== undefined || (at.whole && at.shared !== true) || at.outer === undefined) return slot;
    at = at.outer;
  }
}

function assignPlace(flow: Lowering, node: number, from: number): void {
  const place = placeAt(flow, node);
  if (place === undefined) return;
  const [field, deeper] = place.path;
  if (place.slot === flow.draft.self && typeof field === 'string' && deeper === undefined) noteFieldType(flow, node, field);
  if (place.slot >= 0 && place.path.length === 0) {
    writeSlot(flow, node, place.slot, from);
    const name = flow.slots[place.slot]?.name ?? '';
    if (isOwnField(flow, place.slot)) emit(flow, { kind: 'store', node, place: { slot: flow.draft.self, register: -1, path: [name] }, from });
  } else emit(flow, { kind: 'store', node, place, from });
}

/** `this.name = new Type(…)` and `this.name = parameter` tell the type of the field. */
function noteFieldType(flow: Lowering, target: number, field: string): void {
  const made = flow.classes[flow.draft.owner];
  const around = flow.tree.parent[target] ?? none;
  const role = around === none ? undefined : roleOf(flow, around);
  if (made === undefined || made.fieldTypes.has(field) || role?.kind !== 'assign') return;
  const value = childOf(flow, around, role.right);
  const type = typeAt(flow, around) || typeOfValue(flow, value);
  if (type !== '') made.fieldTypes.set(field, type);
}

const capital = /^(?:.*\.)?[A-Z][\w$]*$/;

function typeOfValue(flow: Lowering, value: number): string {
  const role = value === none ? undefined : roleOf(flow, value);
  if (role?.kind === 'name') return flow.slots[(flow.slotOf[value] ?? 0) - 1]?.type ?? '';
  if (role?.kind !== 'call' || role.callee === undefined) return '';
  const type = plainType(nameAt(flow, childOf(flow, value, role.callee)));
  return role.constructs === true || capital.test(type) ? type : '';
}

/** The value of a target with a default: what is there, or the default. */
function withDefault(flow: Lowering, node: number, role: Extract<Role, { kind: 'default' }>, from: number): number {
  const value = childOf(flow, node, role.value);
  if (value === none) return from;
  const slot = newSlot(flow, '');
  writeSlot(flow, node, slot, from);
  const absent = newBlock(flow);
  const after = newBlock(flow);
  finish(flow, { kind: 'fork', to: [absent.id, after.id] });
  flow.draft.current = absent;
  const fallback = flow.lower(value);
  if (fallback !== none) writeSlot(flow, node, slot, emitOperation(flow, none, 'either', [from, fallback]));
  enter(flow, after);
  return readSlot(flow, none, slot);
}

function assignList(flow: Lowering, node: number, from: number, declaring: Declaring): void {
  const elements = namedChildren(flow, node);
  const [single] = elements;
  if (elements.length === 1 && single !== undefined && roleOf(flow, node)?.kind === 'tuple') return assignTo(flow, single, from, declaring);
  for (const [index, element] of elements.entries()) {
    const isRest = roleOf(flow, element)?.kind === 'spread';
    assignTo(flow, element, isRest ? restOf(flow, element, from, { skip: index, without: [] }) : loadPart(flow, element, from, String(index)), declaring);
  }
}

function assignRecord(flow: Lowering, node: number, from: number, declaring: Declaring): void {
  const taken: Key[] = [];
  for (const child of namedChildren(flow, node)) {
    const role = roleOf(flow, child);
    if (role?.kind === 'spread') assignTo(flow, child, restOf(flow, child, from, { skip: 0, without: taken }), declaring);
    else if (role?.kind === 'pair') {
      const key = recordKey(flow, childOf(flow, child, role.key));
      taken.push(key);
      assignTo(flow, childOf(flow, child, role.value), loadPart(flow, child, from, key), declaring);
    } else {
      const name = role?.kind === 'default' ? childOf(flow, child, role.target) : child;
      taken.push(nameAt(flow, name));
      assignTo(flow, child, loadPart(flow, name, from, nameAt(flow, name)), declaring);
    }
  }
}

function recordKey(flow: Lowering, node: number): Key {
  const role = roleOf(flow, node);
  if (role === undefined || role.kind === 'skip' || role.kind === 'name') return nameAt(flow, node);
  return constantKey(flow, node) ?? indexKey(flow, node);
}

function restOf(flow: Lowering, node: number, from: number, what: { readonly skip: number; readonly without: readonly Key[] }): number {
  const to = newRegister(flow, none);
  emit(flow, { kind: 'rest', to, node, from, ...what });
  return to;
}

function loadPart(flow: Lowering, node: number, object: number, key: Key): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'load', to, node, object, key, pattern: true });
  return to;
}
