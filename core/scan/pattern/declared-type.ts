import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, strip } from './head.ts';
import { role, rolesOf } from './syntax.ts';

/** Where the type of a variable is told: a type node with marks beside the name, or the value it is declared with. */
export type DeclaredType = { readonly kind: 'written'; readonly type: number; readonly marks: string } | { readonly kind: 'value'; readonly value: number };

/** The type written next to a variable, or the type of the object it is made from. */
export function typeNode(file: FileTree, { assign, name, right }: { readonly assign: number; readonly name: number; readonly right: number }): number {
  const { tree, syntax } = file;
  const around = tree.parent[name] ?? none;
  const beside = around === assign || around === none || (rolesOf(syntax, tree, around) & role.parameter) === 0 ? none : writtenType(file, around);
  if (beside !== none) return plainType(file, beside);
  const own = writtenType(file, assign);
  if (own !== none) return plainType(file, own);
  const parent = tree.parent[assign] ?? none;
  const outer = parent === none ? none : writtenType(file, parent);
  if (outer !== none) return plainType(file, outer);
  return right === none ? none : constructedType(file, strip(tree, right, syntax));
}

/** The type in the `type` field of a node, unless it leaves the type to the value. */
function writtenType({ tree, syntax, grammar }: FileTree, node: number): number {
  const type = childByField(tree, node, syntax.typeField);
  const isInferred = type !== none && syntax.source.inferredTypes.some((name) => name === grammar.kinds[tree.kind[type] ?? 0] || name === textOf(tree, type));
  return isInferred ? none : type;
}

/** The type written for a name inside `root`, or `none`. */
export function parameterType(file: FileTree, name: number, root: number): number {
  const { tree, syntax } = file;
  const parent = tree.parent[root] ?? none;
  const first = parent !== none && (rolesOf(syntax, tree, parent) & role.declaration) !== 0 ? parent : root;
  for (let node = tree.parent[name] ?? none; node !== none && node >= first; node = tree.parent[node] ?? none) {
    const type = childByField(tree, node, syntax.typeField);
    if (type !== none) return type <= name && name < (tree.skip[type] ?? 0) ? none : plainType(file, type);
  }
  return none;
}

/** The type in `new T(…)` and, where calls of types construct, `T(…)`. */
export function constructedType(file: FileTree, value: number): number {
  const { tree, syntax, grammar } = file;
  const kind = tree.kind[value] ?? 0;
  const name = grammar.kinds[kind];
  if (((syntax.role[kind] ?? 0) & role.call) === 0) return none;
  const callee = childByField(tree, value, syntax.fieldA[kind] ?? 0);
  const byCall = syntax.source.constructsByCall === true && callee !== none && /^[A-Z]/.test(textOf(tree, callee));
  const constructs = byCall || name === 'new_expression' || name === 'object_creation_expression' || name === 'call';
  return constructs && callee !== none ? plainType(file, callee) : none;
}

/** Looks through annotations. */
function plainType(file: FileTree, type: number): number {
  const { tree, grammar } = file;
  const name = grammar.kinds[tree.kind[type] ?? 0];
  const isWrapper = name === 'type_annotation' || name === 'type';
  const inner = isWrapper ? firstChild(tree, type) : none;
  return inner === none ? type : plainType(file, inner);
}

/** The marks of pointers and arrays that stand beside the declared name and not beside its type, as in C. */
export function declaratorMarks({ tree, grammar }: FileTree, name: number): string {
  let marks = '';
  for (let node = tree.parent[name] ?? none; node !== none; node = tree.parent[node] ?? none) {
    const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
    if (!kind.endsWith('_declarator')) break;
    if (kind === 'pointer_declarator') marks += '*';
    if (kind === 'array_declarator') marks += '[]';
  }
  return marks;
}
