import { countBelow } from '../../kernel/sorted.ts';
import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import type { Match } from './match.ts';
import { Matcher } from './matcher.ts';
import type { CompiledPattern } from './pattern-node.ts';
import { isExpressionLike, matchAt, mayOccur } from './search.ts';

/** Whether a pattern is a metavariable alone, which any expression matches. */
export function isLone(pattern: CompiledPattern): boolean {
  return pattern.groups.length === 0 && !pattern.sequence && !pattern.statement && pattern.head === '';
}

/** Matches of a lone metavariable that lie in one of some ranges, or that one of these lies in. */
export function findNear(pattern: CompiledPattern, file: FileTree, ranges: readonly Match[]): readonly Match[] {
  const known = file.found.get(pattern);
  if (known !== undefined || !mayOccur(pattern, file)) return known ?? [];
  const matcher = new Matcher(file);
  const found: Match[] = [];
  for (const node of nodesNear(file.tree, ranges)) if (isExpressionLike(file, node)) matchAt(matcher, pattern, node, found);
  return found;
}

/** In order. */
function nodesNear(tree: FlatTree, ranges: readonly Match[]): readonly number[] {
  const nodes = new Set<number>();
  let next = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const first = countBelow(tree.start, start, tree.count);
    for (let node = tree.parent[first] ?? none; node !== none && !nodes.has(node); node = tree.parent[node] ?? none) nodes.add(node);
    for (next = Math.max(first, next); next < tree.count && (tree.start[next] ?? 0) < end; next += 1) nodes.add(next);
  }
  return [...nodes].sort((a, b) => a - b);
}
