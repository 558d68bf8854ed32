import { childByField, childrenOf, type FlatTree, nodeFlags, none, textOf } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import { type BoundTable, bindTable } from './bound-table.ts';
import type { Child, FlowTable, Role } from './role.ts';

/** A tree seen through the roles of its language. */
export interface Syntax {
  readonly tree: FlatTree;
  readonly grammar: Grammar;
  readonly bound: BoundTable;
}

/** Mask of `nodeFlags`: with it a named node that is no extra has 1 left. */
const namedNoExtra = nodeFlags.named | nodeFlags.extra;

const boundTables = new WeakMap<Grammar, BoundTable>();

export function openSyntax(tree: FlatTree, grammar: Grammar, table: FlowTable): Syntax {
  const known = boundTables.get(grammar);
  const bound = known?.table === table ? known : bindTable(table, grammar);
  if (bound !== known) boundTables.set(grammar, bound);
  return { tree, grammar, bound };
}

export function roleOf(syntax: Syntax, node: number): Role | undefined {
  return syntax.bound.roles[syntax.tree.kind[node] ?? 0];
}

/** A child by field or position, or `none`. */
export function childOf(syntax: Syntax, node: number, child: Child): number {
  if (node === none) return none;
  if (typeof child === 'string') {
    const field = fieldId(syntax, child);
    return field === 0 ? none : childByField(syntax.tree, node, field);
  }
  if (child < 0) return namedChildren(syntax, node).at(child) ?? none;
  const { tree } = syntax;
  const end = tree.skip[node] ?? 0;
  let index = 0;
  for (let at = node + 1; at < end; at = tree.skip[at] ?? end) {
    if (((tree.flags[at] ?? 0) & namedNoExtra) !== 1) continue;
    if (index === child) return at;
    index += 1;
  }
  return none;
}

/** All named children in a field. */
export function childrenIn(syntax: Syntax, node: number, field: string): number[] {
  const id = fieldId(syntax, field);
  return id === 0 ? [] : namedChildren(syntax, node).filter((child) => syntax.tree.field[child] === id);
}

export function namedChildren(syntax: Syntax, node: number): number[] {
  if (node === none) return [];
  const { tree } = syntax;
  const children: number[] = [];
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) if (((tree.flags[child] ?? 0) & namedNoExtra) === 1) children.push(child);
  return children;
}

export function nameAt(syntax: Syntax, node: number): string {
  return node === none ? '' : textOf(syntax.tree, node);
}

/** The substitution that a text is all of, where the language hands such a value on as it is; otherwise `none`. */
export function onlySubstitution(syntax: Syntax, node: number): number {
  const role = node === none ? undefined : roleOf(syntax, node);
  if (role?.kind !== 'text' || role.transparent !== true) return none;
  const { start, end } = syntax.tree;
  const [only, second] = namedChildren(syntax, node);
  if (only === undefined || second !== undefined || start[only] !== (start[node] ?? 0) + 1 || end[only] !== (end[node] ?? 0) - 1) return none;
  return roleOf(syntax, only)?.kind === 'skip' ? none : only;
}

/** The name of a member, seen through wrappers such as type arguments. */
export function memberName(syntax: Syntax, node: number, role: { readonly name: Child }): string {
  let at = childOf(syntax, node, role.name);
  for (let inner = roleOf(syntax, at); at !== none && inner?.kind === 'pass'; inner = roleOf(syntax, at)) at = childOf(syntax, at, inner.of);
  return nameAt(syntax, at);
}

/** The text of the first token in a field, or of the first token at all. */
export function operatorOf(syntax: Syntax, node: number, field: string | undefined): string {
  if (field !== undefined) return nameAt(syntax, childOf(syntax, node, field));
  let first = '';
  for (const child of childrenOf(syntax.tree, node)) {
    const text = textOf(syntax.tree, child);
    if (((syntax.tree.flags[child] ?? 0) & nodeFlags.named) === 0) return text;
    first ||= text;
  }
  return first;
}

function fieldId(syntax: Syntax, name: string): number {
  const { fields } = syntax.bound;
  const known = fields.get(name);
  if (known !== undefined) return known;
  const id = syntax.grammar.fieldId(name);
  fields.set(name, id);
  return id;
}
