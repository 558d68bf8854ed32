import { type CallGraph, type KnownUnit, openCallGraph } from './call-graph.ts';
import { type LinkPlan, planRule, type RuleFunctions } from './link-plan.ts';
import type { ProjectIndex } from './project-index.ts';

export interface LimitedRule {
  readonly ruleId: string;
  readonly depth?: number;
  readonly left: number;
}

/** What to follow in a project, and for which rules that is not all. */
export interface ProjectPlan {
  readonly plans: readonly LinkPlan[];
  /** Rules for which that is not all, and why: see `RulePlans`. */
  readonly limited: readonly LimitedRule[];
  /** Rules with a source and a sink. */
  readonly rules: number;
}

/** Where a rule's sources and sinks are in a unit. */
interface Marked {
  readonly unit: number;
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
}

/** Plans all rules that have both a source and a sink in the project, in the order of their ids. Opens no file. */
export function planProject(project: ProjectIndex, units: readonly KnownUnit[]): ProjectPlan {
  const likely = [...marksByRule(units)].filter(([, marks]) => mayFlow(marks)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (likely.length === 0) return { plans: [], limited: [], rules: 0 };
  const graph = openCallGraph(project, units);
  const plans: LinkPlan[] = [];
  const limited: LimitedRule[] = [];
  for (const [ruleId, marks] of likely) {
    const { plans: own, ...limit } = planRule(graph, ruleId, numbersOf(graph, marks));
    plans.push(...own);
    if (limit.depth !== undefined || limit.left > 0) limited.push({ ruleId, ...limit });
  }
  return { plans, limited, rules: likely.length };
}

function marksByRule(units: readonly KnownUnit[]): ReadonlyMap<string, readonly Marked[]> {
  const found = new Map<string, Marked[]>();
  for (const { unit, facts } of units) {
    for (const { rules, sources, sinks } of facts.marks) {
      for (const rule of rules) addMark(found, rule, { unit: unit.index, sources, sinks });
    }
  }
  return found;
}

function addMark(found: Map<string, Marked[]>, rule: string, mark: Marked): void {
  const known = found.get(rule);
  if (known === undefined) found.set(rule, [mark]);
  else known.push(mark);
}

function mayFlow(marks: readonly Marked[]): boolean {
  return marks.length > 1 && marks.some(({ sources }) => sources.length > 0) && marks.some(({ sinks }) => sinks.length > 0);
}

function numbersOf(graph: CallGraph, marks: readonly Marked[]): RuleFunctions {
  const numbers = (kind: 'sources' | 'sinks') => new Set(marks.flatMap((mark) => mark[kind].map((id) => graph.numberOf(mark.unit, id))));
  return { sources: numbers('sources'), sinks: numbers('sinks') };
}
