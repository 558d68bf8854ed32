import { countBelow } from '../../kernel/sorted.ts';
import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';

/** Nodes whose children are statements, members or declarations: one may change without a meaning for its neighbours' own nodes. */
const containers =
  /^(?:program|module|source_file|translation_unit|compilation_unit|statement_block|block|compound_statement|body_statement|class_body|interface_body|enum_body|declaration_list)$/;
const wrappers =
  /^(?:export_statement|decorated_definition|(?:abstract_)?class(?:_declaration|_definition)|(?:interface|enum|struct|record|object|namespace)_declaration|(?:impl|trait|mod|function)_item|class|singleton_method|(?:generator_)?function(?:_declaration|_definition)|method(?:_declaration|_definition)|constructor_declaration)$/;

/** Whether the children of a kind of node are statements or members. */
export function isContainer(kind: string): boolean {
  return containers.test(kind);
}

/** Whether a kind of node is a definition around statements or members. */
export function isWrapper(kind: string): boolean {
  return wrappers.test(kind);
}

/** A statement or member, and the nodes around it, outermost first; the last of them is the container it is a child of, or stands in for one. */
export interface Piece {
  readonly node: number;
  readonly around: readonly number[];
}

/** The smallest statement or member at an offset of the text. */
export function pieceAt(tree: FlatTree, grammar: Grammar, offset: number): Piece {
  const path = pathTo(tree, offset);
  let at = 0;
  for (const [index, node] of path.entries()) {
    const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
    if (isContainer(kind)) at = index + 1;
    else if (!isWrapper(kind)) break;
  }
  const last = Math.min(at, path.length - 1);
  return { node: path[last] ?? 0, around: path.slice(0, last) };
}

/** The nodes around an offset, outermost first. */
function pathTo(tree: FlatTree, offset: number): number[] {
  const last = Math.max(0, countBelow(tree.start, offset + 1, tree.count) - 1);
  const path: number[] = [];
  for (let node = last; node >= 0; node = tree.parent[node] ?? none) if ((tree.end[node] ?? 0) > offset) path.unshift(node);
  return path;
}
