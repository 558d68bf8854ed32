import { childByField, none } from '../tree/flat-tree.ts';
import type { Matcher, Next } from './matcher.ts';
import type { AssignPattern } from './pattern-node.ts';
import { isPlainAssign, sidesOf } from './plain-assign.ts';
import { role } from './syntax.ts';

/** The pattern itself is a declaration. */
function declares({ file }: Matcher, { kind }: AssignPattern): boolean {
  return ((file.syntax.role[kind] ?? 0) & role.declares) !== 0;
}

/** An assignment without an operator of its own, in any of the language's notations. */
export function matchAssign(matcher: Matcher, pattern: AssignPattern, start: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const node = matcher.find(pattern.group, start);
  if (node === none || (matcher.rolesOf(node) & role.assign) === 0 || !isPlainAssign(syntax, tree, node)) return false;
  if (matcher.options?.vardef_assign === false && (matcher.rolesOf(node) & role.declares) !== 0 && !declares(matcher, pattern)) return false;
  const { left, right } = sidesOf(syntax, tree, node);
  if (left === none || right === none) return false;
  const sides = () => matcher.match(pattern.left, left, () => matcher.match(pattern.right, right, next));
  if (pattern.type === undefined) return sides();
  const type = childByField(tree, node, syntax.typeField);
  return type !== none && matcher.match(pattern.type, type, sides);
}
