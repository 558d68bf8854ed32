import { none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import type { Syntax } from './syntax.ts';

/** A name as it is looked up: in lower case where a language has names that mean the same in any case. */
export function inOwnCase(name: string, { source }: Pick<Syntax, 'source'>): string {
  return source.caselessIn === undefined ? name : name.toLowerCase();
}

/** Whether the case of a name in the code does not matter: it is that of a function, method or class. */
export function isCaseless({ tree, syntax, grammar }: FileTree, node: number): boolean {
  const kinds = syntax.source.caselessIn;
  const parent = tree.parent[node] ?? none;
  if (kinds === undefined || parent === none || tree.text.charCodeAt(tree.start[node] ?? 0) === 36) return false;
  return kinds.includes(grammar.kinds[tree.kind[parent] ?? 0] ?? '');
}
