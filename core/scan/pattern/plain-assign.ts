import { childByField, type FlatTree, none } from '../tree/flat-tree.ts';
import type { Syntax } from './syntax.ts';

/** An assignment without an operator of its own: `=`, not `+=`. */
export function isPlainAssign(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const operator = childByField(tree, node, syntax.operatorField);
  return operator === none || (tree.end[operator] ?? 0) - (tree.start[operator] ?? 0) === 1;
}
