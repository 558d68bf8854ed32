import { childrenOf, type FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import { type Spliced, splicedFrom } from '../tree/splice-tree.ts';
import { isContainer, isWrapper } from './piece.ts';

/** Node indexes, the end exclusive. */
export interface Nodes {
  readonly from: number;
  readonly to: number;
}

/** What two versions of a file share: every node but `old`, which became `now`, and the nodes around it. */
export interface TreeDiff {
  readonly old: Nodes;
  readonly now: Nodes;
  /** Nodes of the new version around the changed ones, outermost first; their kinds are those of before. */
  readonly around: readonly number[];
  /** What to add to nodes and offsets after the range to get those of the new version. */
  readonly nodeShift: number;
  readonly offsetShift: number;
  /** Offsets of the new text outside of the changed nodes: `0..before` and `after..length`. */
  readonly before: number;
  readonly after: number;
}

/**
 * Finds the smallest run of statements or members that differs. Compares the nodes themselves, so that a reparse that changed a node far
 * from the edit is seen.
 */
export function diffTrees(old: FlatTree, now: FlatTree, grammar: Grammar): TreeDiff {
  const pair = openPair(old, now);
  let [a, b] = [0, 0];
  const around: number[] = [];
  for (;;) {
    const diff = diffChildren(pair, a, b, around);
    const inner = innerContainer(pair, diff, grammar);
    if (inner === undefined) return diff;
    around.push(b, ...inner.passed);
    [a, b] = [inner.a, inner.b];
  }
}

interface Pair {
  readonly old: FlatTree;
  readonly now: FlatTree;
  readonly prefix: number;
  readonly suffix: number;
  readonly offsetShift: number;
  /** Where the new tree was made from the old one: only the nodes of this stretch have to be compared. */
  readonly spliced: Spliced | undefined;
}

function openPair(old: FlatTree, now: FlatTree): Pair {
  const prefix = commonPrefix(old.text, now.text);
  return { old, now, prefix, suffix: commonSuffix(old.text, now.text, prefix), offsetShift: now.text.length - old.text.length, spliced: splicedFrom(now, old) };
}

/** Compares the children of two versions of one node. */
function diffChildren(pair: Pair, a: number, b: number, passed: readonly number[]): TreeDiff {
  const { old, now, offsetShift } = pair;
  const [olds, nows] = [[...childrenOf(old, a)], [...childrenOf(now, b)]];
  const { first, last } = sharedEnds(pair, olds, nows);
  const oldNodes = rangeOf(olds, first, last, old.skip[a]);
  const nowNodes = rangeOf(nows, first, last, now.skip[b]);
  const before = nows[first - 1];
  const after = nows[nows.length - last];
  return {
    old: oldNodes,
    now: nowNodes,
    around: [...passed, b],
    nodeShift: nowNodes.to - oldNodes.to,
    offsetShift,
    before: (before === undefined ? now.start[b] : now.end[before]) ?? 0,
    after: (after === undefined ? now.end[b] : now.start[after]) ?? 0,
  };
}

/** How many children at the beginning and at the end are the same. */
function sharedEnds(pair: Pair, olds: readonly number[], nows: readonly number[]): { readonly first: number; readonly last: number } {
  const most = Math.min(olds.length, nows.length);
  let first = 0;
  while (first < most && isBefore(pair, olds[first] ?? 0, nows[first] ?? 0)) first += 1;
  let last = 0;
  while (last < most - first && isAfter(pair, olds.at(-1 - last) ?? 0, nows.at(-1 - last) ?? 0)) last += 1;
  return { first, last };
}

function rangeOf(children: readonly number[], first: number, last: number, end = 0): Nodes {
  return { from: children[first] ?? end, to: children[children.length - last] ?? end };
}

/** The container in which the one child that differs differs, with the wrappers on the way; undefined when more than that differs. */
function innerContainer(
  pair: Pair,
  diff: TreeDiff,
  grammar: Grammar,
): { readonly a: number; readonly b: number; readonly passed: readonly number[] } | undefined {
  const { old, now } = pair;
  let [a, b] = [diff.old.from, diff.now.from];
  if (old.skip[a] !== diff.old.to || now.skip[b] !== diff.now.to) return undefined;
  const passed: number[] = [];
  for (;;) {
    const kind = old.kind[a] === now.kind[b] ? (grammar.kinds[now.kind[b] ?? 0] ?? '') : '';
    if (isContainer(kind)) return { a, b, passed };
    if (!isWrapper(kind)) return undefined;
    const inner = diffChildren(pair, a, b, []);
    if (old.skip[inner.old.from] !== inner.old.to || now.skip[inner.now.from] !== inner.now.to) return undefined;
    passed.push(b);
    [a, b] = [inner.old.from, inner.now.from];
  }
}

function isBefore(pair: Pair, a: number, b: number): boolean {
  if (pair.spliced !== undefined && (pair.old.skip[a] ?? 0) <= pair.spliced.from) return a === b;
  return (pair.old.end[a] ?? 0) <= pair.prefix && isSame(pair, a, b, 0);
}

function isAfter(pair: Pair, a: number, b: number): boolean {
  if (pair.spliced !== undefined && a >= pair.spliced.to) return b - a === pair.spliced.end - pair.spliced.to;
  return (pair.old.start[a] ?? 0) >= pair.old.text.length - pair.suffix && isSame(pair, a, b, pair.offsetShift);
}

/** Same kinds, fields, flags, shape and places but for the shift. */
function isSame({ old, now }: Pair, a: number, b: number, shift: number): boolean {
  const { kind, start, end, skip, field, flags } = old;
  const { kind: kinds, start: starts, end: ends, skip: skips, field: fields, flags: flagged } = now;
  const size = (skip[a] ?? 0) - a;
  const nodeShift = b - a;
  if ((skips[b] ?? 0) - b !== size) return false;
  for (let m = a; m < a + size; m += 1) {
    const n = m + nodeShift;
    if (kind[m] !== kinds[n] || field[m] !== fields[n] || flags[m] !== flagged[n]) return false;
    if ((start[m] ?? 0) + shift !== starts[n] || (end[m] ?? 0) + shift !== ends[n] || (skip[m] ?? 0) + nodeShift !== skips[n]) return false;
  }
  return true;
}

/** Characters that are compared at once while all is the same. */
const block = 4096;

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= most && a.slice(at, at + block) === b.slice(at, at + block)) at += block;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let at = 0;
  while (at + block <= most && a.slice(a.length - at - block, a.length - at) === b.slice(b.length - at - block, b.length - at)) at += block;
  while (at < most && a.charCodeAt(a.length - 1 - at) === b.charCodeAt(b.length - 1 - at)) at += 1;
  return at;
}
