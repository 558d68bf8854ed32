import { type FlatTree, nodeFlags, none } from '../tree/flat-tree.ts';
import type { CompiledFormula, FormulaNode } from './compiled-formula.ts';
import { matchFormula } from './evaluate.ts';
import type { FileTree } from './file-tree.ts';
import { headNode, strip } from './head.ts';
import type { Match, NodeRange } from './match.ts';
import { Matcher } from './matcher.ts';
import type { CompiledPattern } from './pattern-node.ts';
import { lastSegment, mayOccur, matchAt } from './search.ts';
import { role, rolesOf } from './syntax.ts';

/** Matches many formulas of one grammar in one pass over a tree. */
export interface Dispatcher {
  /** Matches by index of the formula; `wanted` leaves out formulas, which then have no matches. */
  readonly matchAll: (file: FileTree, wanted?: (index: number) => boolean) => readonly (readonly Match[])[];
  /** Only looks the patterns up, so that `matchFormula` on this file finds them done. */
  readonly lookUp: (file: FileTree, wanted: (index: number) => boolean, carried?: CarriedMatches) => void;
}

/** Matches that an earlier version of the file had at nodes that did not change, in the numbers of this version. */
export interface CarriedMatches {
  /** The nodes that have to be looked at again, and those around them. */
  readonly range: NodeRange;
  readonly around: readonly number[];
  /** Undefined for a pattern that has to be looked up everywhere. */
  readonly of: (pattern: CompiledPattern) => readonly Match[] | undefined;
}

/** Patterns that can start at one kind group: those with a known head by its name, and the rest. */
interface Entry {
  readonly byHead: Map<string, number[]>;
  readonly rest: number[];
}

/** Indexes the formulas' positive patterns by root kind and head name. */
export function createDispatcher(compiled: readonly CompiledFormula[]): Dispatcher {
  const users = new Map<CompiledPattern, number[]>();
  for (const [index, { root }] of compiled.entries()) collect(root, index, users);
  const patterns = [...users.keys()];
  const entries = indexPatterns(patterns);
  const lookUp = (file: FileTree, wanted: (index: number) => boolean, carried?: CarriedMatches) => {
    const active = patterns.filter((pattern) => (users.get(pattern) ?? []).some(wanted) && mayOccur(pattern, file) && !file.found.has(pattern));
    const tables = { patterns, entries };
    if (carried === undefined) matchTree(file, tables, new Set(active));
    else matchChanged(file, tables, { active, carried });
  };
  return {
    lookUp,
    matchAll: (file, wanted = () => true) => {
      lookUp(file, wanted);
      return compiled.map((formula, index) => (wanted(index) ? matchFormula(formula, file) : []));
    },
  };
}

function collect(node: FormulaNode, index: number, users: Map<CompiledPattern, number[]>): void {
  if (node.kind === 'any') for (const part of node.of) collect(part, index, users);
  if (node.kind === 'all') for (const part of node.positives) collect(part, index, users);
  if (node.kind !== 'pattern' || node.pattern.groups.length === 0) return;
  const known = users.get(node.pattern);
  if (known === undefined) users.set(node.pattern, [index]);
  else known.push(index);
}

function indexPatterns(patterns: readonly CompiledPattern[]): ReadonlyMap<number, Entry> {
  const entries = new Map<number, Entry>();
  for (const [index, { groups, head }] of patterns.entries()) {
    for (const group of groups) {
      const entry = entries.get(group) ?? { byHead: new Map<string, number[]>(), rest: [] };
      entries.set(group, entry);
      if (head === '') entry.rest.push(index);
      else addTo(entry.byHead, head, index);
    }
  }
  return entries;
}

function addTo(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

interface Tables {
  readonly patterns: readonly CompiledPattern[];
  readonly entries: ReadonlyMap<number, Entry>;
}

/** Looks up what changed and takes the rest over from the earlier version. */
function matchChanged(
  file: FileTree,
  tables: Tables,
  { active, carried }: { readonly active: readonly CompiledPattern[]; readonly carried: CarriedMatches },
): void {
  const kept = new Map<CompiledPattern, readonly Match[]>();
  for (const pattern of active) {
    const matches = carried.of(pattern);
    if (matches !== undefined) kept.set(pattern, matches);
  }
  matchTree(file, tables, new Set(active.filter((pattern) => !kept.has(pattern))));
  matchTree(file, tables, new Set(kept.keys()), changedNodes(carried));
  for (const [pattern, matches] of kept) {
    const again = file.found.get(pattern) ?? [];
    file.found.set(pattern, again.length === 0 ? matches : [...matches, ...again].sort((a, b) => a.node - b.node));
  }
}

function* changedNodes({ around, range }: CarriedMatches): Generator<number> {
  yield* around;
  for (let node = range.from; node < range.to; node += 1) yield node;
}

function* allNodes(tree: FlatTree): Generator<number> {
  for (let node = 0; node < tree.count; node += 1) yield node;
}

/** Only what can match in this file is looked up: nodes of kinds that an active pattern starts with. */
function matchTree(file: FileTree, { patterns, entries }: Tables, active: ReadonlySet<CompiledPattern>, nodes = allNodes(file.tree)): void {
  if (active.size === 0) return;
  const { tree, syntax } = file;
  const found = new Map<CompiledPattern, Match[]>();
  for (const pattern of active) found.set(pattern, []);
  const live = liveEntries(
    entries,
    patterns.map((pattern) => active.has(pattern)),
  );
  const matcher = new Matcher(file);
  for (const node of nodes) {
    const isCounted = ((tree.flags[node] ?? 0) & 3) === nodeFlags.named;
    const entry = isCounted ? live.get(syntax.group[tree.kind[node] ?? 0] ?? 0) : undefined;
    if (entry !== undefined) matchCandidates(matcher, candidates(file, entry, node), { node, patterns, found });
  }
  for (const [pattern, matches] of found) file.found.set(pattern, matches);
}

interface Pass {
  readonly node: number;
  readonly patterns: readonly CompiledPattern[];
  readonly found: ReadonlyMap<CompiledPattern, Match[]>;
}

function matchCandidates(matcher: Matcher, indexes: readonly number[], { node, patterns, found }: Pass): void {
  for (const index of indexes) {
    const pattern = patterns[index];
    const matches = pattern === undefined ? undefined : found.get(pattern);
    if (pattern !== undefined && matches !== undefined) matchAt(matcher, pattern, node, matches);
  }
}

function liveEntries(entries: ReadonlyMap<number, Entry>, active: readonly boolean[]): ReadonlyMap<number, Entry> {
  const live = new Map<number, Entry>();
  const isActive = (index: number) => active[index] === true;
  for (const [group, { byHead, rest }] of entries) {
    const heads = new Map<string, number[]>();
    for (const [head, indexes] of byHead) {
      const kept = indexes.filter(isActive);
      if (kept.length > 0) heads.set(head, kept);
    }
    const entry = { byHead: heads, rest: rest.filter(isActive) };
    if (entry.byHead.size > 0 || entry.rest.length > 0) live.set(group, entry);
  }
  return live;
}

function candidates(file: FileTree, entry: Entry, node: number): readonly number[] {
  if (entry.byHead.size === 0) return entry.rest;
  const { tree, syntax, names } = file;
  const isName = (rolesOf(syntax, tree, node) & role.name) !== 0;
  const name = isName ? node : strip(tree, headNode(tree, node, syntax), syntax);
  if (name === none) return entry.rest;
  const text = tree.text.slice(tree.start[name], tree.end[name]);
  const direct = entry.byHead.get(text);
  const imported = names.resolve(text);
  const target = imported === undefined ? text : lastSegment(imported);
  const renamed = target === text ? undefined : entry.byHead.get(target);
  const full = imported === undefined || imported === target || imported === text ? undefined : entry.byHead.get(imported);
  if (direct === undefined && renamed === undefined && full === undefined) return entry.rest;
  return [...entry.rest, ...(direct ?? []), ...(renamed ?? []), ...(full ?? [])];
}
