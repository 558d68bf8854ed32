import { countBelow } from '../../kernel/sorted.ts';

/** A stretch of the text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Finds among many ranges those around, inside or beside a given one. Answers are positions in the list it was made of, in order. */
export interface RangeIndex {
  /** Ranges that the given one lies in, equal ones among them. */
  around(given: Stretch): readonly number[];
  /** Ranges that lie in the given one, equal ones among them. */
  inside(given: Stretch): readonly number[];
  /** Ranges that share a character with the given one. */
  beside(given: Stretch): readonly number[];
}

/** Orders ranges by their starts, with a tree of the greatest ends over them. */
export function indexRanges(ranges: readonly Stretch[]): RangeIndex {
  const order = ranges.map((_, index) => index).sort((a, b) => (ranges[a]?.start ?? 0) - (ranges[b]?.start ?? 0) || a - b);
  const starts = Uint32Array.from(order, (index) => ranges[index]?.start ?? 0);
  const ends = greatestEnds(Uint32Array.from(order, (index) => ranges[index]?.end ?? 0));
  const inOrder = (places: readonly number[]) => places.map((place) => order[place] ?? 0).sort((a, b) => a - b);
  return {
    around: ({ start, end }) => inOrder(reaching(ends, countBelow(starts, start + 1), end)),
    beside: ({ start, end }) => inOrder(reaching(ends, countBelow(starts, end), start + 1)),
    inside({ start, end }) {
      const found: number[] = [];
      const last = countBelow(starts, end + 1);
      for (let place = countBelow(starts, start); place < last; place += 1) if ((ends.tree[ends.leaves + place] ?? 0) <= end) found.push(place);
      return inOrder(found);
    },
  };
}

/** A binary tree in an array: the ends are its leaves, from `leaves` on, and each node has the greatest of the two below it. */
interface GreatestEnds {
  readonly tree: Uint32Array;
  readonly leaves: number;
}

function greatestEnds(ends: Uint32Array): GreatestEnds {
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, ends.length)));
  const tree = new Uint32Array(2 * leaves);
  tree.set(ends, leaves);
  for (let node = leaves - 1; node > 0; node -= 1) tree[node] = Math.max(tree[2 * node] ?? 0, tree[2 * node + 1] ?? 0);
  return { tree, leaves };
}

/** Places before `count` whose end is at least `end`. */
function reaching({ tree, leaves }: GreatestEnds, count: number, end: number): number[] {
  const found: number[] = [];
  const open = [{ node: 1, first: 0, size: leaves }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, first, size } = next;
    if (first >= count || (tree[node] ?? 0) < end) continue;
    if (size === 1) found.push(first);
    else open.push({ node: 2 * node, first, size: size / 2 }, { node: 2 * node + 1, first: first + size / 2, size: size / 2 });
  }
  return found;
}
