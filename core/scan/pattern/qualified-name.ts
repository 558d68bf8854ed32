import { childByField, type FlatTree, none, textOf } from '../tree/flat-tree.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

const dottedName = /^[\w$]+(?:\s*(?:\.|::)\s*[\w$]+)+$/;
const hasPlaceholder = /(?:mvQ_|evQ_|elQ_|tvQ_|deepQ_)/;

/** The dotted name that a pattern node or the callee of a call with receiver spells; '' for others. */
export function qualifiedName(syntax: Syntax, tree: FlatTree, node: number): string {
  const bits = rolesOf(syntax, tree, node);
  const kind = tree.kind[node] ?? 0;
  const text = textOf(tree, node);
  if ((bits & role.member) !== 0) return dottedName.test(text) && !hasPlaceholder.test(text) ? text.replace(/\s+/g, '').replaceAll('::', '.') : '';
  if ((bits & role.call) === 0 || (syntax.fieldB[kind] ?? 0) === 0) return '';
  const receiver = childByField(tree, node, syntax.fieldB[kind] ?? 0);
  const name = childByField(tree, node, syntax.fieldA[kind] ?? 0);
  if (receiver === none || name === none) return '';
  const callee = `${textOf(tree, receiver)}.${textOf(tree, name)}`;
  return dottedName.test(callee) && !hasPlaceholder.test(callee) ? callee : '';
}

/** Whether a name is that of a member, a key, a named argument or a method: nothing an import could rename. */
export function isMemberName(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const parent = tree.parent[node] ?? none;
  if (parent === none) return false;
  const bits = rolesOf(syntax, tree, parent);
  const kind = tree.kind[parent] ?? 0;
  const field = tree.field[node] ?? 0;
  if ((bits & role.member) !== 0) return field === syntax.fieldB[kind];
  if ((bits & (role.pair | role.keywordArgument)) !== 0) return field === syntax.fieldA[kind];
  return (bits & role.call) !== 0 && field !== syntax.fieldB[kind] && childByField(tree, parent, syntax.fieldB[kind] ?? 0) !== none;
}
