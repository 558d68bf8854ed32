import { none } from '../tree/flat-tree.ts';
import type { Key } from './form.ts';
import { constantKey } from './literal.ts';
import { declareName, emit, emitOperation, enter, finish, type Lowering, newBlock, newRegister, newSlot, readSlot, writeSlot } from './lowering.ts';
import { childOf, nameAt, namedChildren, roleOf } from './syntax.ts';
import { indexKey, placeAt } from './place.ts';
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
      writeSlot(flow, node, targetSlot(flow, nameAt(flow, node), declaring), from);
      return;
    case 'member':
    case 'index':
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
    if (slot !== undefined || at.whole || at.outer === undefined) return slot;
    at = at.outer;
  }
}

function assignPlace(flow: Lowering, node: number, from: number): void {
  const place = placeAt(flow, node);
  if (place === undefined) return;
  if (place.slot >= 0 && place.path.length === 0) writeSlot(flow, node, place.slot, from);
  else emit(flow, { kind: 'store', node, place, from });
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
    const rest = roleOf(flow, element)?.kind === 'spread';
    assignTo(flow, element, rest ? emitOperation(flow, none, '', [from]) : loadPart(flow, element, from, String(index)), declaring);
  }
}

function assignRecord(flow: Lowering, node: number, from: number, declaring: Declaring): void {
  for (const child of namedChildren(flow, node)) {
    const role = roleOf(flow, child);
    if (role?.kind === 'spread') assignTo(flow, child, emitOperation(flow, none, '', [from]), declaring);
    else if (role?.kind === 'pair') {
      const key = recordKey(flow, childOf(flow, child, role.key));
      assignTo(flow, childOf(flow, child, role.value), loadPart(flow, child, from, key), declaring);
    } else {
      const name = role?.kind === 'default' ? childOf(flow, child, role.target) : child;
      assignTo(flow, child, loadPart(flow, name, from, nameAt(flow, name)), declaring);
    }
  }
}

function recordKey(flow: Lowering, node: number): Key {
  const role = roleOf(flow, node);
  if (role === undefined || role.kind === 'skip' || role.kind === 'name') return nameAt(flow, node);
  return constantKey(flow, node) ?? indexKey(flow, node);
}

function loadPart(flow: Lowering, node: number, object: number, key: Key): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'load', to, node, object, key, pattern: true });
  return to;
}
