import type { Cut, Run } from '../flow/machine.ts';
import type { TaintMatches } from '../flow/marks.ts';
import type { Prepared } from '../flow/run.ts';
import { type TraceEntry, traceOf } from '../flow/trace.ts';
import type { Step } from '../flow/value.ts';
import type { ProjectIndex } from './project-index.ts';
import { type Bases, openProgram, type Program } from './program.ts';
import { type FunctionSets, functionKey, type Reach, reachFrom } from './reach-graph.ts';
import type { Unit } from './unit.ts';

/** A sink that a source in another file reaches. */
export interface LinkedHit {
  readonly unit: Unit;
  /** Index of the sink among the rule's matches in the unit. */
  readonly sink: number;
  readonly trace: readonly TraceEntry[];
}

export interface LinkedRule {
  readonly hits: readonly LinkedHit[];
  readonly cuts: readonly Cut[];
  /** More units or functions were reached than are looked at. */
  readonly cutOff: boolean;
  /** Functions whose summaries were made. */
  readonly functions: number;
}

/** A rule as the link sees it: the units that could hold a source or a sink, and what it matches in any unit. */
export interface LinkInput {
  readonly project: ProjectIndex;
  readonly bases: Bases;
  readonly units: readonly Unit[];
  readonly matchesOf: (unit: Unit) => TaintMatches;
}

const nothing: LinkedRule = { hits: [], cuts: [], cutOff: false, functions: 0 };
const mostRounds = 3;

/** Follows a rule's sources to its sinks where they are in different files. */
export function linkRule(input: LinkInput): LinkedRule {
  const { project, matchesOf, bases } = input;
  const [sources, sinks] = [markedFunctions(input, 'sources'), markedFunctions(input, 'sinks')];
  if (sources.size === 0 || sinks.size === 0 || (sources.size === 1 && sinks.size === 1 && sameKeys(sources, sinks))) return nothing;
  const fromSources = reachFrom(project, sources);
  const fromSinks = reachFrom(project, sinks);
  const wanted = meetings(fromSources, fromSinks);
  if (wanted.length === 0) return { ...nothing, cutOff: fromSources.cutOff || fromSinks.cutOff };
  const program = openProgram({ project, matchesOf, concerned: joined(fromSources.functions, fromSinks.functions), bases });
  try {
    runAll(program, wanted);
    return {
      hits: [...program.runs.values()].flatMap((run) => hitsOf(project, run, matchesOf)),
      cuts: program.progress.cuts,
      cutOff: fromSources.cutOff || fromSinks.cutOff,
      functions: program.progress.functions,
    };
  } finally {
    program.close();
  }
}

/** The functions a kind of match stands in, by unit. */
function markedFunctions({ units, matchesOf }: LinkInput, kind: 'sources' | 'sinks'): Map<number, Set<number>> {
  const marked = new Map<number, Set<number>>();
  for (const unit of units) {
    const found = matchesOf(unit)[kind];
    const prepared = found.length === 0 ? undefined : unit.open()?.prepared;
    if (prepared !== undefined) marked.set(unit.index, new Set(found.flatMap((match) => functionsAt(prepared, match.node))));
  }
  return marked;
}

/** The function around a node, and those in it: a match may be a whole function, such as one whose parameters are sources. */
function functionsAt({ source, flow }: Prepared, node: number): readonly number[] {
  const { tree } = source;
  let around = node;
  while (around > 0 && !flow.functionAt.has(around)) around = tree.parent[around] ?? 0;
  const end = tree.skip[node] ?? 0;
  const inner = [...flow.functionAt].flatMap(([at, id]) => (at >= node && at < end ? [id] : []));
  return [flow.functionAt.get(around) ?? 0, ...inner];
}

function sameKeys(left: FunctionSets, right: FunctionSets): boolean {
  return [...left.keys()].every((key) => right.has(key));
}

interface Meeting {
  readonly unit: number;
  readonly id: number;
}

/** Functions from which both a source and a sink can be reached, one of them in another unit. */
function meetings(sources: Reach, sinks: Reach): readonly Meeting[] {
  const found: Meeting[] = [];
  for (const [unit, ids] of sources.functions) {
    for (const id of ids) {
      if (sinks.functions.get(unit)?.has(id) !== true) continue;
      const key = functionKey(unit, id);
      const units = new Set([...(sources.origins.get(key) ?? []), ...(sinks.origins.get(key) ?? [])]);
      if (units.size > 1 || !units.has(unit)) found.push({ unit, id });
    }
  }
  return found.toSorted((a, b) => a.unit - b.unit || a.id - b.id);
}

function joined(left: FunctionSets, right: FunctionSets): FunctionSets {
  const all = new Map([...left].map(([unit, ids]) => [unit, new Set(ids)]));
  for (const [unit, ids] of right) {
    const known = all.get(unit) ?? new Set<number>();
    for (const id of ids) known.add(id);
    all.set(unit, known);
  }
  return all;
}

function runAll(program: Program, wanted: readonly Meeting[]): void {
  const { runs, progress } = program;
  for (let round = 0; round < mostRounds; round += 1) {
    progress.grew = false;
    for (const { unit, id } of wanted) runFunction(runs.get(unit), id);
    if (!progress.grew) return;
    for (const run of runs.values()) run.summaries.clear();
  }
}

/** Closures that ran where they were passed are done. */
function runFunction(run: Run | undefined, id: number): void {
  const made = run?.flow.functions[id];
  if (run === undefined || made === undefined) return;
  if (made.kind !== 'closure' || (run.created.has(id) && !run.inlined.has(id))) run.summarize(run, id);
}

function hitsOf(project: ProjectIndex, run: Run, matchesOf: LinkInput['matchesOf']): readonly LinkedHit[] {
  const unit = project.byIndex.get(run.file);
  if (unit === undefined || run.hits.size === 0) return [];
  const { sinks } = matchesOf(unit);
  return [...run.hits].flatMap(([sink, step]) => {
    const match = sinks[sink];
    if (match === undefined || !crossesFiles(step, run.file)) return [];
    const trace = traceOf((file) => project.byIndex.get(file)?.open()?.prepared.source.tree, step, { file: run.file, start: match.start, end: match.end });
    return { unit, sink, trace };
  });
}

function crossesFiles(last: Step, file: number): boolean {
  for (let step: Step | undefined = last; step !== undefined; step = step.previous) if (step.file !== file) return true;
  return false;
}
