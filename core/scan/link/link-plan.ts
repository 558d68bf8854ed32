import type { CallGraph } from './call-graph.ts';
import { type Reach, reachFrom } from './reach-graph.ts';

/** A part of a program in which a rule's sources and sinks may meet, as plain data. */
export interface LinkPlan {
  readonly ruleId: string;
  /** Functions to begin with: from each both a source and a sink can be reached. */
  readonly wanted: readonly (readonly [unit: number, id: number])[];
  /** Functions on the ways to them, by unit. */
  readonly concerned: readonly (readonly [unit: number, ids: readonly number[]])[];
}

/** `depth`: calls from a source or sink to where both meet that are looked at, where that was limited. `left`: parts that are too large even so. */
export interface RulePlans {
  readonly plans: readonly LinkPlan[];
  readonly depth?: number;
  readonly left: number;
}

/** Functions that a rule's sources and sinks stand in. */
export interface RuleFunctions {
  readonly sources: ReadonlySet<number>;
  readonly sinks: ReadonlySet<number>;
}

const mostUnits = 400;
/** Calls between functions are guesses: the more there are, the fewer in a row are believed. */
const depths = [2, 3, 4, 5, 6, 8, 12, 40];

/** Plans a rule: one plan for each part that has nothing to do with the others. */
export function planRule(graph: CallGraph, ruleId: string, marked: RuleFunctions): RulePlans {
  if (marked.sources.size === 0 || marked.sinks.size === 0) return { plans: [], left: 0 };
  let known: Parts | undefined;
  // From few calls to many: what reaches too many files is costly to find out, and only done once.
  for (const depth of depths) {
    const next = partsWithin(graph, marked, depth);
    if (next.left > 0) return { ...toPlans(graph, ruleId, known ?? next), depth: known?.depth ?? depth };
    known = next;
    if (next.isAll) break;
  }
  return known === undefined ? { plans: [], left: 0 } : toPlans(graph, ruleId, known);
}

/** The parts found through so many calls. */
interface Parts {
  readonly depth: number;
  readonly small: readonly { readonly wanted: readonly number[]; readonly concerned: LinkPlan['concerned'] }[];
  /** How many are too large. */
  readonly left: number;
  /** More calls lead nowhere else. */
  readonly isAll: boolean;
}

function partsWithin(graph: CallGraph, { sources, sinks }: RuleFunctions, depth: number): Parts {
  const [fromSources, fromSinks] = [reachFrom(graph, sources, depth), reachFrom(graph, sinks, depth)];
  const meetings = meetingsOf(graph, fromSources, fromSinks);
  const parts = partsOf(meetings, (number) => [...(fromSources.ways.get(number) ?? []), ...(fromSinks.ways.get(number) ?? [])]).map((part) => ({
    wanted: part.wanted,
    concerned: byUnit(graph, part.functions),
  }));
  const small = parts.filter(({ concerned }) => concerned.length <= mostUnits);
  return { depth, small, left: parts.length - small.length, isAll: !fromSources.cutOff && !fromSinks.cutOff };
}

function toPlans(graph: CallGraph, ruleId: string, { small, left }: Parts): RulePlans {
  const starts = (wanted: readonly number[]) => withParents(graph, wanted).map((number) => [graph.unitOf(number), graph.idOf(number)] as const);
  return { plans: small.map(({ wanted, concerned }): LinkPlan => ({ ruleId, wanted: starts(wanted), concerned })), left };
}

/**
 * Functions from which both a source and a sink can be reached, one of them in another file. Where both are reached through calls of one
 * name alone, what is called is such a function itself, and those around it would find nothing else.
 */
function meetingsOf(graph: CallGraph, sources: Reach, sinks: Reach): readonly number[] {
  const found: number[] = [];
  for (const [number, ways] of sources.ways) {
    const others = sinks.ways.get(number);
    if (others === undefined || (!sources.far.has(number) && !sinks.far.has(number))) continue;
    if (!sources.marked.has(number) && !sinks.marked.has(number) && isOneName(graph, [...ways, ...others])) continue;
    found.push(number);
  }
  return found.sort((a, b) => a - b);
}

function isOneName(graph: CallGraph, functions: readonly number[]): boolean {
  const names = new Set(functions.map((number) => graph.nameOf(number)));
  return names.size === 1 && (!names.has('') || new Set(functions).size === 1);
}

interface Part {
  readonly wanted: number[];
  readonly functions: number[];
}

/** What the meetings lead to, in parts that share no function. */
function partsOf(meetings: readonly number[], waysFrom: (number: number) => readonly number[]): readonly Part[] {
  const rootOf = new Map<number, number>();
  const root = (number: number): number => {
    let at = number;
    for (let next = rootOf.get(at) ?? at; next !== at; next = rootOf.get(at) ?? at) at = next;
    rootOf.set(number, at);
    return at;
  };
  const open = [...meetings];
  for (const number of meetings) rootOf.set(number, number);
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    for (const next of waysFrom(number)) {
      if (!rootOf.has(next)) {
        rootOf.set(next, next);
        open.push(next);
      }
      const [a, b] = [root(number), root(next)];
      if (a !== b) rootOf.set(Math.max(a, b), Math.min(a, b));
    }
  }
  const parts = new Map<number, Part>();
  const wanted = new Set(meetings);
  for (const number of [...rootOf.keys()].sort((a, b) => a - b)) {
    const part = parts.get(root(number)) ?? { wanted: [], functions: [] };
    parts.set(root(number), part);
    part.functions.push(number);
    if (wanted.has(number)) part.wanted.push(number);
  }
  return [...parts.values()];
}

/** A closure only runs when the functions around it have made it. */
function withParents(graph: CallGraph, functions: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const number of functions) for (let at = number; at >= 0 && !all.has(at); at = graph.parentOf(at)) all.add(at);
  return [...all].sort((a, b) => a - b);
}

function byUnit(graph: CallGraph, functions: readonly number[]): readonly (readonly [number, readonly number[]])[] {
  const units = new Map<number, number[]>();
  for (const number of functions) {
    const unit = graph.unitOf(number);
    const ids = units.get(unit);
    if (ids === undefined) units.set(unit, [graph.idOf(number)]);
    else ids.push(graph.idOf(number));
  }
  return [...units];
}
