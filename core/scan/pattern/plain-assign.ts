import { childByField, type FlatTree, none } from '../tree/flat-tree.ts';
import { firstChild, nextNamed } from './head.ts';
import type { Syntax } from './syntax.ts';

/** An assignment without an operator of its own: `=`, not `+=`. */
export function isPlainAssign(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const operator = childByField(tree, node, syntax.operatorField);
  return operator === none || (tree.end[operator] ?? 0) - (tree.start[operator] ?? 0) === 1;
}

/** What an assignment writes to and the value; by position where the grammar has no fields for them. `none` where there is no such part. */
export function sidesOf(syntax: Syntax, tree: FlatTree, node: number): { readonly left: number; readonly right: number } {
  const kind = tree.kind[node] ?? 0;
  const a = syntax.fieldA[kind] ?? 0;
  const b = syntax.fieldB[kind] ?? 0;
  const left = a === 0 ? firstChild(tree, node) : childByField(tree, node, a);
  const second = left === none ? none : nextNamed(tree, tree.skip[left] ?? 0, tree.skip[node] ?? 0);
  return { left, right: b === 0 ? second : childByField(tree, node, b) };
}
