import type { CarriedMatches } from '../pattern/dispatcher.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Binding, Match, NodeRange } from '../pattern/match.ts';
import type { CompiledPattern } from '../pattern/pattern-node.ts';
import { mayOccur, withConstant } from '../pattern/search.ts';
import { changedMeaning } from './changed-meaning.ts';
import { diffTrees, type TreeDiff } from './tree-diff.ts';

/** How far a check goes beyond what changed. */
export type Reach = 'near' | 'whole';

/** Matches taken over from an earlier version. */
export interface Carry extends CarriedMatches {
  /** All of them are those of a check of the whole file. */
  readonly isWhole: boolean;
}

/**
 * What pattern matches of an earlier version still hold in this one: those of nodes that did not change and mean the same as before (imports, and
 * what is assigned to names they use). Undefined when everything has to be matched anew. `near`: what did not change is believed to mean the same
 * where finding out would take long; `isWhole` then tells that it was not.
 */
export function carryMatches(old: FileTree, now: FileTree, reach: Reach): Carry | undefined {
  if (old.grammar !== now.grammar) return undefined;
  const diff = diffTrees(old.tree, now.tree, now.grammar);
  now.names.follow(old.names, diff);
  const most = reach === 'near' ? mostNear : mostWhole;
  const known = sameImports(old, now) ? changedMeaning(old, now, diff, most) : undefined;
  if (known === undefined && reach === 'whole') return undefined;
  const meaning = known ?? { ranges: [], around: [] };
  const ranges = joined([diff.now, ...meaning.ranges]);
  const around = [...diff.around, ...meaning.around].filter((node) => !isTouched(ranges, node, node + 1));
  return { isWhole: known !== undefined, ranges, around: [...new Set(around)], of: (pattern) => carried(pattern, { old, now, diff, ranges }) };
}

/** Nodes that are looked at again in a near check beside those that changed: about ten milliseconds. */
const mostNear = 4000;
/** The same in other checks; beyond it everything is, which can rest between its steps. */
const mostWhole = 12_000;

/** In order, without overlaps. */
function joined(ranges: readonly NodeRange[]): readonly NodeRange[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** Whether a stretch of nodes shares one with any of the ranges. */
function isTouched(ranges: readonly NodeRange[], from: number, to: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.to ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  const next = ranges[low];
  return next !== undefined && next.from < to && next.to > next.from;
}

function sameImports(old: FileTree, now: FileTree): boolean {
  const [before, after] = [old.names.imports, now.names.imports];
  if (before === after) return true;
  if (before.aliases.size !== after.aliases.size || before.wildcards.join(' ') !== after.wildcards.join(' ')) return false;
  for (const [name, target] of before.aliases) if (after.aliases.get(name) !== target) return false;
  return true;
}

interface Versions {
  readonly old: FileTree;
  readonly now: FileTree;
  readonly diff: TreeDiff;
  /** Nodes of the new version that are matched again. */
  readonly ranges: readonly NodeRange[];
}

/** A pattern of one node sees nothing beyond that node; a sequence of statements sees its neighbours. */
function carried(pattern: CompiledPattern, versions: Versions): readonly Match[] | undefined {
  const { old, now, diff } = versions;
  if (pattern.sequence || old.exhausted.has(pattern)) return undefined;
  const found = old.found.get(pattern);
  if (found === undefined) return mayOccur(pattern, old) ? undefined : [];
  const kept: Match[] = [];
  for (const match of found) {
    if (!isKept(match.node, versions)) continue;
    const moved = movedMatch(match, now, diff);
    if (moved === undefined) return undefined;
    kept.push(moved);
  }
  return kept;
}

/** Whether nothing changed in a node of the old version, and nothing in it is matched again. */
function isKept(node: number, { old, now, diff, ranges }: Versions): boolean {
  const isAfter = node >= diff.old.to;
  if (!isAfter && (old.tree.skip[node] ?? 0) > diff.old.from) return false;
  const here = isAfter ? node + diff.nodeShift : node;
  return !isTouched(ranges, here, now.tree.skip[here] ?? here);
}

/** The match in the new version; undefined when it refers to something that changed, such as the value of a constant. */
function movedMatch(match: Match, now: FileTree, diff: TreeDiff): Match | undefined {
  const bindings = new Map<string, Binding>();
  for (const [name, binding] of match.bindings) {
    const moved = movedBinding(binding, diff);
    if (moved === undefined) return undefined;
    bindings.set(name, withConstant(now, moved));
  }
  const by = match.node >= diff.old.to ? diff : { nodeShift: 0, offsetShift: 0 };
  return { node: match.node + by.nodeShift, start: match.start + by.offsetShift, end: match.end + by.offsetShift, bindings };
}

/** Without the old version's constant: it is worked out anew when asked for, so that no old tree is kept alive. */
function movedBinding({ start, end, nodes }: Binding, { before, after, offsetShift, nodeShift }: TreeDiff): Binding | undefined {
  if (end <= before) return { start, end, nodes };
  if (start < after - offsetShift) return undefined;
  return { start: start + offsetShift, end: end + offsetShift, nodes: nodeShift === 0 ? nodes : nodes.map((node) => node + nodeShift) };
}
