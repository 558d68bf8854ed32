import type { FlatTree } from '../tree/flat-tree.ts';
import { importedNames, importedPaths } from './imported-names.ts';
import type { ImportPattern } from './pattern-node.ts';
import { readPlaceholder } from './placeholder.ts';
import type { Syntax } from './syntax.ts';

/** The names that an import of a pattern asks for; undefined for other nodes. */
export function importParts(
  syntax: Syntax,
  tree: FlatTree,
  node: number,
  slotOf: (name: string) => number,
): Pick<ImportPattern, 'names' | 'paths'> | undefined {
  const names = importedNames(syntax, tree, node);
  if (names.length > 0) return { names };
  const paths = importedPaths(syntax, tree, node).map((path) => path.split('.').map((part) => slotIn(part, slotOf)));
  return paths.length === 0 ? undefined : { names, paths };
}

function slotIn(part: string, slotOf: (name: string) => number): string | number {
  const found = readPlaceholder(part);
  return found?.kind === 'meta' ? slotOf(found.name) : part;
}
