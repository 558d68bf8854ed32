/** No node: the parent of the root, or a field that is not there. */
export const none = -1;

/** The kind of a stretch that the parser could not understand. */
export const errorKind = 65_535;

/** Bits of `flags`. */
export const nodeFlags = { named: 1, extra: 2, missing: 8 } as const;

/**
 * A syntax tree as typed arrays in pre-order: a node is its index, the root is 0. Offsets are UTF-16 units of the text.
 * `skip[node]` is the next node after the subtree, so the children of `node` are `node + 1`, `skip[node + 1]`, … below `skip[node]`.
 */
export interface FlatTree {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint16Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly parent: Int32Array;
  readonly skip: Int32Array;
  readonly field: Uint8Array;
  readonly flags: Uint8Array;
  /** The parser had to repair or leave out something. */
  readonly hasError: boolean;
}

/** Direct children, anonymous tokens and comments included. */
export function* childrenOf(tree: FlatTree, node: number): Generator<number> {
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) yield child;
}

/** Direct children that are named and no extras (comments). */
export function* namedChildrenOf(tree: FlatTree, node: number): Generator<number> {
  for (const child of childrenOf(tree, node)) {
    const flags = tree.flags[child] ?? 0;
    if ((flags & nodeFlags.named) !== 0 && (flags & nodeFlags.extra) === 0) yield child;
  }
}

/** The first child with this field id, or `none`; the id 0 means no field. */
export function childByField(tree: FlatTree, node: number, field: number): number {
  if (field === 0) return none;
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) {
    if (tree.field[child] === field) return child;
  }
  return none;
}

export function isNamed(tree: FlatTree, node: number): boolean {
  return ((tree.flags[node] ?? 0) & nodeFlags.named) !== 0;
}

/** A comment or another node that may stand anywhere. */
export function isExtra(tree: FlatTree, node: number): boolean {
  return ((tree.flags[node] ?? 0) & nodeFlags.extra) !== 0;
}

export function isLeaf(tree: FlatTree, node: number): boolean {
  return tree.skip[node] === node + 1;
}

/** The source text of a node. */
export function textOf(tree: FlatTree, node: number): string {
  return tree.text.slice(tree.start[node], tree.end[node]);
}

/** The deepest node that covers `start..end`. */
export function nodeCovering(tree: FlatTree, start: number, end: number): number {
  let node = 0;
  for (;;) {
    const inner = firstCovering(tree, node, start, end);
    if (inner === none) return node;
    node = inner;
  }
}

function firstCovering(tree: FlatTree, node: number, start: number, end: number): number {
  const limit = tree.skip[node] ?? 0;
  for (let child = node + 1; child < limit; child = tree.skip[child] ?? limit) {
    if ((tree.start[child] ?? 0) <= start && (tree.end[child] ?? 0) >= end) return child;
  }
  return none;
}
