import { nodeCovering } from '../tree/flat-tree.ts';
import { unify } from './bindings.ts';
import { spend } from './budget.ts';
import type { CompiledFormula, FormulaNode } from './compiled-formula.ts';
import { applyCondition } from './evaluate-condition.ts';
import type { FileTree } from './file-tree.ts';
import { indexRanges } from './range-index.ts';
import { findGeneric } from './generic/find.ts';
import type { Binding, Bindings, Match, NodeRange } from './match.ts';
import { findQuery } from '../query/find-query.ts';
import type { ClauseStep, Observer } from './observer.ts';
import { findNear, isLone } from './lone.ts';
import { findPattern } from './search.ts';
import { findStructure } from '../structure/find.ts';

type All = Extract<FormulaNode, { kind: 'all' }>;

const mostMatches = 10_000;
const bindingsPerRange = 8;
/** Joining the bindings of two matches, in comparisons of two ranges. */
const stepsPerUnion = 20;

/** Every place where the formula holds, in order of start; with a range, only those that start at its nodes. Throws BudgetError when it takes too many steps. */
export function matchFormula(compiled: CompiledFormula, file: FileTree, range?: NodeRange, observe?: Observer): readonly Match[] {
  file.effort.steps = 0;
  return unique(evaluate(compiled.root, file, range, observe)).sort((a, b) => a.start - b.start || b.end - a.end);
}

function evaluate(node: FormulaNode, file: FileTree, range?: NodeRange, observe?: Observer): readonly Match[] {
  switch (node.kind) {
    case 'pattern':
      return findPattern(node.pattern, file, range);
    case 'regex':
      return findRegex(node, file, range);
    case 'generic':
      return findGeneric(node.pattern, file);
    case 'any':
      return node.of.flatMap((part) => evaluate(part, file, range, observe));
    case 'all':
      return evaluateAll(node, file, range, observe);
    case 'structure':
      return findStructure(node, file, range);
    case 'query':
      return findQuery(node, file, range);
  }
  return node satisfies never;
}

function evaluateAll(node: All, file: FileTree, range?: NodeRange, observe?: Observer): readonly Match[] {
  const [first, ...others] = node.positives.length > 0 ? node.positives : node.inside;
  if (first === undefined) return [];
  let matches: readonly Match[] = range === undefined && observe === undefined ? evaluateFirst(node, first, file) : evaluate(first, file, range, observe);
  observe?.({ role: 'pattern', clause: first, own: matches, before: matches, after: matches });
  for (const other of others) {
    if (matches.length === 0) return [];
    const own = evaluate(other, file, range, observe);
    matches = observed(observe, { role: 'pattern', clause: other, own, before: matches, after: intersect(node, file, matches, own) });
  }
  return focused(node, filtered(node, withName(node.as, matches, file), file, observe));
}

/** A lone metavariable is looked for only where the next clause leaves it a chance. */
function evaluateFirst(node: All, first: FormulaNode, file: FileTree): readonly Match[] {
  const next = node.positives.length === 0 ? undefined : (node.positives[1] ?? node.inside[0]);
  if (first.kind !== 'pattern' || !isLone(first.pattern) || next === undefined) return evaluate(first, file);
  const around = evaluate(next, file);
  return around.length === 0 ? [] : findNear(first.pattern, file, around);
}

function observed(observe: Observer | undefined, step: ClauseStep): readonly Match[] {
  observe?.(step);
  return step.after;
}

/** Applies what restricts: `inside`, `not` and conditions. */
function filtered(node: All, given: readonly Match[], file: FileTree, observe?: Observer): readonly Match[] {
  let matches = given;
  for (const [role, clause] of restrictions(node)) {
    if (matches.length === 0) return [];
    const own = evaluate(clause, file);
    matches = observed(observe, { role, clause, own, before: matches, after: restrict(role, file, { matches, own, isRegex: clause.kind === 'regex' }) });
  }
  for (const clause of node.where) {
    const after = matches.flatMap((match) => applyCondition(clause, match, { file, evaluate, filtered }));
    matches = observed(observe, { role: 'condition', clause, own: [], before: matches, after });
  }
  return matches;
}

type Restriction = 'inside' | 'not' | 'not-inside' | 'anywhere';

function restrictions(node: All): readonly (readonly [Restriction, FormulaNode])[] {
  const as = (role: Restriction, parts: readonly FormulaNode[]) => parts.map((part) => [role, part] as const);
  return [...as('inside', node.inside), ...as('not', node.not), ...as('not-inside', node.notInside), ...as('anywhere', node.anywhere)];
}

interface Restricted {
  readonly matches: readonly Match[];
  readonly own: readonly Match[];
  readonly isRegex: boolean;
}

function restrict(role: Restriction, file: FileTree, { matches, own, isRegex }: Restricted): readonly Match[] {
  if (role === 'inside') return keepInside(file, matches, own);
  return role === 'anywhere' ? withAnywhere(file, matches, own) : remove(file, matches, own, isRegex);
}

/** Ranges of either side that lie in one of the other; the smaller range stays, with the bindings of both. */
function intersect(node: All, file: FileTree, left: readonly Match[], right: readonly Match[]): readonly Match[] {
  const kept: Match[] = [];
  const index = indexRanges(right);
  for (const a of left) {
    const near = [...new Set([...index.around(a), ...index.inside(a)])].sort((one, other) => one - other);
    spend(file, 1 + near.length);
    for (const place of near) {
      const both = overlap(file, a, right[place]);
      if (both !== undefined) kept.push(both);
    }
    if (kept.length < mostMatches) continue;
    file.exhausted.add(node);
    return kept;
  }
  return kept;
}

function overlap(file: FileTree, a: Match, b: Match | undefined): Match | undefined {
  if (b === undefined) return undefined;
  const isInner = isWithin(a, b);
  const [inner, outer] = isInner ? [a, b] : [b, a];
  spend(file, stepsPerUnion);
  const bindings = unify(file, inner.bindings, outer.bindings);
  return bindings === undefined ? undefined : { ...inner, bindings };
}

/** Keeps what unifies with a match anywhere in the file. */
function withAnywhere(file: FileTree, matches: readonly Match[], others: readonly Match[]): readonly Match[] {
  const kept: Match[] = [];
  for (const match of matches) {
    spend(file, others.length * stepsPerUnion);
    let found = 0;
    for (const other of others) {
      const bindings = unify(file, match.bindings, other.bindings);
      if (bindings === undefined) continue;
      kept.push({ ...match, bindings });
      found += 1;
      if (found >= bindingsPerRange) break;
    }
  }
  return kept;
}

function keepInside(file: FileTree, matches: readonly Match[], around: readonly Match[]): readonly Match[] {
  const kept: Match[] = [];
  const index = indexRanges(around);
  for (const match of matches) {
    const near = index.around(match);
    spend(file, 1 + near.length);
    let found = 0;
    for (const place of near) {
      const bindings = unify(file, match.bindings, around[place]?.bindings ?? match.bindings);
      if (bindings === undefined) continue;
      kept.push({ ...match, bindings });
      found += 1;
      if (found >= bindingsPerRange) break;
    }
  }
  return kept;
}

/** A negated regex removes what it overlaps, a negated pattern what lies in it. */
function remove(file: FileTree, matches: readonly Match[], negative: readonly Match[], overlaps: boolean): readonly Match[] {
  if (negative.length === 0) return matches;
  const index = indexRanges(negative);
  return matches.filter((match) => {
    const near = overlaps ? index.beside(match) : index.around(match);
    spend(file, 1 + near.length);
    return !near.some((place) => unify(file, match.bindings, negative[place]?.bindings ?? match.bindings) !== undefined);
  });
}

function isWithin(inner: Match, outer: Match): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Narrows to what one metavariable of each list stands for, where the lists agree. */
function focused(node: All, matches: readonly Match[]): readonly Match[] {
  let narrowed = matches;
  for (const names of node.focus) narrowed = narrowed.flatMap((match) => names.flatMap((name) => focusOn(match, match.bindings.get(name)) ?? []));
  return narrowed;
}

function focusOn(match: Match, binding: Binding | undefined): Match | undefined {
  if (binding === undefined) return undefined;
  const place: Match = { node: binding.nodes[0] ?? match.node, start: binding.start, end: binding.end, bindings: match.bindings };
  if (isWithin(place, match)) return place;
  return isWithin(match, place) ? match : undefined;
}

/** `as: $X` makes the metavariable stand for the whole match. */
function withName(name: string | undefined, matches: readonly Match[], file: FileTree): readonly Match[] {
  if (name === undefined) return matches;
  return matches.flatMap((match) => {
    const whole: Bindings = new Map([[name, { start: match.start, end: match.end, nodes: [match.node] }]]);
    const bindings = unify(file, match.bindings, whole);
    return bindings === undefined ? [] : [{ ...match, bindings }];
  });
}

function findRegex(clause: Extract<FormulaNode, { kind: 'regex' }>, file: FileTree, range?: NodeRange): readonly Match[] {
  const { regex, window } = clause;
  const { tree } = file;
  const text = window === undefined ? tree.text : tree.text.slice(window.start, window.end);
  const by = window?.start ?? 0;
  const matches: Match[] = [];
  spend(file, text.length);
  for (const found of text.matchAll(regex)) {
    const start = by + found.index;
    const end = start + found[0].length;
    if (start === end) continue;
    const node = nodeCovering(tree, start, end);
    if (range === undefined || (node >= range.from && node < range.to)) matches.push({ node, start, end, bindings: groupBindings(found, tree.text, by) });
    if (matches.length < mostMatches) continue;
    file.exhausted.add(clause);
    break;
  }
  return matches;
}

/** Groups of a regex bind `$1`, `$2`, … and their names. */
function groupBindings(found: RegExpExecArray, text: string, by: number): Bindings {
  const bindings = new Map<string, Binding>();
  const add = (name: string, range: readonly [number, number] | undefined) => {
    if (range === undefined) return;
    const [start, end] = [range[0] + by, range[1] + by];
    bindings.set(`$${name}`, { start, end, nodes: [], constant: text.slice(start, end) });
  };
  for (const [index, range] of (found.indices ?? []).entries()) if (index > 0) add(String(index), range);
  for (const [name, range] of Object.entries(found.indices?.groups ?? {})) add(name, range);
  return bindings;
}

/** One match for equal ranges with equal bindings. */
function unique(matches: readonly Match[]): Match[] {
  const seen = new Set<string>();
  const kept: Match[] = [];
  for (const match of matches) {
    let key = `${match.start}-${match.end}`;
    for (const [name, { start, end }] of match.bindings) key += `${name}${start}-${end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(match);
  }
  return kept;
}
