import type { FlatTree } from '../tree/flat-tree.ts';
import type { Syntax } from './syntax.ts';

/** Named nodes that are no comments, by kind group. */
export interface GroupIndex {
  /** In order. */
  readonly of: (group: number) => readonly number[];
}

/** Two passes over the nodes; a group becomes a list when it is first asked for. */
export function indexGroups(tree: FlatTree, syntax: Syntax): GroupIndex {
  const { first, nodes } = sortByGroup(tree, syntax);
  const rest = first.length - 2;
  const lists = new Map<number, readonly number[]>();
  const listOf = (group: number): readonly number[] => {
    const bucket = Math.min(group, rest);
    const list = Array.from(nodes.subarray(first[bucket], first[bucket + 1]));
    return bucket < rest ? list : list.filter((node) => syntax.group[tree.kind[node] ?? 0] === group);
  };
  return {
    of: (group) => {
      const known = lists.get(group) ?? listOf(group);
      lists.set(group, known);
      return known;
    },
  };
}

interface Sorted {
  readonly first: Uint32Array;
  readonly nodes: Uint32Array;
}

/** The nodes of a group are `nodes[first[group]..first[group + 1]]`; groups past the grammar's kinds, which are those of errors, share the last place. */
function sortByGroup(tree: FlatTree, syntax: Syntax): Sorted {
  const first = startsOfGroups(tree, syntax);
  const rest = first.length - 2;
  const nodes = new Uint32Array(first[rest + 1] ?? 0);
  const free = first.slice();
  const { count, kind, flags } = tree;
  const { group } = syntax;
  for (let node = 0; node < count; node += 1) {
    if (((flags[node] ?? 0) & 3) !== 1) continue;
    const bucket = Math.min(group[kind[node] ?? 0] ?? 0, rest);
    const at = free[bucket] ?? 0;
    nodes[at] = node;
    free[bucket] = at + 1;
  }
  return { first, nodes };
}

function startsOfGroups({ count, kind, flags }: FlatTree, { grammar, group }: Syntax): Uint32Array {
  const rest = grammar.kinds.length;
  const first = new Uint32Array(rest + 2);
  for (let node = 0; node < count; node += 1) {
    if (((flags[node] ?? 0) & 3) !== 1) continue;
    const next = Math.min(group[kind[node] ?? 0] ?? 0, rest) + 1;
    first[next] = (first[next] ?? 0) + 1;
  }
  for (let at = 1; at < first.length; at += 1) first[at] = (first[at] ?? 0) + (first[at - 1] ?? 0);
  return first;
}
