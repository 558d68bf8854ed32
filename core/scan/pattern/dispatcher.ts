import { type Steps, toEnd } from '../../kernel/steps.ts';
import { nodeFlags, none } from '../tree/flat-tree.ts';
import type { CompiledFormula, FormulaNode } from './compiled-formula.ts';
import { matchFormula } from './evaluate.ts';
import type { FileTree } from './file-tree.ts';
import { headNode, strip } from './head.ts';
import type { Match, NodeRange } from './match.ts';
import { Matcher } from './matcher.ts';
import { inOwnCase } from './name-case.ts';
import type { CompiledPattern } from './pattern-node.ts';
import { lastSegment, mayOccur, matchAt } from './search.ts';
import { role, rolesOf } from './syntax.ts';

/** Matches many formulas of one grammar in one pass over a tree. */
export interface Dispatcher {
  /** Matches by index of the formula; `wanted` leaves out formulas, which then have no matches. */
  readonly matchAll: (file: FileTree, wanted?: (index: number) => boolean) => readonly (readonly Match[])[];
  /** Only looks the patterns up, with rests, so that `matchFormula` on this file finds them done. */
  readonly lookUp: (file: FileTree, wanted: Iterable<number>, carried?: CarriedMatches) => Steps<void>;
}

/** Matches that an earlier version of the file had at nodes that did not change, in the numbers of this version. */
export interface CarriedMatches {
  /** The nodes that have to be looked at again, in order and without overlaps, and those around them. */
  readonly ranges: readonly NodeRange[];
  readonly around: readonly number[];
  /** Undefined for a pattern that has to be looked up everywhere. */
  readonly of: (pattern: CompiledPattern) => readonly Match[] | undefined;
}

/** A pattern being looked up and what was found of it. */
interface Target {
  readonly pattern: CompiledPattern;
  readonly found: Match[];
}

/** Patterns that can start at one kind group: those with a known head by its name, and the rest. */
interface Entry {
  readonly byHead: Map<string, Target[]>;
  readonly rest: Target[];
}

/** Looks only at the formulas that are wanted, so that a file costs what its own rules cost and not what all do. */
export function createDispatcher(compiled: readonly CompiledFormula[]): Dispatcher {
  const parts = compiled.map(({ root }) => patternsIn(root));
  const restrictions = compiled.map(({ root }) => restrictionsIn(root));
  function* lookUp(file: FileTree, wanted: Iterable<number>, carried?: CarriedMatches): Steps<void> {
    const active = new Set<CompiledPattern>();
    for (const index of wanted) {
      for (const pattern of parts[index] ?? []) if (!file.found.has(pattern) && mayOccur(pattern, file)) active.add(pattern);
    }
    if (carried === undefined) return yield* matchTree(file, active);
    const narrowing = [...wanted].flatMap((index) => restrictions[index] ?? []);
    yield* matchChanged(file, new Set([...active, ...narrowing.filter((pattern) => mayOccur(pattern, file) && carried.of(pattern) !== undefined)]), carried);
  }
  return {
    lookUp,
    matchAll: (file, wanted = () => true) => {
      toEnd(
        lookUp(
          file,
          compiled.flatMap((_formula, index) => (wanted(index) ? index : [])),
        ),
      );
      return compiled.map((formula, index) => (wanted(index) ? matchFormula(formula, file) : []));
    },
  };
}

/** The positive patterns that a formula looks up over the whole file. */
function patternsIn(node: FormulaNode): readonly CompiledPattern[] {
  if (node.kind === 'any') return node.of.flatMap(patternsIn);
  if (node.kind === 'all') return node.positives.flatMap(patternsIn);
  return node.kind === 'pattern' && node.pattern.groups.length > 0 ? [node.pattern] : [];
}

/** What narrows the matches of a formula is looked up only where there are any. Found in an earlier version, it is followed into this one. */
function restrictionsIn(node: FormulaNode): readonly CompiledPattern[] {
  if (node.kind === 'any') return node.of.flatMap(restrictionsIn);
  if (node.kind !== 'all') return [];
  const conditions = node.where.flatMap((condition) => (condition.kind === 'pattern' && condition.inner === undefined ? condition.formula : []));
  const own = [...node.inside, ...node.not, ...node.notInside, ...node.anywhere, ...conditions];
  return [...own.flatMap((part) => [...patternsIn(part), ...restrictionsIn(part)]), ...node.positives.flatMap(restrictionsIn)];
}

/** Looks up what changed and takes the rest over from the earlier version. */
function* matchChanged(file: FileTree, active: ReadonlySet<CompiledPattern>, carried: CarriedMatches): Steps<void> {
  const kept = new Map<CompiledPattern, readonly Match[]>();
  for (const pattern of active) {
    const matches = carried.of(pattern);
    if (matches !== undefined) kept.set(pattern, matches);
  }
  yield* matchTree(file, new Set([...active].filter((pattern) => !kept.has(pattern))));
  yield* matchTree(file, new Set(kept.keys()), carried);
  for (const [pattern, matches] of kept) {
    const again = file.found.get(pattern) ?? [];
    file.found.set(pattern, again.length === 0 ? matches : [...matches, ...again].sort((a, b) => a.node - b.node));
  }
}

/** Nodes that are looked at in one step. */
const nodesAtOnce = 128;

/** Only what can match in this file is looked up: nodes of kinds that an active pattern starts with, all of them or those that changed. */
function* matchTree(file: FileTree, active: ReadonlySet<CompiledPattern>, changed?: Pick<CarriedMatches, 'ranges' | 'around'>): Steps<void> {
  if (active.size === 0) return;
  const targets = [...active].map((pattern): Target => ({ pattern, found: [] }));
  const pass: Pass = { file, matcher: new Matcher(file), entries: entriesOf(targets), heads: headFilter(targets, file) };
  for (const node of changed?.around ?? []) matchNode(pass, node);
  for (const { from, to } of changed?.ranges ?? [{ from: 0, to: file.tree.count }]) {
    for (let node = from; node < to; node += 1) {
      if (node % nodesAtOnce === 0) yield;
      matchNode(pass, node);
    }
  }
  for (const { pattern, found } of targets) file.found.set(pattern, found);
}

interface Pass {
  readonly file: FileTree;
  readonly matcher: Matcher;
  /** By kind group. */
  readonly entries: ReadonlyMap<number, Entry>;
  /** 1 for the keys of names that some pattern may ask for; undefined where any name may stand for another. */
  readonly heads: Uint8Array | undefined;
}

function matchNode({ file, matcher, entries, heads }: Pass, node: number): void {
  const { tree, syntax } = file;
  if (((tree.flags[node] ?? 0) & 3) !== nodeFlags.named) return;
  const entry = entries.get(syntax.group[tree.kind[node] ?? 0] ?? 0);
  if (entry === undefined) return;
  for (const { pattern, found } of entry.rest) matchAt(matcher, pattern, node, found);
  if (entry.byHead.size === 0) return;
  for (const { pattern, found } of named(file, entry, node, heads)) matchAt(matcher, pattern, node, found);
}

function entriesOf(targets: readonly Target[]): ReadonlyMap<number, Entry> {
  const entries = new Map<number, Entry>();
  for (const target of targets) {
    const { groups, head } = target.pattern;
    for (const group of groups) {
      const entry = entries.get(group) ?? { byHead: new Map<string, Target[]>(), rest: [] };
      entries.set(group, entry);
      if (head === '') entry.rest.push(target);
      else entry.byHead.set(head, [...(entry.byHead.get(head) ?? []), target]);
    }
  }
  return entries;
}

const filterSize = 1024;

/** Most names of a file are no head of any pattern, which their first and last character and their length tell without making a string. */
function headFilter(targets: readonly Target[], { names, syntax }: FileTree): Uint8Array | undefined {
  if (names.imports.expand !== undefined || syntax.source.caselessIn !== undefined) return undefined;
  const filter = new Uint8Array(filterSize);
  const mark = (name: string) => {
    filter[nameKey(name, 0, name.length)] = 1;
  };
  for (const { pattern } of targets) mark(pattern.head);
  for (const alias of names.imports.aliases.keys()) mark(alias);
  return filter;
}

function nameKey(text: string, start: number, end: number): number {
  return (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + (end - start)) & (filterSize - 1);
}

const noTargets: readonly Target[] = [];

/** The targets whose head is the name at a node, as written or as imported. */
function named(file: FileTree, entry: Entry, node: number, heads: Uint8Array | undefined): readonly Target[] {
  const { tree, syntax, names } = file;
  const isName = (rolesOf(syntax, tree, node) & role.name) !== 0;
  const name = isName ? node : strip(tree, headNode(tree, node, syntax), syntax);
  if (name === none) return noTargets;
  const [start, end] = [tree.start[name] ?? 0, tree.end[name] ?? 0];
  if (heads?.[nameKey(tree.text, start, end)] === 0) return noTargets;
  const written = tree.text.slice(start, end);
  const text = inOwnCase(written, syntax);
  const direct = entry.byHead.get(text);
  const resolved = names.resolve(written, name);
  const imported = resolved === undefined ? undefined : inOwnCase(resolved, syntax);
  if (imported === undefined) return direct ?? noTargets;
  const target = lastSegment(imported);
  const renamed = target === text ? undefined : entry.byHead.get(target);
  const full = imported === target || imported === text ? undefined : entry.byHead.get(imported);
  return [...(direct ?? []), ...(renamed ?? []), ...(full ?? [])];
}
