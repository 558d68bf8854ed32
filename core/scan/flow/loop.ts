import { none } from '../tree/flat-tree.ts';
import { lowerWords } from './argument-list.ts';
import { lowerCondition } from './condition.ts';
import {
  type BlockDraft,
  emit,
  emitOperation,
  enter,
  finish,
  inScope,
  type Lowering,
  newBlock,
  newRegister,
  newSlot,
  readSlot,
  writeSlot,
} from './lowering.ts';
import { childOf, childrenIn, nameAt, namedChildren, roleOf } from './syntax.ts';
import type { CaseRole, EachRole, LoopRole, SwitchRole } from './role.ts';
import { assignTo } from './target.ts';

/** `while`, `do` and `for` with a condition. */
export function lowerLoop(flow: Lowering, node: number, role: LoopRole): number {
  const header = headerOf(flow, node, role);
  const headerRole = header === none ? undefined : roleOf(flow, header);
  if (headerRole?.kind === 'each') return lowerEach(flow, header, headerRole, childOf(flow, node, role.body));
  const parts = headerRole?.kind === 'loop' ? { node: header, role: headerRole } : { node, role };
  const bare = headerRole === undefined || headerRole.kind !== 'loop' ? header : none;
  inScope(flow, () => lowerLoopParts(flow, node, { ...parts, bare, body: childOf(flow, node, role.body) }));
  return none;
}

interface LoopParts {
  readonly node: number;
  readonly role: LoopRole;
  /** A condition that stands alone as the header. */
  readonly bare: number;
  readonly body: number;
}

function lowerLoopParts(flow: Lowering, loop: number, parts: LoopParts): void {
  const { node, role } = parts;
  for (const child of role.initializer === undefined ? [] : childrenIn(flow, node, role.initializer)) flow.lower(child);
  const test = newBlock(flow);
  const body = newBlock(flow);
  const update = newBlock(flow);
  const after = newBlock(flow);
  finish(flow, { kind: 'jump', to: role.bodyFirst === true ? body.id : test.id });
  flow.draft.current = test;
  const condition = parts.bare !== none ? parts.bare : namedIn(flow, node, role.condition);
  if (condition === none) finish(flow, { kind: 'jump', to: body.id });
  else lowerCondition(flow, condition, { then: body.id, otherwise: after.id, loop: true });
  lowerBody(flow, parts.body, { body, again: update, after });
  flow.draft.current = update;
  for (const child of role.update === undefined ? [] : childrenIn(flow, node, role.update)) flow.lower(child);
  finish(flow, { kind: 'jump', to: test.id });
  flow.draft.current = after;
  lowerOtherwise(flow, loop, role.otherwise);
}

/** Loops over the elements of a collection. */
export function lowerEach(flow: Lowering, node: number, role: EachRole, outerBody: number = none): number {
  inScope(flow, () => {
    const right = role.words === undefined ? flow.lower(childOf(flow, node, role.right)) : lowerWords(flow, childrenIn(flow, node, role.words));
    const head = newBlock(flow);
    const body = newBlock(flow);
    const after = newBlock(flow);
    enter(flow, head);
    finish(flow, { kind: 'fork', to: [body.id, after.id] });
    flow.draft.current = body;
    if (right !== none) bindElement(flow, node, role, right);
    const inner = newBlock(flow);
    enter(flow, inner);
    lowerBody(flow, role.body === undefined ? outerBody : childOf(flow, node, role.body), { body: inner, again: head, after });
    flow.draft.current = after;
    lowerOtherwise(flow, node, role.otherwise);
  });
  return none;
}

function bindElement(flow: Lowering, node: number, role: EachRole, right: number): void {
  const to = newRegister(flow, none);
  emit(flow, { kind: 'element', to, node, from: right });
  const declares = role.declaredBy === undefined || childOf(flow, node, role.declaredBy) !== none;
  const left = childOf(flow, node, role.left);
  const several = roleOf(flow, left)?.kind === 'tuple' && flow.bound.table.scoping === 'block';
  if (!several) return assignTo(flow, left, to, declares ? 'block' : 'no');
  for (const child of namedChildren(flow, left)) assignTo(flow, child, to, declares ? 'block' : 'no');
}

function lowerBody(flow: Lowering, node: number, blocks: { body: BlockDraft; again: BlockDraft; after: BlockDraft }): void {
  const { body, again, after } = blocks;
  flow.draft.exits.push({ label: flow.draft.nextLabel, breakTo: after.id, continueTo: again.id });
  flow.draft.nextLabel = '';
  flow.draft.current = body;
  if (node !== none) inScope(flow, () => flow.lower(node));
  flow.draft.exits.pop();
  finish(flow, { kind: 'jump', to: again.id });
}

function lowerOtherwise(flow: Lowering, node: number, field: string | undefined): void {
  for (const child of field === undefined ? [] : childrenIn(flow, node, field)) flow.lower(child);
}

function headerOf(flow: Lowering, node: number, role: LoopRole): number {
  if (role.headers === undefined) return none;
  const [first] = namedChildren(flow, node);
  return first === undefined || first === childOf(flow, node, role.body) ? none : first;
}

/** A named child in a field (grammars put separators into fields, too). */
function namedIn(flow: Lowering, node: number, field: string | undefined): number {
  return field === undefined ? none : (childrenIn(flow, node, field)[0] ?? none);
}

interface Case {
  readonly node: number;
  readonly labels: readonly number[];
  readonly body: readonly number[];
  readonly block: BlockDraft;
  readonly role: CaseRole;
  /** It may or may not be taken. */
  readonly open: boolean;
}

/** A switch as a chain of comparisons, so that a known value leaves only its case. */
export function lowerSwitch(flow: Lowering, node: number, role: SwitchRole): number {
  const outerYield = flow.draft.yielded;
  flow.draft.yielded = newSlot(flow, '');
  const result = flow.draft.yielded;
  inScope(flow, () => {
    if (role.initializer !== undefined && childOf(flow, node, role.initializer) !== none) flow.lower(childOf(flow, node, role.initializer));
    const valueNode = role.value === undefined ? none : childOf(flow, node, role.value);
    const value = valueNode === none ? none : flow.lower(valueNode);
    if (role.alias !== undefined && value !== none) assignTo(flow, childOf(flow, node, role.alias), value, 'block');
    const cases = casesOf(flow, role.body === undefined ? node : childOf(flow, node, role.body));
    const after = newBlock(flow);
    lowerTests(flow, cases, { value, node: valueNode, after });
    flow.draft.exits.push({ label: flow.draft.nextLabel, breakTo: after.id, continueTo: -1 });
    flow.draft.nextLabel = '';
    for (const [index, entry] of cases.entries()) lowerCaseBody(flow, entry, { next: cases[index + 1], after });
    flow.draft.exits.pop();
    flow.draft.current = after;
  });
  flow.draft.yielded = outerYield;
  return readSlot(flow, node, result);
}

function casesOf(flow: Lowering, body: number): Case[] {
  const cases: Case[] = [];
  for (const child of namedChildren(flow, body)) {
    const role = roleOf(flow, child);
    if (role?.kind !== 'case') continue;
    const written = labelsOf(flow, child, role);
    const labels = role.catchAll === undefined ? written : written.filter((label) => nameAt(flow, label) !== role.catchAll);
    const rest = namedChildren(flow, child).filter((part) => !written.includes(part) && roleOf(flow, part)?.kind !== 'labels');
    const open = role.open === true || (role.guard !== undefined && childOf(flow, child, role.guard) !== none);
    cases.push({ node: child, labels, body: rest, block: newBlock(flow), role, open });
  }
  return cases;
}

function labelsOf(flow: Lowering, node: number, role: CaseRole): number[] {
  const labels: number[] = [];
  const given = role.value === undefined ? [] : childrenIn(flow, node, role.value);
  for (const label of given.length > 0 ? given : namedChildren(flow, node).filter((child) => roleOf(flow, child)?.kind === 'labels')) {
    const kind = roleOf(flow, label)?.kind;
    if (kind === 'labels' || kind === 'tuple') labels.push(...namedChildren(flow, label));
    else labels.push(label);
  }
  return labels;
}

function lowerTests(flow: Lowering, cases: readonly Case[], to: { value: number; node: number; after: BlockDraft }): void {
  let fallback = to.after;
  for (const entry of cases) {
    if (entry.open) {
      const next = newBlock(flow);
      finish(flow, { kind: 'fork', to: [entry.block.id, next.id] });
      flow.draft.current = next;
      continue;
    }
    if (entry.labels.length === 0) fallback = entry.block;
    for (const label of entry.labels) {
      if (to.node !== none) flow.labels.set(label, to.node);
      lowerTest(flow, entry, label, to.value);
    }
  }
  finish(flow, { kind: 'jump', to: fallback.id });
}

/** One comparison; goes on where it does not hold. */
function lowerTest(flow: Lowering, entry: Case, label: number, value: number): void {
  const next = newBlock(flow);
  if (value === none) lowerCondition(flow, label, { then: entry.block.id, otherwise: next.id });
  else {
    const names = capturedNames(flow, entry, label);
    for (const name of names) assignTo(flow, name, value, 'block');
    const register = names.length > 0 ? none : flow.lower(label);
    const equal = emitOperation(flow, none, register === none ? 'scalar' : '==', register === none ? [] : [value, register]);
    finish(flow, { kind: 'branch', condition: equal, node: label, then: entry.block.id, otherwise: next.id });
  }
  flow.draft.current = next;
}

/** Plain names in a pattern stand for the value or a part of it. */
function capturedNames(flow: Lowering, entry: Case, label: number): number[] {
  const kind = entry.role.captures;
  if (kind === undefined) return [];
  const names: number[] = [];
  for (let node = label; node < (flow.tree.skip[label] ?? 0); node += 1) {
    if (flow.grammar.kinds[flow.tree.kind[node] ?? 0] !== kind) continue;
    const role = roleOf(flow, node);
    const parts = namedChildren(flow, node);
    if (parts.length <= 1) names.push(parts[0] ?? node);
    else if (role?.kind === 'pass' && typeof role.of === 'string') names.push(childOf(flow, node, role.of));
  }
  return names;
}

function lowerCaseBody(flow: Lowering, entry: Case, to: { next: Case | undefined; after: BlockDraft }): void {
  flow.draft.current = entry.block;
  let last = none;
  let falls = entry.role.falls === 'empty' ? entry.body.length === 0 : entry.role.falls;
  inScope(flow, () => {
    for (const child of entry.body) {
      if (roleOf(flow, child)?.kind === 'fallthrough') falls = true;
      else last = flow.lower(child);
    }
  });
  if (!falls && last !== none) writeSlot(flow, none, flow.draft.yielded, last);
  falls ||= endsInFallthrough(flow, entry.node);
  finish(flow, { kind: 'jump', to: falls && to.next !== undefined ? to.next.block.id : to.after.id });
}

function endsInFallthrough(flow: Lowering, node: number): boolean {
  const last = namedChildren(flow, node).at(-1) ?? none;
  if (last === none) return false;
  const statement = namedChildren(flow, last).at(-1) ?? last;
  return roleOf(flow, statement)?.kind === 'fallthrough' || nameAt(flow, statement) === 'fallthrough';
}
