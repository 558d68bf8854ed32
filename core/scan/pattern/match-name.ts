import { childByField, none } from '../tree/flat-tree.ts';
import { nextNamed, strip } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import type { NodePattern, PatternNode } from './pattern-node.ts';
import { role } from './syntax.ts';

/** A dotted name that an import abbreviates. */
export function matchByName(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const { names, tree, syntax } = matcher.file;
  const bits = syntax.role[pattern.kind] ?? 0;
  if ((bits & (role.member | role.call)) === 0) return false;
  if (pattern.qualified !== '') {
    if ((matcher.rolesOf(strip(tree, node, syntax)) & (role.name | role.member | role.call)) === 0 || !names.spells(node, pattern.qualified)) return false;
    return (bits & role.member) !== 0 ? next() : argumentsOf(matcher, pattern, node, next);
  }
  return (bits & role.member) !== 0 && byPrefix(matcher, pattern, node, next);
}

/** Whether `foo` is a call that the pattern `foo(...)` means, in languages where calls need no parentheses: no variable has the name. */
export function isBareCall(matcher: Matcher, pattern: NodePattern, start: number): boolean {
  const { names, tree, syntax } = matcher.file;
  if (syntax.source.bareCalls !== true || ((syntax.role[pattern.kind] ?? 0) & role.call) === 0) return false;
  const [callee, list, ...rest] = pattern.children;
  if (callee?.op !== 'leaf' || !callee.resolvable || rest.length > 0 || (list?.op === 'node' && !list.optional)) return false;
  const parent = tree.parent[start] ?? none;
  const hasName = parent !== none && (matcher.rolesOf(parent) & (role.call | role.pair)) !== 0 && syntax.fieldA[tree.kind[parent] ?? 0] === tree.field[start];
  return !hasName && matcher.isText(start, callee.text) && (matcher.rolesOf(start) & role.name) !== 0 && !names.declares(callee.text);
}

/** `$F(...)` is also a call on an object: the metavariable stands for object and name. */
export function matchReceiverCall(matcher: Matcher, pattern: NodePattern, start: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const [callee, list, ...rest] = pattern.children;
  const node = strip(tree, start, syntax);
  if (callee?.op !== 'meta' || list === undefined || rest.length > 0 || (matcher.rolesOf(node) & role.call) === 0) return false;
  const kind = tree.kind[node] ?? 0;
  const receiver = childByField(tree, node, syntax.fieldB[kind] ?? 0);
  const name = childByField(tree, node, syntax.fieldA[kind] ?? 0);
  if (receiver === none || name === none) return false;
  const end = tree.skip[node] ?? 0;
  for (let child = nextNamed(tree, node + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) {
    if ((matcher.rolesOf(child) & role.argumentList) === 0) continue;
    const whole = { start: tree.start[receiver] ?? 0, end: tree.end[name] ?? 0, nodes: [] };
    return matcher.bind(callee.slot, whole, () => matcher.match(list, child, next));
  }
  return false;
}

/** `subprocess.$F` matches a lone name imported from `subprocess`, and so does `$M.call`, with `$M` for the module. */
function byPrefix(matcher: Matcher, pattern: NodePattern, start: number, next: Next): boolean {
  const { names, tree, syntax } = matcher.file;
  const [object, last] = pattern.children;
  const node = strip(tree, start, syntax);
  if (object === undefined || last === undefined || (matcher.rolesOf(node) & role.name) === 0) return false;
  if (last.op !== 'meta' && object.op !== 'meta') return false;
  if (last.op === 'meta' && object.op === 'meta' && last.slot === object.slot && last.slot >= 0) return false;
  const name = names.resolve(tree.text.slice(tree.start[node], tree.end[node]), node);
  const dot = name?.lastIndexOf('.') ?? -1;
  if (name === undefined || dot <= 0) return false;
  const own = () => matchOwnName(matcher, last, { node, name: name.slice(dot + 1) }, next);
  const prefix = name.slice(0, dot);
  if (object.op !== 'meta') return spelling(object) === prefix && own();
  return object.type === undefined && matcher.bind(object.slot, { ...matcher.nodeBinding(node), nodes: [], constant: prefix }, own);
}

/** The last part of the full name of an imported one. */
function matchOwnName(matcher: Matcher, last: PatternNode, { node, name }: { readonly node: number; readonly name: string }, next: Next): boolean {
  if (last.op === 'leaf') return last.text === name && next();
  return last.op === 'meta' && matcher.bind(last.slot, matcher.nodeBinding(node), next);
}

function spelling(node: PatternNode): string {
  if (node.op === 'leaf') return node.text;
  return node.op === 'node' ? node.qualified : '';
}

function argumentsOf(matcher: Matcher, pattern: NodePattern, start: number, next: Next): boolean {
  const { tree } = matcher.file;
  const node = matcher.find(pattern.group, start);
  const list = pattern.children.find((child) => ((matcher.file.syntax.role[child.kind] ?? 0) & role.argumentList) !== 0);
  if (node === none || list === undefined) return false;
  const end = tree.skip[node] ?? 0;
  for (let child = nextNamed(tree, node + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) {
    if ((matcher.rolesOf(child) & role.argumentList) !== 0) return matcher.match(list, child, next);
  }
  return false;
}
