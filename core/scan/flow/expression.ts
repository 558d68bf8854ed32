import { none } from '../tree/flat-tree.ts';
import { argumentIndex } from './argument-list.ts';
import { lowerCondition } from './condition.ts';
import type { Key } from './form.ts';
import { emitConstant } from './literal.ts';
import { emit, emitOperation, enter, finish, inScope, type Lowering, newBlock, newRegister, newSlot, readableSlot, readSlot, writeSlot } from './lowering.ts';
import { childOf, memberName, nameAt, namedChildren, operatorOf, roleOf } from './syntax.ts';
import { indexKey, isOwnField, mayBeInherited, ownField } from './place.ts';
import type { Role } from './role.ts';
import { resolveName } from './scope.ts';
import { assignTo } from './target.ts';

type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>;

const conjunctions: ReadonlySet<string> = new Set(['&&', 'and']);
const disjunctions: ReadonlySet<string> = new Set(['||', 'or', '??', '?:']);

/** A variable; where a lone name may be a call, a name that no variable has is one. */
export function lowerName(flow: Lowering, node: number, mayCall: boolean): number {
  const name = nameAt(flow, node);
  if (flow.bound.table.argumentList !== undefined) return lowerArgument(flow, node, name);
  const slot = mayCall ? resolveName(flow.scope, name) : undefined;
  const isAmbient = slot === undefined && flow.bound.table.ambient?.has(name) === true;
  const isCall = mayCall && !isAmbient && (slot === undefined || (flow.slots[slot]?.callee ?? -1) >= 0);
  if (isCall) return lowerBareCall(flow, node, name, slot);
  return readVariable(flow, node, readableSlot(flow, nameAt(flow, node)));
}

/** A variable of a shell; numbers name arguments. */
function lowerArgument(flow: Lowering, node: number, name: string): number {
  const { argumentList } = flow.bound.table;
  const index = argumentIndex(flow, name);
  if (index === undefined) return readVariable(flow, node, readableSlot(flow, name === argumentList?.all ? argumentList.name : name));
  const slot = readableSlot(flow, argumentList?.name ?? '');
  flow.slotOf[node] = slot + 1;
  return loadFrom(flow, node, { from: readSlot(flow, none, slot), key: index });
}

function lowerBareCall(flow: Lowering, node: number, name: string, slot: number | undefined): number {
  const callee = slot === undefined ? none : readSlot(flow, none, slot);
  const to = newRegister(flow, node);
  emit(flow, { kind: 'call', to, node, path: name, name, callee, receiver: none, object: none, arguments: [], constructs: false, body: -1 });
  return to;
}

/** A field of the current object, named without it. */
export function lowerField(flow: Lowering, node: number): number {
  if (flow.draft.self < 0) return readVariable(flow, node, readableSlot(flow, nameAt(flow, node)));
  const from = readSlot(flow, none, flow.draft.self);
  return loadFrom(flow, node, { from, key: nameAt(flow, node) });
}

export function lowerSelf(flow: Lowering, node: number): number {
  return flow.draft.self < 0 ? emitOperation(flow, node, 'mix', []) : readVariable(flow, node, flow.draft.self);
}

export function lowerMember(flow: Lowering, node: number, role: RoleOf<'member'>): number {
  const field = ownField(flow, node);
  if (field >= 0) return readVariable(flow, node, field);
  const object = childOf(flow, node, role.object);
  const from = flow.lower(object);
  const key = memberName(flow, node, role);
  if (from === none) return emitOperation(flow, node, 'mix', []);
  return flow.bound.table.elementMembers?.has(key) === true ? elementOf(flow, node, from) : loadFrom(flow, node, { from, key });
}

function elementOf(flow: Lowering, node: number, from: number): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'element', to, node, from });
  return to;
}

export function lowerIndex(flow: Lowering, node: number, role: RoleOf<'index'>): number {
  const object = childOf(flow, node, role.object);
  const from = flow.lower(object);
  const index = childOf(flow, node, role.index);
  if (from !== none && role.whole?.includes(nameAt(flow, index)) === true) return emitOperation(flow, node, '', [from]);
  const key = indexKey(flow, index);
  if (from === none) return emitOperation(flow, node, 'mix', []);
  if (typeof key === 'string' && (flow.registerOf[index] ?? 0) === 0) flow.lower(index);
  return loadFrom(flow, node, { from, key });
}

/** A value handed on unchanged: parentheses, casts, awaits. */
export function lowerPass(flow: Lowering, node: number, role: RoleOf<'pass'>): number {
  const inner = childOf(flow, node, role.of);
  const from = inner === none ? none : flow.lower(inner);
  if (role.others === true) for (const child of namedChildren(flow, node)) if (child !== inner) flow.lower(child);
  if (from === none) return none;
  return emitOperation(flow, node, '', [from]);
}

/** A cast to a number or truth value forgets what the value was. */
export function lowerCast(flow: Lowering, node: number, role: RoleOf<'cast'>): number {
  const from = flow.lower(childOf(flow, node, role.value));
  if (from === none) return none;
  const isScalar = flow.bound.table.scalarTypes?.has(nameAt(flow, childOf(flow, node, role.type)).toLowerCase()) === true;
  return emitOperation(flow, node, isScalar ? 'scalar' : '', [from]);
}

export function lowerBinary(flow: Lowering, node: number, role: RoleOf<'binary'>): number {
  const operator = operatorOf(flow, node, role.operator);
  const left = childOf(flow, node, role.left);
  const right = childOf(flow, node, role.right);
  if (conjunctions.has(operator)) return lowerAnd(flow, node, left, right);
  if (disjunctions.has(operator)) return lowerOr(flow, node, left, right);
  const value = lowerArithmetic(flow, node);
  if (flow.bound.table.appends?.has(operator) === true && value !== none) assignTo(flow, left, value, 'no');
  return value;
}

/** Long concatenations nest to the left: their spine is walked, not recursed into. */
function lowerArithmetic(flow: Lowering, outermost: number): number {
  const spine: { readonly node: number; readonly operator: string; readonly right: number }[] = [];
  let at = outermost;
  for (let role = roleOf(flow, at); role?.kind === 'binary'; role = roleOf(flow, at)) {
    const operator = operatorOf(flow, at, role.operator);
    if (conjunctions.has(operator) || disjunctions.has(operator)) break;
    spine.push({ node: at, operator, right: childOf(flow, at, role.right) });
    at = childOf(flow, at, role.left);
  }
  let value = at === none ? none : flow.lower(at);
  for (const { node, operator, right } of spine.toReversed()) {
    const operands = [value, flow.lower(right)].filter((register) => register !== none);
    // Python's `a < b < c`.
    value = emitOperation(
      flow,
      node,
      namedChildren(flow, node).filter((child) => roleOf(flow, child)?.kind !== 'skip').length > 2 ? 'scalar' : operator,
      operands,
    );
  }
  return value;
}

export function lowerUnary(flow: Lowering, node: number, role: RoleOf<'unary'>): number {
  const inner = childOf(flow, node, role.operand);
  const operand = inner === none ? none : flow.lower(inner);
  const operator = operatorOf(flow, node, role.operator);
  return emitOperation(flow, node, operator, operand === none ? [] : [operand]);
}

export function lowerAssign(flow: Lowering, node: number, role: RoleOf<'assign'>): number {
  const left = childOf(flow, node, role.left);
  const right = childOf(flow, node, role.right);
  const operator = role.operator === undefined ? '=' : operatorOf(flow, node, role.operator === '' ? undefined : role.operator);
  const simple = operator === '=' || operator === '' || operator === ':=';
  const before = simple ? none : flow.lower(left);
  if (right === none && role.declares === true) return flow.lower(left);
  const given = right === none ? absent(flow, role) : flow.lower(right);
  if (given === none) return none;
  const joined = operator === '||=' || operator === '??=' || operator === '&&=';
  const value = before === none ? given : emitOperation(flow, none, joined ? 'either' : operator.slice(0, -1), [before, given]);
  assignTo(flow, left, value, role.declares === true ? 'block' : 'no');
  return emitOperation(flow, node, '', [value]);
}

function absent(flow: Lowering, role: RoleOf<'assign'>): number {
  return role.empty === true ? emitConstant(flow, none, '') : none;
}

export function lowerUpdate(flow: Lowering, node: number, role: RoleOf<'update'>): number {
  const target = childOf(flow, node, role.of);
  const before = target === none ? none : flow.lower(target);
  if (before === none) return none;
  const value = emitOperation(flow, none, 'scalar', [before]);
  assignTo(flow, target, value, 'no');
  return emitOperation(flow, node, '', [value]);
}

export function lowerChoice(flow: Lowering, node: number, role: RoleOf<'choice'>): number {
  // PHP's `a ?: b` gives the condition itself.
  if (childOf(flow, node, role.then) === none) return lowerOr(flow, node, childOf(flow, node, role.condition), childOf(flow, node, role.otherwise));
  const slot = newSlot(flow, '');
  const then = newBlock(flow);
  const otherwise = newBlock(flow);
  const after = newBlock(flow);
  lowerCondition(flow, childOf(flow, node, role.condition), { then: then.id, otherwise: otherwise.id });
  for (const [block, child] of [[then, role.then] as const, [otherwise, role.otherwise] as const]) {
    flow.draft.current = block;
    keep(flow, slot, childOf(flow, node, child));
    finish(flow, { kind: 'jump', to: after.id });
  }
  flow.draft.current = after;
  return readSlot(flow, node, slot);
}

/** `value as target`: evaluates and binds. */
export function lowerAlias(flow: Lowering, node: number, role: RoleOf<'alias'>): number {
  const value = flow.lower(childOf(flow, node, role.value));
  if (value === none) return none;
  assignTo(flow, childOf(flow, node, role.target), value, 'block');
  return emitOperation(flow, node, '', [value]);
}

/** `x instanceof T t`: a truth value that also binds. */
export function lowerBind(flow: Lowering, node: number, role: RoleOf<'bind'>): number {
  const value = flow.lower(childOf(flow, node, role.value));
  const target = childOf(flow, node, role.target);
  if (value !== none && target !== none) assignTo(flow, target, value, 'block');
  return emitOperation(flow, node, 'scalar', []);
}

/** An expression no role tells about: the values of its parts, mixed (or forgotten, when it is a number or truth value). */
export function lowerMix(flow: Lowering, node: number, operator: 'mix' | 'scalar'): number {
  const operands: number[] = [];
  for (const child of namedChildren(flow, node)) {
    const register = flow.lower(child);
    if (register !== none) operands.push(register);
  }
  return operands.length === 0 ? none : emitOperation(flow, node, operator, operands);
}

/** `a, b`: the last value. */
export function lowerSequence(flow: Lowering, node: number): number {
  let last = none;
  for (const child of namedChildren(flow, node)) last = flow.lower(child);
  return last === none ? none : emitOperation(flow, node, '', [last]);
}

function readVariable(flow: Lowering, node: number, slot: number): number {
  flow.slotOf[node] = slot + 1;
  if (!isOwnField(flow, slot) && !mayBeInherited(flow, slot)) return readSlot(flow, node, slot);
  const variable = readSlot(flow, none, slot);
  const self = readSlot(flow, none, flow.draft.self);
  const field = loadFrom(flow, none, { from: self, key: flow.slots[slot]?.name ?? '' });
  return emitOperation(flow, node, 'field', [variable, field]);
}

function loadFrom(flow: Lowering, node: number, of: { from: number; key: Key }): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'load', to, node, object: of.from, key: of.key, pattern: false });
  return to;
}

/** `a && b`: only `b` matters, for a value that is false is harmless. */
function lowerAnd(flow: Lowering, node: number, left: number, right: number): number {
  const slot = newSlot(flow, '');
  const then = newBlock(flow);
  const after = newBlock(flow);
  lowerCondition(flow, left, { then: then.id, otherwise: after.id });
  flow.draft.current = then;
  inScope(flow, () => keep(flow, slot, right));
  enter(flow, after);
  return readSlot(flow, node, slot);
}

function lowerOr(flow: Lowering, node: number, left: number, right: number): number {
  const slot = newSlot(flow, '');
  const otherwise = newBlock(flow);
  const after = newBlock(flow);
  const condition = flow.lower(left);
  const value = condition === none ? emitConstant(flow, none, null) : condition;
  writeSlot(flow, left, slot, value);
  finish(flow, { kind: 'branch', condition: value, node: left, then: after.id, otherwise: otherwise.id });
  flow.conditions.add(left);
  flow.draft.current = otherwise;
  keep(flow, slot, right);
  enter(flow, after);
  return readSlot(flow, node, slot);
}

function keep(flow: Lowering, slot: number, node: number): void {
  const value = node === none ? none : flow.lower(node);
  if (value !== none) writeSlot(flow, node, slot, value);
}
