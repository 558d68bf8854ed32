import { isLeaf, none } from '../tree/flat-tree.ts';
import { lowerCondition } from './condition.ts';
import type { Argument, Terminator } from './form.ts';
import { emit, emitOperation, finish, leave, type Lowering, newBlock, newRegister, readSlot } from './lowering.ts';
import { constantKey } from './literal.ts';
import { childOf, memberName, nameAt, namedChildren, roleOf } from './syntax.ts';
import type { CallRole } from './role.ts';
import { resolveName } from './scope.ts';

const typeArguments = /<[^()]*>$/;

interface Callee {
  readonly path: string;
  readonly name: string;
  readonly register: number;
  readonly receiver: number;
  /** The node of the receiver, or `none`. */
  readonly object: number;
}

/** A call, a method call or the making of an object. */
export function lowerCall(flow: Lowering, node: number, role: CallRole): number {
  const before = callBefore(flow, node, role);
  const callee = calleeOf(flow, before === none ? node : before, role);
  const given = [...argumentsOf(flow, before, role), ...argumentsOf(flow, node, role), ...blockOf(flow, node, role)];
  if (flow.bound.table.closures?.has(callee.path) === true && given.length === 1) return emitOperation(flow, node, '', [given[0]?.from ?? none]);
  let body = -1;
  for (const child of namedChildren(flow, node)) if (roleOf(flow, child)?.kind === 'members') body = flow.lower(child);
  flow.classes[body]?.supers.push(callee.path);
  const to = newRegister(flow, node);
  const { name, register, receiver, object } = callee;
  const makes = name !== '' && name === flow.bound.table.maker && callee.path.includes('.');
  const path = makes ? callee.path.slice(0, -name.length - 1) : callee.path;
  emit(flow, { kind: 'call', to, node, path, name, callee: register, receiver, object, arguments: given, constructs: makes || role.constructs === true, body });
  if (role.fields !== undefined) storeFields(flow, childOf(flow, node, role.fields), to);
  if (flow.bound.table.asserts?.has(path) === true) lowerAssertion(flow, given[0]?.node ?? none);
  if (flow.bound.table.stops?.has(path) === true) leave(flow, failure(flow));
  return to;
}

/** How a function ends where something in it fails. */
export function failure(flow: Lowering): Terminator {
  return flow.draft.handler < 0 ? { kind: 'stop' } : { kind: 'jump', to: flow.draft.handler };
}

/** What follows is only reached where the condition holds. */
export function lowerAssertion(flow: Lowering, condition: number): void {
  const holds = newBlock(flow);
  const fails = newBlock(flow);
  lowerCondition(flow, condition, { then: holds.id, otherwise: fails.id });
  flow.draft.current = fails;
  finish(flow, failure(flow));
  flow.draft.current = holds;
}

function calleeOf(flow: Lowering, node: number, role: CallRole): Callee {
  return role.callee === undefined ? lowerNamedCallee(flow, node, role) : lowerCallee(flow, childOf(flow, node, role.callee), role.constructs === true);
}

/** The call that a trailing argument list belongs to, or `none`. */
function callBefore(flow: Lowering, node: number, role: CallRole): number {
  if (role.trailing === undefined) return none;
  const list = childOf(flow, node, role.arguments);
  const callee = role.callee === undefined ? none : childOf(flow, node, role.callee);
  if (list === none || callee === none || flow.grammar.kinds[flow.tree.kind[list] ?? 0] !== role.trailing) return none;
  return roleOf(flow, callee) === role ? callee : none;
}

/** Fields and elements that are given to a new object in braces. */
function storeFields(flow: Lowering, node: number, object: number): void {
  for (const [index, child] of namedChildren(flow, node).entries()) {
    const role = roleOf(flow, child);
    const from = flow.lower(child);
    const key = role?.kind === 'pair' ? (constantKey(flow, childOf(flow, child, role.key)) ?? nameAt(flow, childOf(flow, child, role.key))) : String(index);
    if (from !== none) emit(flow, { kind: 'store', node: child, place: { slot: -1, register: object, path: [key] }, from });
  }
}

function argumentsOf(flow: Lowering, node: number, role: CallRole): Argument[] {
  if (node === none) return [];
  if (role.argumentKind === undefined) return lowerArguments(flow, childOf(flow, node, role.arguments));
  const isArgument = (child: number) => flow.grammar.kinds[flow.tree.kind[child] ?? 0] === role.argumentKind;
  return namedChildren(flow, node).flatMap((child) => (isArgument(child) ? argumentsIn(flow, child) : []));
}

/** One argument, or several that are given by name in it: `f({a: 1, b: 2})`. */
function argumentsIn(flow: Lowering, node: number): Argument[] {
  const named = namedChildren(flow, node).filter((child) => roleOf(flow, child)?.kind === 'keyword');
  return named.length === 0 ? argumentOf(flow, node) : named.flatMap((child) => argumentOf(flow, child));
}

function blockOf(flow: Lowering, node: number, role: CallRole): Argument[] {
  const block = role.block === undefined ? none : childOf(flow, node, role.block);
  return block === none ? [] : argumentOf(flow, block);
}

function lowerCallee(flow: Lowering, node: number, constructs: boolean): Callee {
  if (node === none) return { path: '', name: '', register: none, receiver: none, object: none };
  const bare = withoutWrappers(flow, node);
  const role = roleOf(flow, bare);
  const path = dottedName(flow, node);
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (constructs && (role === undefined || role.kind === 'skip')) {
    const type = nameAt(flow, node).replace(typeArguments, '');
    return { path: type, name: type.slice(type.lastIndexOf('.') + 1), register: none, receiver: none, object: none };
  }
  const register = flow.lower(node);
  if (role?.kind !== 'member' && role?.kind !== 'index') return { path, name, register, receiver: none, object: none };
  const object = childOf(flow, bare, role.object);
  const method = role.kind === 'member' ? memberName(flow, bare, role) : '';
  return { path, name: method, register, receiver: (flow.registerOf[object] ?? 0) - 1, object };
}

function withoutWrappers(flow: Lowering, node: number): number {
  let at = node;
  for (let role = roleOf(flow, at); role?.kind === 'pass'; role = roleOf(flow, at)) {
    const inner = childOf(flow, at, role.of);
    if (inner === none) break;
    at = inner;
  }
  return at;
}

/** A callee whose object and name are children of the call (Java). */
function lowerNamedCallee(flow: Lowering, node: number, role: CallRole): Callee {
  const object = role.object === undefined ? none : childOf(flow, node, role.object);
  const nameNode = role.name === undefined ? none : childOf(flow, node, role.name);
  const name = nameAt(flow, nameNode);
  if (object === none) {
    const slot = resolveName(flow.scope, name);
    const register = slot === undefined ? none : readSlot(flow, nameNode, slot);
    return { path: name, name, register, receiver: none, object };
  }
  const receiver = flow.lower(object);
  const prefix = dottedName(flow, object);
  const path = prefix === '' ? '' : `${prefix}.${name}`;
  if (receiver === none) return { path, name, register: none, receiver, object };
  const register = newRegister(flow, nameNode);
  emit(flow, { kind: 'load', to: register, node: nameNode, object: receiver, key: name, pattern: false });
  return { path, name, register, receiver, object };
}

function lowerArguments(flow: Lowering, list: number): Argument[] {
  if (list === none) return [];
  if (roleOf(flow, list)?.kind === 'text' || roleOf(flow, list)?.kind === 'comprehension') return argumentOf(flow, list);
  return namedChildren(flow, list).flatMap((child) => argumentOf(flow, child));
}

/** An argument with its value; none where it has no value. */
export function argumentOf(flow: Lowering, node: number): Argument[] {
  const role = roleOf(flow, node);
  const from = flow.lower(node);
  if (from === none) return [];
  if (role?.kind === 'keyword') return [{ from, node, name: nameAt(flow, childOf(flow, node, role.name)), spread: false }];
  if (role?.kind === 'pair') return [{ from, node, name: nameAt(flow, childOf(flow, node, role.key)).replace(/^:/, ''), spread: false }];
  return [{ from, node, spread: role?.kind === 'spread' }];
}

/** The text of a chain of names, '' for anything else. */
function dottedName(flow: Lowering, node: number): string {
  const role = roleOf(flow, node);
  if (node === none) return '';
  if (role?.kind === 'name' || role?.kind === 'self') return nameAt(flow, node);
  // A type of the language, whose static method is called: `int.Parse`.
  if (role?.kind === 'skip' && isLeaf(flow.tree, node)) return nameAt(flow, node);
  if (role?.kind === 'pass') return dottedName(flow, childOf(flow, node, role.of));
  if (role?.kind !== 'member') return '';
  const prefix = dottedName(flow, childOf(flow, node, role.object));
  return prefix === '' ? '' : `${prefix}.${memberName(flow, node, role)}`;
}
