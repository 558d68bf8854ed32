import { childByField, type FlatTree, none } from '../tree/flat-tree.ts';
import type { NodePattern, PatternNode, StringPattern } from './pattern-node.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** Kind groups that a match of this root can have; empty means any node. */
export function requiredGroups(node: PatternNode, syntax: Syntax): readonly number[] {
  if (node.op === 'meta' || node.op === 'ellipsis' || node.op === 'deep' || node.op === 'chain') return [];
  if (node.op === 'import') return [node.group, ...groupsOf(syntax.source.declarations, syntax)];
  if (node.op === 'string') return [...literalGroups(node.group, syntax), ...sumGroups(node, syntax)];
  if (node.op === 'leaf' && (node.literal || node.resolvable)) return literalGroups(node.group, syntax);
  return node.op === 'node' ? nodeGroups(node, syntax) : [node.group];
}

function nodeGroups(node: NodePattern, syntax: Syntax): readonly number[] {
  const bits = syntax.role[node.kind] ?? 0;
  if (node.result !== undefined) return resultGroups(node.group, requiredGroups(node.result, syntax));
  if (node.children[0]?.op === 'assign' && (bits & role.expressionStatement) !== 0) return [node.group, ...groupsOf(syntax.source.declarations, syntax)];
  if (node.qualified !== '' && (bits & role.member) !== 0) return literalGroups(node.group, syntax);
  if (isOpenCall(node, syntax)) {
    const calls = syntax.source.calls.map(({ kind }) => kind);
    return [...new Set([node.group, ...groupsOf(calls, syntax)])];
  }
  return isBareCallee(node, syntax) ? literalGroups(node.group, syntax) : [node.group];
}

/** A value that is returned may stand alone. */
function resultGroups(group: number, groups: readonly number[]): readonly number[] {
  return groups.length === 0 ? [] : [group, ...groups];
}

/** A call of anything. */
function isOpenCall(node: PatternNode, syntax: Syntax): boolean {
  return node.op === 'node' && ((syntax.role[node.kind] ?? 0) & role.call) !== 0 && node.children[0]?.op === 'meta';
}

/** A call that may be written as a lone name. */
function isBareCallee(node: PatternNode, syntax: Syntax): boolean {
  return syntax.source.bareCalls === true && node.op === 'node' && ((syntax.role[node.kind] ?? 0) & role.call) !== 0 && node.children[0]?.op === 'leaf';
}

/** Literals are also matched by the names of constants, dotted names by imported names. */
function literalGroups(group: number, syntax: Syntax): readonly number[] {
  const { names, members, namespaces } = syntax.source;
  const constants = namespaces.length === 0 ? [] : members.map(({ kind }) => kind);
  return [...new Set([group, ...groupsOf([...names.slice(0, 1), ...constants], syntax)])];
}

/** What a regex or metavariable in quotes asks for may be put together from literals. */
function sumGroups({ content }: StringPattern, syntax: Syntax): readonly number[] {
  return content.kind === 'regex' || content.kind === 'meta' ? groupsOf(['binary_expression', 'binary_operator', 'concatenated_string'], syntax) : [];
}

function groupsOf(kinds: readonly string[], syntax: Syntax): readonly number[] {
  return [...new Set(kinds.flatMap((kind) => syntax.grammar.kindIds(kind)).map((id) => syntax.group[id] ?? 0))];
}

/** The last name of the callee of a call, of a member access, or of the value of an assignment; '' when the pattern leaves it open. */
export function headOf(node: PatternNode, syntax: Syntax): string {
  if (node.op === 'assign') return headOf(node.right, syntax);
  if (node.op !== 'node' || syntax.source.anyCase === true) return '';
  const bits = syntax.role[node.kind] ?? 0;
  if ((bits & role.call) !== 0) return nameIn(partOf(node.children, syntax.fieldA[node.kind] ?? 0), syntax);
  return (bits & role.member) === 0 ? '' : nameIn(partOf(node.children, syntax.fieldB[node.kind] ?? 0), syntax);
}

/** A name, or the last one of a member access. */
function nameIn(node: PatternNode | undefined, syntax: Syntax): string {
  if (node?.op === 'leaf') return node.text;
  return node?.op === 'node' && ((syntax.role[node.kind] ?? 0) & role.member) !== 0 ? headOf(node, syntax) : '';
}

function partOf(children: readonly PatternNode[], field: number): PatternNode | undefined {
  return field === 0 ? children.at(-1) : children.find((child) => child.field === field);
}

/** The node whose text is the head of a code node, or `none`: same rules as for patterns. */
export function headNode(tree: FlatTree, node: number, syntax: Syntax): number {
  const kind = tree.kind[node] ?? 0;
  const bits = rolesOf(syntax, tree, node);
  if ((bits & role.assign) !== 0) return headIn(tree, childByField(tree, node, syntax.fieldB[kind] ?? 0), syntax, none);
  if ((bits & role.call) !== 0) {
    const callee = childByField(tree, node, syntax.fieldA[kind] ?? 0);
    return headIn(tree, callee, syntax, strip(tree, callee, syntax));
  }
  return (bits & role.member) === 0 ? none : memberName(tree, node, syntax.fieldB[kind] ?? 0, syntax);
}

/** The head of a call or member access; of anything else `otherwise`. */
function headIn(tree: FlatTree, node: number, syntax: Syntax, otherwise: number): number {
  const inner = strip(tree, node, syntax);
  const bits = rolesOf(syntax, tree, inner);
  if ((bits & role.member) !== 0) return memberName(tree, inner, syntax.fieldB[tree.kind[inner] ?? 0] ?? 0, syntax);
  return (bits & role.call) !== 0 && otherwise === none ? headNode(tree, inner, syntax) : otherwise;
}

function memberName(tree: FlatTree, node: number, field: number, syntax: Syntax): number {
  const name = field === 0 ? lastChild(tree, node) : childByField(tree, node, field);
  return strip(tree, name, syntax);
}

/** Looks through wrappers that mean nothing, and through casts and the like. */
export function strip(tree: FlatTree, node: number, syntax: Syntax): number {
  let inner = node;
  for (;;) {
    const next = inner === none ? none : wrapped(tree, inner, syntax);
    if (next === none) return inner;
    inner = next;
  }
}

/** The child that a wrapper stands for; `none` for a node that is no wrapper. */
export function wrapped(tree: FlatTree, node: number, syntax: Syntax): number {
  const bits = rolesOf(syntax, tree, node);
  if ((bits & role.transparent) !== 0) return onlyChild(tree, node);
  if ((bits & role.seeThrough) === 0) return none;
  const first = firstChild(tree, node);
  const isCast = first !== none && syntax.grammar.kinds[tree.kind[first] ?? 0] === 'type_arguments';
  return isCast ? nextNamed(tree, tree.skip[first] ?? 0, tree.skip[node] ?? 0) : first;
}

/** The named child that is no comment when there is exactly one; else `none`. */
export function onlyChild(tree: FlatTree, node: number): number {
  const first = firstChild(tree, node);
  return first === none || nextNamed(tree, tree.skip[first] ?? 0, tree.skip[node] ?? 0) !== none ? none : first;
}

/** The first named child that is no comment, or `none`. */
export function firstChild(tree: FlatTree, node: number): number {
  return nextNamed(tree, node + 1, tree.skip[node] ?? 0);
}

/** The first named sibling that is no comment from `from` on, below `end`; or `none`. */
export function nextNamed(tree: FlatTree, from: number, end: number): number {
  for (let child = from; child < end; child = tree.skip[child] ?? end) {
    if (((tree.flags[child] ?? 0) & 3) === 1) return child;
  }
  return none;
}

function lastChild(tree: FlatTree, node: number): number {
  const end = tree.skip[node] ?? 0;
  let last: number = none;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) last = child;
  return last;
}
