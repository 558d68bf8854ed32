import { type FlatTree, none } from '../tree/flat-tree.ts';
import { onlyChild } from './head.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** The list that some grammars put around the statements of a block, or `none`. */
export function statementList(syntax: Syntax, tree: FlatTree, block: number): number {
  const only = (rolesOf(syntax, tree, block) & role.block) === 0 ? none : onlyChild(tree, block);
  return only !== none && syntax.grammar.kinds[tree.kind[only] ?? 0] === 'statement_list' ? only : none;
}

/** Whether a declaration imports several packages, each compared for itself. */
export function isImportGroup(syntax: Syntax, tree: FlatTree, node: number): boolean {
  return (rolesOf(syntax, tree, node) & role.subset) !== 0 && syntax.grammar.kinds[tree.kind[node] ?? 0] === 'import_declaration';
}

/** The list in parentheses of an import declaration, or `none`: its parts count as parts of the declaration. */
export function importList(syntax: Syntax, tree: FlatTree, declaration: number): number {
  const only = (rolesOf(syntax, tree, declaration) & role.subset) === 0 ? none : onlyChild(tree, declaration);
  return only !== none && syntax.grammar.kinds[tree.kind[only] ?? 0] === 'import_spec_list' ? only : none;
}

/** Whether a scope is the body of a class, so that its names are fields. */
export function isClassScope(syntax: Syntax, tree: FlatTree, scope: number): boolean {
  const parent = tree.parent[scope] ?? none;
  return parent !== none && syntax.grammar.name === 'java' && syntax.source.classes.includes(syntax.grammar.kinds[tree.kind[parent] ?? 0] ?? '');
}
