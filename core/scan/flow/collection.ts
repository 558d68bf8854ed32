import { none } from '../tree/flat-tree.ts';
import { lowerCondition } from './condition.ts';
import type { Entry, Key } from './form.ts';
import { constantKey } from './literal.ts';
import { emit, emitOperation, enter, type Lowering, newBlock, newRegister, newSlot, readSlot, writeSlot } from './lowering.ts';
import { plainType } from './declared-type.ts';
import { indexKey } from './place.ts';
import type { Role } from './role.ts';
import { resolveName } from './scope.ts';
import { childOf, nameAt, namedChildren, roleOf } from './syntax.ts';
import { assignTo } from './target.ts';

type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>;

export function lowerList(flow: Lowering, node: number): number {
  const entries: Entry[] = [];
  let known = true;
  for (const [index, child] of namedChildren(flow, node).entries()) {
    const role = roleOf(flow, child);
    if (role?.kind === 'pair' && childOf(flow, child, role.value) !== none) {
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
  const before = flow.scope;
  flow.scope = { outer: before, names: new Map(), whole: true };
  const after = newBlock(flow);
  for (const clause of namedChildren(flow, node)) {
    if (clause === body) continue;
    const clauseRole = roleOf(flow, clause);
    if (clauseRole?.kind === 'each') bindElement(flow, clause, clauseRole);
    else keepIf(flow, childOf(flow, clause, 0), after.id);
  }
  const bodyRole = roleOf(flow, body);
  const entries = bodyRole?.kind === 'pair' ? pairEntries(flow, body, bodyRole) : [{ key: undefined, from: flow.lower(body), spread: false }];
  const slot = newSlot(flow, '');
  const result = collect(
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
  const keyNode = childOf(flow, node, role.key);
  const isBare = role.bare === true && roleOf(flow, keyNode)?.kind === 'name';
  const key = isBare ? nameAt(flow, keyNode) : entryKey(flow, keyNode);
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
  const type = typeAround(flow, node);
  emit(flow, { kind: 'collect', to, node, entries, ordered, ...(type === '' ? {} : { type }) });
  return to;
}

/** The type that is written before the contents of a new object: `T{…}`. */
function typeAround(flow: Lowering, node: number): string {
  const around = flow.tree.parent[node] ?? none;
  const role = around === none ? undefined : roleOf(flow, around);
  return role?.kind === 'pass' && role.type !== undefined ? plainType(nameAt(flow, childOf(flow, around, role.type))) : '';
}
