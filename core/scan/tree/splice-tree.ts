import { childrenOf, type FlatTree, isExtra, nodeFlags } from './flat-tree.ts';

/** A change of the text of a tree: `start..oldEnd` of the old one became `start..newEnd` of the new one. */
export interface Splice {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Nodes `from..to` of the old tree and the stretch `start..end` of its text, to be replaced. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** The nodes that were replaced: `from..to` of the tree before became `from..end`. */
export interface Spliced {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Weakly, so that no tree keeps all trees before it. */
const origins = new WeakMap<FlatTree, Spliced & { readonly old: WeakRef<FlatTree> }>();

/** What was replaced, when the tree was spliced from this one; all other nodes are the same. */
export function splicedFrom(tree: FlatTree, old: FlatTree): Spliced | undefined {
  const origin = origins.get(tree);
  return origin?.old.deref() === old ? origin : undefined;
}

/** How often a statement that goes on into its neighbour is tried with one more. */
const mostFurther = 3;
const lineFeed = 10;
/** Errors, the hidden ones included. */
const leastErrorKind = 65_534;

/**
 * The tree of `text` when only the top-level statements around a change are parsed anew and all others are taken over: exact where these parse
 * alone as they do in their place. With a syntax error only those that the change touches are, so that it does not spread to their neighbours.
 * Undefined when they are half of the text or more, or cannot be parsed.
 */
export function spliceTree(old: FlatTree, text: string, change: Splice, parse: (part: string) => FlatTree | undefined): FlatTree | undefined {
  const offsetShift = text.length - old.text.length;
  const parsePart = (stretch: Stretch): FlatTree | undefined => {
    const part = text.slice(stretch.start, stretch.end + offsetShift);
    return part.length * 2 >= text.length ? undefined : parse(part);
  };
  const nodes = [...childrenOf(old, 0)];
  for (let further = 0; further < mostFurther; further += 1) {
    const { wide, narrow } = stretchesAround(old, nodes, change, further);
    const whole = parsePart(wide);
    if (whole === undefined) return undefined;
    const alone = whole.hasError ? parsePart(narrow) : undefined;
    if (alone !== undefined) return join(old, alone, { ...narrow, text, offsetShift });
    if (whole.hasError || endsAlike(old, whole, wide)) return join(old, whole, { ...wide, text, offsetShift });
  }
  return undefined;
}

/** Whether the last statement of a stretch came out as it was: otherwise what is before goes on in it, and may go on behind it. */
function endsAlike(old: FlatTree, parsed: FlatTree, { from, to }: Stretch): boolean {
  if (to === old.count) return true;
  const [was, is] = [lastStatement(old, from, to), lastStatement(parsed, 1, parsed.count)];
  if (was < 0 || is < 0) return false;
  const size = (tree: FlatTree, node: number) => (tree.skip[node] ?? 0) - node;
  const length = (tree: FlatTree, node: number) => (tree.end[node] ?? 0) - (tree.start[node] ?? 0);
  return old.kind[was] === parsed.kind[is] && size(old, was) === size(parsed, is) && length(old, was) === length(parsed, is);
}

/** Of the nodes `from..to`, which are children of the root and what is in them; -1 when there are only comments. */
function lastStatement(tree: FlatTree, from: number, to: number): number {
  let last = -1;
  for (let node = from; node < to; node = tree.skip[node] ?? to) if (!isExtra(tree, node)) last = node;
  return last;
}

interface Stretches {
  readonly wide: Stretch;
  readonly narrow: Stretch;
}

/**
 * The statements that a change touches, and these with their neighbours, and `further` ones behind these; both from the beginning of a line to
 * that of another. A comment is no neighbour: a statement goes on behind it.
 */
function stretchesAround(old: FlatTree, nodes: readonly number[], { start, oldEnd }: Splice, further: number): Stretches {
  let first = nodes.findIndex((node) => (old.end[node] ?? 0) >= start);
  if (first < 0) first = nodes.length;
  const last = nodes.findLastIndex((node) => (old.start[node] ?? 0) <= oldEnd);
  const statement = (node: number) => !isExtra(old, node);
  const before = nodes.slice(0, Math.max(first, 0)).findLastIndex(statement);
  let after = nextStatement(old, nodes, last + 1);
  for (let step = 0; step < further; step += 1) after = nextStatement(old, nodes, after + 1);
  const wide = stretchOf(old, nodes, before, after);
  return { wide, narrow: stretchOf(old, nodes, first, last) };
}

/** The place among the children of the root of the first statement from a place on; their number when there is none. */
function nextStatement(old: FlatTree, nodes: readonly number[], from: number): number {
  let at = from;
  while (at < nodes.length && isExtra(old, nodes[at] ?? 0)) at += 1;
  return Math.min(at, nodes.length);
}

/** From one child of the root to another, both included; none when `last` is the one before `first`. */
function stretchOf(old: FlatTree, nodes: readonly number[], first: number, last: number): Stretch {
  const beginsLine = (index: number) => {
    const at = old.start[nodes[index] ?? 0] ?? 0;
    return at === 0 || old.text.charCodeAt(at - 1) === lineFeed;
  };
  let [low, high] = [first, last];
  while (low > 0 && low < nodes.length && !beginsLine(low)) low -= 1;
  while (high >= 0 && high < nodes.length - 1 && !beginsLine(high + 1)) high += 1;
  const [before, from, after] = [nodes[low - 1], nodes[low], nodes[high + 1]];
  return {
    from: low <= 0 ? 1 : (from ?? old.count),
    to: after ?? old.count,
    // With nothing to replace the text between two statements is what counts.
    start: before === undefined ? 0 : ((from !== undefined && low <= high ? old.start[from] : old.end[before]) ?? 0),
    end: after === undefined ? old.text.length : (old.start[after] ?? 0),
  };
}

interface Place extends Stretch {
  readonly text: string;
  readonly offsetShift: number;
}

/** Puts the children of a parsed part in the place of the stretch; a part that is no list of statements becomes one node. */
function join(old: FlatTree, parsed: FlatTree, place: Place): FlatTree {
  const { from, to, text, offsetShift } = place;
  const skipped = parsed.kind[0] === old.kind[0] ? 1 : 0;
  const added = parsed.count - skipped;
  const nodeShift = from + added - to;
  const count = old.count + nodeShift;
  const tree: FlatTree = {
    ...{ text, count, hasError: parsed.hasError || (old.hasError && (hasErrors(old, 1, from) || hasErrors(old, to, old.count))) },
    kind: new Uint16Array(count),
    start: new Uint32Array(count),
    end: new Uint32Array(count),
    parent: new Int32Array(count),
    skip: new Int32Array(count),
    field: new Uint8Array(count),
    flags: new Uint8Array(count),
  };
  for (const column of ['kind', 'start', 'end', 'parent', 'skip', 'field', 'flags'] as const) {
    tree[column].set(old[column].subarray(0, from));
    tree[column].set(parsed[column].subarray(skipped, parsed.count), from);
    tree[column].set(old[column].subarray(to, old.count), from + added);
  }
  shift(tree, { from, to: from + added }, { offset: place.start, node: from - skipped });
  shift(tree, { from: from + added, to: count }, { offset: offsetShift, node: nodeShift });
  closeRoot(tree, old, parsed, place);
  origins.set(tree, { from, to, end: from + added, old: new WeakRef(old) });
  return tree;
}

function hasErrors({ kind, flags }: FlatTree, from: number, to: number): boolean {
  for (let node = from; node < to; node += 1) {
    if ((kind[node] ?? 0) >= leastErrorKind || ((flags[node] ?? 0) & nodeFlags.missing) !== 0) return true;
  }
  return false;
}

/** Moves nodes in place; children of the root stay its children. */
function shift({ start, end, parent, skip }: FlatTree, range: Pick<Stretch, 'from' | 'to'>, by: { readonly offset: number; readonly node: number }): void {
  for (let node = range.from; node < range.to; node += 1) {
    start[node] = (start[node] ?? 0) + by.offset;
    end[node] = (end[node] ?? 0) + by.offset;
    const above = parent[node] ?? 0;
    parent[node] = above <= 0 && by.node + above < range.from ? 0 : above + by.node;
    skip[node] = (skip[node] ?? 0) + by.node;
  }
}

function closeRoot(tree: FlatTree, old: FlatTree, parsed: FlatTree, { from, to, start, offsetShift }: Place): void {
  tree.skip[0] = tree.count;
  if (from === 1) tree.start[0] = (parsed.start[0] ?? 0) + start;
  tree.end[0] = to === old.count ? (parsed.end[0] ?? 0) + start : (old.end[0] ?? 0) + offsetShift;
}
