import { none } from '../tree/flat-tree.ts';
import { lowerCondition } from './condition.ts';
import type { Entry, Key } from './form.ts';
import { constantKey, emitConstant } from './literal.ts';
import { emit, emitOperation, enter, finish, inScope, type Lowering, newBlock, newRegister, newSlot, readableSlot, readSlot, writeSlot } from './lowering.ts';
import { childOf, nameAt, namedChildren, operatorOf, roleOf } from './syntax.ts';
import { indexKey, ownField } from './place.ts';
import type { Role } from './role.ts';
import { resolveName } from './scope.ts';
import { assignTo } from './target.ts';

type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>;

export function lowerName(flow: Lowering, node: number): number {
  return readVariable(flow, node, readableSlot(flow, nameAt(flow, node)));
}

export function lowerSelf(flow: Lowering, node: number): number {
  return flow.draft.self < 0 ? emitOperation(flow, node, 'mix', []) : readVariable(flow, node, flow.draft.self);
}

export function lowerMember(flow: Lowering, node: number, role: RoleOf<'member'>): number {
  const field = ownField(flow, node);
  if (field >= 0) return readVariable(flow, node, field);
  const object = childOf(flow, node, role.object);
  const from = flow.lower(object);
  const key = nameAt(flow, childOf(flow, node, role.name));
  if (from === none) return emitOperation(flow, node, 'mix', []);
  return loadFrom(flow, node, { from, key });
}

export function lowerIndex(flow: Lowering, node: number, role: RoleOf<'index'>): number {
  const object = childOf(flow, node, role.object);
  const from = flow.lower(object);
  const index = childOf(flow, node, role.index);
  const key = indexKey(flow, index);
  if (from === none) return emitOperation(flow, node, 'mix', []);
  if (typeof key === 'string' && (flow.registerOf[index] ?? 0) === 0) flow.lower(index);
  return loadFrom(flow, node, { from, key });
}

/** A value handed on unchanged: parentheses, casts, awaits. */
export function lowerPass(flow: Lowering, node: number, role: RoleOf<'pass'>): number {
  const inner = childOf(flow, node, role.of);
  const from = inner === none ? none : flow.lower(inner);
  if (from === none) return none;
  return emitOperation(flow, node, '', [from]);
}

export function lowerBinary(flow: Lowering, node: number, role: RoleOf<'binary'>): number {
  const operator = operatorOf(flow, node, role.operator);
  const left = childOf(flow, node, role.left);
  const right = childOf(flow, node, role.right);
  if (operator === '&&' || operator === 'and') return lowerAnd(flow, node, left, right);
  if (operator === '||' || operator === 'or' || operator === '??') return lowerOr(flow, node, left, right);
  const operands = [flow.lower(left), flow.lower(right)].filter((register) => register !== none);
  const more = namedChildren(flow, node).length > 2;
  return emitOperation(flow, node, more ? 'scalar' : operator, operands);
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
  const operator = role.operator === undefined ? '=' : operatorOf(flow, node, role.operator);
  const simple = operator === '=' || operator === '' || operator === ':=';
  const before = simple ? none : flow.lower(left);
  const given = right === none ? none : flow.lower(right);
  if (given === none) return none;
  const joined = operator === '||=' || operator === '??=' || operator === '&&=';
  const value = before === none ? given : emitOperation(flow, none, joined ? 'either' : operator.slice(0, -1), [before, given]);
  assignTo(flow, left, value, role.declares === true ? 'block' : 'no');
  return emitOperation(flow, node, '', [value]);
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

export function lowerList(flow: Lowering, node: number): number {
  const entries: Entry[] = [];
  let known = true;
  for (const [index, child] of namedChildren(flow, node).entries()) {
    const role = roleOf(flow, child);
    if (role?.kind === 'pair') {
      entries.push(...pairEntries(flow, child, role));
      continue;
    }
    const from = flow.lower(child);
    const spread = role?.kind === 'spread';
    known &&= !spread;
    if (from !== none) entries.push({ key: known ? String(index) : undefined, from, spread });
  }
  return collect(flow, node, entries, true);
}

/** Several values in a row, such as Go's results; one alone is just that value. */
export function lowerTuple(flow: Lowering, node: number): number {
  const [single, second] = namedChildren(flow, node);
  if (single === undefined || second !== undefined) return lowerList(flow, node);
  const from = flow.lower(single);
  return from === none ? none : emitOperation(flow, node, '', [from]);
}

export function lowerRecord(flow: Lowering, node: number): number {
  const entries: Entry[] = [];
  for (const child of namedChildren(flow, node)) {
    const role = roleOf(flow, child);
    if (role?.kind === 'pair') entries.push(...pairEntries(flow, child, role));
    else {
      const from = flow.lower(child);
      if (from === none) continue;
      const name = role?.kind === 'function' && role.name !== undefined ? childOf(flow, child, role.name) : child;
      entries.push({ key: role?.kind === 'spread' ? undefined : nameAt(flow, name), from, spread: role?.kind === 'spread' });
    }
  }
  return collect(flow, node, entries, false);
}

/** `[body for target in value if condition]`: the body with its variables bound; clauses are lowered in their order. */
export function lowerComprehension(flow: Lowering, node: number, role: RoleOf<'comprehension'>): number {
  const body = childOf(flow, node, role.body);
  let result = none;
  const before = flow.scope;
  flow.scope = { outer: before, names: new Map(), whole: true };
  const after = newBlock(flow);
  for (const clause of namedChildren(flow, node)) {
    if (clause === body) continue;
    const clauseRole = roleOf(flow, clause);
    if (clauseRole?.kind === 'each') bindElement(flow, clause, clauseRole);
    else keepIf(flow, childOf(flow, clause, 0), after.id);
  }
  const role2 = roleOf(flow, body);
  const entries = role2?.kind === 'pair' ? pairEntries(flow, body, role2) : [{ key: undefined, from: flow.lower(body), spread: false }];
  const slot = newSlot(flow, '');
  result = collect(
    flow,
    node,
    entries.filter((entry) => entry.from !== none),
    false,
  );
  writeSlot(flow, node, slot, result);
  enter(flow, after);
  flow.scope = before;
  return readSlot(flow, node, slot);
}

/** `value as target`: evaluates and binds. */
export function lowerAlias(flow: Lowering, node: number, role: RoleOf<'alias'>): number {
  const value = flow.lower(childOf(flow, node, role.value));
  if (value === none) return none;
  assignTo(flow, childOf(flow, node, role.target), value, 'block');
  return emitOperation(flow, node, '', [value]);
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

function bindElement(flow: Lowering, clause: number, role: RoleOf<'each'>): void {
  const right = flow.lower(childOf(flow, clause, role.right));
  if (right === none) return;
  const to = newRegister(flow, none);
  emit(flow, { kind: 'element', to, node: clause, from: right });
  assignTo(flow, childOf(flow, clause, role.left), to, 'block');
}

function keepIf(flow: Lowering, condition: number, otherwise: number): void {
  if (condition === none) return;
  const then = newBlock(flow);
  lowerCondition(flow, condition, { then: then.id, otherwise });
  flow.draft.current = then;
}

function pairEntries(flow: Lowering, node: number, role: RoleOf<'pair'>): Entry[] {
  const key = entryKey(flow, childOf(flow, node, role.key));
  const from = flow.lower(childOf(flow, node, role.value));
  return from === none ? [] : [{ key, from, spread: false }];
}

/** A bare word is the key itself; a variable in brackets (or one that is known, in Go) is looked up. */
function entryKey(flow: Lowering, node: number): Key {
  let at = node;
  let role = roleOf(flow, at);
  for (; role?.kind === 'pass'; role = roleOf(flow, at)) at = childOf(flow, at, role.of);
  const wrapped = at !== node && role?.kind === 'name' && resolveName(flow.scope, nameAt(flow, at)) === undefined;
  if (role === undefined || role.kind === 'skip' || wrapped) return nameAt(flow, at);
  return constantKey(flow, node) ?? indexKey(flow, node);
}

function collect(flow: Lowering, node: number, entries: readonly Entry[], ordered: boolean): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'collect', to, node, entries, ordered });
  return to;
}

function readVariable(flow: Lowering, node: number, slot: number): number {
  flow.slotOf[node] = slot + 1;
  return readSlot(flow, node, slot);
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
