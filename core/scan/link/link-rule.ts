import type { Cut, Run } from '../flow/machine.ts';
import type { TaintMatches } from '../flow/marks.ts';
import { type TraceEntry, traceOf } from '../flow/trace.ts';
import type { Step } from '../flow/value.ts';
import type { LinkPlan } from './link-plan.ts';
import type { ProjectIndex } from './project-index.ts';
import { openProgram, type Program } from './program.ts';
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
  /** Its time ran out before all functions were looked at. */
  readonly isLate: boolean;
  /** Functions whose summaries were made. */
  readonly functions: number;
  /** Numbers of the units that were looked into. */
  readonly opened: readonly number[];
}

/** A rule as the link sees it: where it is to look, and what it matches in any unit. */
export interface LinkInput {
  readonly project: ProjectIndex;
  readonly plan: LinkPlan;
  readonly matchesOf: (unit: Unit) => TaintMatches;
  /** Whether its time is over. */
  readonly isLate: () => boolean;
}

const mostRounds = 3;

/** Follows a rule's sources to its sinks where they are in different files. */
export function linkRule({ project, plan, matchesOf, isLate }: LinkInput): LinkedRule {
  const concerned = new Map(plan.concerned.map(([unit, ids]) => [unit, new Set(ids)]));
  let wasLate = false;
  const isOver = () => {
    wasLate ||= isLate();
    return wasLate;
  };
  const program = openProgram({ project, matchesOf, concerned, isLate: isOver });
  try {
    runAll(program, plan.wanted, isOver);
    return {
      hits: [...program.runs.values()].flatMap((run) => hitsOf(project, run, matchesOf)),
      cuts: program.progress.cuts,
      isLate: wasLate,
      functions: program.progress.functions,
      opened: [...program.opened].sort((a, b) => a - b),
    };
  } finally {
    program.close();
  }
}

/** Stops when time is over. */
function runAll(program: Program, wanted: LinkPlan['wanted'], isLate: () => boolean): void {
  const { runs, progress } = program;
  for (let round = 0; round < mostRounds; round += 1) {
    progress.grew = false;
    for (const [unit, id] of wanted) {
      if (isLate()) return;
      runFunction(runs.get(unit), id);
    }
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
