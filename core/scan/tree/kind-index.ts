import type { FlatTree } from './flat-tree.ts';

const indexes = new WeakMap<FlatTree, ReadonlyMap<number, readonly number[]>>();

/** Nodes of these kinds in order, from an index that is made once per tree; every node for undefined. `from..to`: only these nodes. */
export function nodesOfKinds(tree: FlatTree, kinds: ReadonlySet<number> | undefined, from = 0, to = tree.count): Iterable<number> {
  if (kinds === undefined) return allNodes(from, Math.min(to, tree.count));
  const index = indexes.get(tree) ?? indexKinds(tree);
  indexes.set(tree, index);
  const nodes = [...kinds].flatMap((kind) => index.get(kind) ?? []);
  if (kinds.size > 1) nodes.sort((a, b) => a - b);
  return nodes.filter((node) => node >= from && node < to);
}

function* allNodes(from: number, to: number): Generator<number> {
  for (let node = from; node < to; node += 1) yield node;
}

function indexKinds(tree: FlatTree): ReadonlyMap<number, readonly number[]> {
  const index = new Map<number, number[]>();
  for (let node = 0; node < tree.count; node += 1) {
    const kind = tree.kind[node] ?? 0;
    const nodes = index.get(kind);
    if (nodes === undefined) index.set(kind, [node]);
    else nodes.push(node);
  }
  return index;
}
