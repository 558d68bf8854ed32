import type { Steps } from '../../kernel/steps.ts';
import { none } from '../tree/flat-tree.ts';
import { lowerCondition, type Ways } from './condition.ts';
import { hoistDeclarations } from './function.ts';
import { resultNow } from './function-result.ts';
import {
  type BlockDraft,
  declareName,
  emitOperation,
  enter,
  finish,
  inScope,
  leave,
  type Lowering,
  newBlock,
  newSlot,
  readSlot,
  writeSlot,
} from './lowering.ts';
import { childOf, childrenIn, nameAt, namedChildren, roleOf } from './syntax.ts';
import type { IfRole, Role } from './role.ts';
import { fileScope, wholeScope } from './scope.ts';
import { assignTo } from './target.ts';

type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>;

/** Statements in their order, in a scope of their own unless they are a mere group; the value of the last. */
export function lowerBlock(flow: Lowering, node: number, scoped: boolean, yields = false): number {
  if (!scoped) return lowerAll(flow, node);
  let last = none;
  inScope(flow, () => {
    last = lowerAll(flow, node);
  });
  return yields ? last : none;
}

function lowerAll(flow: Lowering, node: number): number {
  hoistDeclarations(flow, node);
  let last = none;
  for (const child of namedChildren(flow, node)) last = flow.lower(child);
  return last;
}

/** Lowers the children of a node, some in each step. */
export function* lowerAllInSteps(flow: Lowering, node: number): Steps<void> {
  hoistDeclarations(flow, node);
  for (const [index, child] of namedChildren(flow, node).entries()) {
    if (index % atOnce === 0) yield;
    flow.lower(child);
  }
}

/** Statements that are lowered in one step. */
const atOnce = 8;

/** `name = value` of a declaration; Go has lists of both. */
export function lowerDeclare(flow: Lowering, node: number, role: RoleOf<'declare'>): number {
  const valueNode = role.value === undefined ? none : childOf(flow, node, role.value);
  const value = valueNode === none ? none : flow.lower(valueNode);
  const names = childrenIn(flow, node, role.name);
  const declaring = role.hoists === true ? 'hoisted' : 'block';
  const [first] = names;
  if (first === undefined) return none;
  if (value === none) declareTargets(flow, names, role.hoists === true);
  else if (names.length === 1) assignTo(flow, first, value, declaring);
  else {
    for (const [index, name] of names.entries()) {
      const to = flow.draft.registers;
      flow.draft.registers += 1;
      flow.draft.current.instructions.push({ kind: 'load', to, node: name, object: value, key: String(index), pattern: true });
      assignTo(flow, name, to, declaring);
    }
  }
  return value === none ? none : emitOperation(flow, node, '', [value]);
}

function declareTargets(flow: Lowering, names: readonly number[], hoists: boolean): void {
  for (const name of names) {
    if (roleOf(flow, name)?.kind === 'declare') flow.lower(name);
    let target = name;
    for (let role = roleOf(flow, target); role?.kind === 'pass'; role = roleOf(flow, target)) target = childOf(flow, target, role.of);
    if (roleOf(flow, target)?.kind === 'name') declareName(flow, nameAt(flow, target), hoists);
  }
}

export function lowerIf(flow: Lowering, node: number, role: IfRole): number {
  const result = role.yields === true ? newSlot(flow, '') : none;
  const scoped = role.outlives === true ? (run: () => void) => run() : (run: () => void) => inScope(flow, run);
  scoped(() => {
    if (role.initializer !== undefined) lowerOptional(flow, childOf(flow, node, role.initializer));
    const then = newBlock(flow);
    const otherwise = newBlock(flow);
    const after = newBlock(flow);
    lowerCondition(flow, childOf(flow, node, role.condition), waysOf(role, then.id, otherwise.id));
    flow.draft.current = then;
    inScope(flow, () => keepValue(flow, result, childOf(flow, node, role.then)));
    finish(flow, { kind: 'jump', to: after.id });
    flow.draft.current = otherwise;
    lowerAlternatives(flow, alternativesOf(flow, node, role), { after, result });
    enter(flow, after);
  });
  return result === none ? none : readSlot(flow, node, result);
}

function alternativesOf(flow: Lowering, node: number, { otherwise }: IfRole): readonly number[] {
  if (typeof otherwise === 'string') return childrenIn(flow, node, otherwise);
  const alternative = childOf(flow, node, otherwise);
  return alternative === none ? [] : [alternative];
}

function waysOf(role: IfRole, then: number, otherwise: number): Ways {
  return role.negated === true ? { then: otherwise, otherwise: then } : { then, otherwise };
}

/** Lowers a branch and keeps its value where the statement has one. */
function keepValue(flow: Lowering, result: number, node: number): void {
  const value = node === none ? none : flow.lower(node);
  if (value !== none && result !== none) writeSlot(flow, none, result, value);
}

/** `elif` chains: each is an `if` whose other way is what follows. */
function lowerAlternatives(flow: Lowering, alternatives: readonly number[], to: { readonly after: BlockDraft; readonly result: number }): void {
  for (const alternative of alternatives) {
    const role = roleOf(flow, alternative);
    if (role?.kind !== 'if' || alternativesOf(flow, alternative, role).length > 0 || role.initializer !== undefined) {
      keepValue(flow, to.result, alternative);
      continue;
    }
    const then = newBlock(flow);
    const next = newBlock(flow);
    lowerCondition(flow, childOf(flow, alternative, role.condition), { then: then.id, otherwise: next.id });
    flow.draft.current = then;
    inScope(flow, () => keepValue(flow, to.result, childOf(flow, alternative, role.then)));
    finish(flow, { kind: 'jump', to: to.after.id });
    flow.draft.current = next;
  }
}

/** What a file exports without a name is kept in a variable that is called `default`. */
export function lowerExport(flow: Lowering, node: number, role: RoleOf<'export'>): number {
  lowerAll(flow, node);
  const value = childOf(flow, node, role.value);
  const register = value === none ? none : (flow.registerOf[value] ?? 0) - 1;
  if (register >= 0) writeSlot(flow, none, declareName(flow, 'default'), register);
  return none;
}

export function lowerReturn(flow: Lowering, node: number): number {
  const value = lowerAllValues(flow, node);
  leave(flow, { kind: 'return', from: value === none || flow.draft.output >= 0 ? resultNow(flow) : value, node });
  return none;
}

export function lowerThrow(flow: Lowering, node: number): number {
  const value = lowerAllValues(flow, node);
  if (flow.draft.handler < 0) leave(flow, { kind: 'stop' });
  else {
    if (value !== none) writeSlot(flow, none, thrownSlot(flow), value);
    leave(flow, { kind: 'jump', to: flow.draft.handler });
  }
  return none;
}

/** `yield value` of a switch expression. */
export function lowerYield(flow: Lowering, node: number): number {
  const value = lowerAllValues(flow, node);
  if (value !== none && flow.draft.yielded >= 0) writeSlot(flow, none, flow.draft.yielded, value);
  return lowerExit(flow, none, 'break');
}

export function lowerExit(flow: Lowering, node: number, kind: 'break' | 'continue'): number {
  const label = node === none ? '' : nameAt(flow, childOf(flow, node, 0));
  for (let index = flow.draft.exits.length - 1; index >= 0; index -= 1) {
    const frame = flow.draft.exits[index];
    const to = kind === 'break' ? frame?.breakTo : frame?.continueTo;
    if (frame === undefined || to === undefined || to < 0 || (label !== '' && frame.label !== label)) continue;
    leave(flow, { kind: 'jump', to });
    return none;
  }
  return none;
}

export function lowerLabel(flow: Lowering, node: number): number {
  const [label, ...rest] = namedChildren(flow, node);
  const name = nameAt(flow, label ?? none);
  enter(flow, labelBlock(flow, name));
  const after = newBlock(flow);
  flow.draft.exits.push({ label: `${name}:`, breakTo: after.id, continueTo: -1 });
  for (const child of rest) {
    flow.draft.nextLabel = name;
    flow.lower(child);
  }
  flow.draft.nextLabel = '';
  flow.draft.exits.pop();
  enter(flow, after);
  return none;
}

export function lowerGoto(flow: Lowering, node: number): number {
  leave(flow, { kind: 'jump', to: labelBlock(flow, nameAt(flow, childOf(flow, node, 0))).id });
  return none;
}

function labelBlock(flow: Lowering, name: string): BlockDraft {
  const known = flow.draft.blocks[flow.draft.labels.get(name) ?? -1];
  if (known !== undefined) return known;
  const block = newBlock(flow);
  flow.draft.labels.set(name, block.id);
  return block;
}

/** Body, handlers and what runs in the end; an error may leave the body anywhere. */
export function lowerTry(flow: Lowering, node: number, role: RoleOf<'try'>): number {
  const parts = namedChildren(flow, node);
  const handlers = parts.filter((child) => roleOf(flow, child)?.kind === 'catch');
  const last = parts.filter((child) => roleOf(flow, child)?.kind === 'finally');
  if (role.yields === true && handlers.length + last.length === 0) return lowerAll(flow, node);
  const result = role.yields === true ? newSlot(flow, '') : none;
  const outer = flow.draft.handler;
  const after = newBlock(flow);
  const handler = newBlock(flow);
  flow.draft.handler = handler.id;
  const body = newBlock(flow);
  finish(flow, { kind: 'fork', to: [body.id, handler.id] });
  flow.draft.current = body;
  const resources = role.resources === undefined ? none : childOf(flow, node, role.resources);
  inScope(flow, () => {
    for (const child of parts) {
      if (handlers.includes(child) || last.includes(child)) continue;
      if (child === resources) lowerBlock(flow, child, false);
      else keepValue(flow, result, child);
    }
  });
  flow.draft.handler = outer;
  finish(flow, { kind: 'jump', to: after.id });
  flow.draft.current = handler;
  lowerHandlers(flow, handlers, { after, result });
  flow.draft.current = after;
  for (const child of last) lowerBlock(flow, child, true);
  return result === none ? none : readSlot(flow, node, result);
}

function lowerHandlers(flow: Lowering, handlers: readonly number[], to: { readonly after: BlockDraft; readonly result: number }): void {
  const blocks = handlers.map(() => newBlock(flow));
  finish(flow, { kind: 'fork', to: blocks.length === 0 ? [to.after.id] : blocks.map((block) => block.id) });
  for (const [index, handler] of handlers.entries()) {
    const block = blocks[index];
    if (block === undefined) continue;
    flow.draft.current = block;
    lowerCatch(flow, handler, to.result);
    finish(flow, { kind: 'jump', to: to.after.id });
  }
}

function lowerCatch(flow: Lowering, node: number, result: number): void {
  const role = roleOf(flow, node);
  const parameter = role?.kind === 'catch' && role.parameter !== undefined ? childOf(flow, node, role.parameter) : none;
  inScope(flow, () => {
    if (parameter !== none) assignTo(flow, parameter, readSlot(flow, none, thrownSlot(flow)), 'block');
    for (const child of namedChildren(flow, node)) if (child !== parameter) keepValue(flow, result, child);
  });
}

/** `global x` and `nonlocal x`: the name means the outer variable here. */
export function lowerGlobal(flow: Lowering, node: number): number {
  const here = wholeScope(flow.scope);
  for (const child of namedChildren(flow, node)) {
    const name = nameAt(flow, child);
    const outer = here.outer === undefined ? here : wholeScope(here.outer);
    const slot = outer.names.get(name) ?? fileScope(flow.scope).names.get(name) ?? newSlot(flow, name);
    if (fileScope(flow.scope).names.get(name) === undefined && outer.names.get(name) === undefined) fileScope(flow.scope).names.set(name, slot);
    here.names.set(name, slot);
  }
  return none;
}

export function lowerOptional(flow: Lowering, node: number): void {
  if (node !== none) flow.lower(node);
}

function thrownSlot(flow: Lowering): number {
  if (flow.draft.thrown < 0) flow.draft.thrown = newSlot(flow, '');
  return flow.draft.thrown;
}

function lowerAllValues(flow: Lowering, node: number): number {
  let value = none;
  for (const child of namedChildren(flow, node)) {
    const register = flow.lower(child);
    if (value === none) value = register;
  }
  return value;
}
