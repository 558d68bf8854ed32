import { type Steps, toEnd } from '../../kernel/steps.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import { concernedFunctions } from './concern.ts';
import type { FlowFile, FlowFunction } from './form.ts';
import type { Cut, Run } from './machine.ts';
import { clearMarks, type MatchedRange, type Marks, placeMarks, type TaintMatch, type TaintMatches } from './marks.ts';
import { type FlowSource, newProgress, newRun, forgetFlow, prepareFlowInSteps, stepsPerFile } from './run.ts';
import { summarizeInSteps } from './summary.ts';
import { type TraceEntry, traceOf } from './trace.ts';
import type { Step } from './value.ts';

/** A sink that untrusted data reaches: its range, the metavariables of source and sink, and the way there. */
export interface TaintResult {
  readonly start: number;
  readonly end: number;
  readonly bindings: TaintMatch['bindings'];
  readonly trace: readonly TraceEntry[];
}

/** `cutOff`: a part was too large to be followed to the end, so results may be missing. */
export interface TaintResults {
  readonly results: readonly TaintResult[];
  readonly cutOff: boolean;
  readonly cuts: readonly Cut[];
}

const nothing: TaintResults = { results: [], cutOff: false, cuts: [] };

/** Follows the sources of a rule to its sinks, function by function, through the functions of the same file. */
export function analyzeTaint(source: FlowSource, matches: TaintMatches): TaintResults {
  return toEnd(analyzeTaintInSteps(source, matches));
}

/** The same with rests, in which nobody else may follow flows in the tree. */
export function* analyzeTaintInSteps(source: FlowSource, matches: TaintMatches): Steps<TaintResults> {
  if (matches.sources.length === 0 || matches.sinks.length === 0) return nothing;
  const prepared = yield* prepareFlowInSteps(source);
  const { flow, bits, syntax } = prepared;
  const marks = placeMarks({ tree: source.tree, flow, roles: syntax.bound.roles }, matches, bits);
  const concerned = concernedFunctions(flow, marks.functions);
  const run = newRun(prepared, { marks, base: prepared.base, concerned, progress: newProgress(stepsPerFile) });
  // The bits are shared by all rules of the file.
  let isWhole = false;
  try {
    yield* visitFile(run, marks);
    isWhole = true;
  } finally {
    clearMarks(source.tree, matches, marks);
    // What was being worked out without any rule is no longer known to be in order.
    if (!isWhole) forgetFlow(source.tree);
  }
  const results = [
    ...[...run.hits].map(([sink, step]) => resultOf(source.tree, matches, sink, step)),
    ...[...run.sourceHits].map(([index, { sink, step }]) => ({ ...resultOf(source.tree, matches, sink, step), ...placeOf(matches.sources[index]) })),
  ];
  results.sort((left, right) => left.start - right.start || left.end - right.end);
  return { results, cutOff: run.progress.cuts.length > 0 || flow.cutOff, cuts: run.progress.cuts };
}

/**
 * Runs the functions in which a source can meet a sink, outer ones first, so that inner ones know the variables around them. Closures
 * that ran where they were passed are done.
 */
function* visitFile(run: Run, marks: Marks): Steps<void> {
  const { flow, progress } = run;
  const sources = concernedFunctions(flow, marks.sourceFunctions);
  const sinks = concernedFunctions(flow, marks.sinkFunctions);
  const shared = sharedPlaces(flow, sinks);
  const wanted = flow.functions.filter((made) =>
    sinks.has(made.id) ? hasSourceAround(flow, made, { sources, shared }) : sources.has(made.id) && writesShared(made, shared),
  );
  for (let round = 0; round < mostRounds; round += 1) {
    progress.grew = false;
    for (const { id, kind } of wanted) {
      if (kind === 'closure' && (run.inlined.has(id) || !run.created.has(id))) continue;
      yield* summarizeInSteps(run, id);
      yield;
    }
    if (!progress.grew) return;
    run.summaries.clear();
  }
}

const mostRounds = 3;

/** What functions with a sink share with others: the classes they are methods of and the variables around them. */
interface Shared {
  readonly owners: ReadonlySet<number>;
  readonly slots: ReadonlySet<number>;
}

function sharedPlaces(flow: FlowFile, sinks: ReadonlySet<number>): Shared {
  const owners = new Set<number>();
  const slots = new Set<number>();
  for (const id of sinks) {
    const made = flow.functions[id];
    if (made === undefined) continue;
    if (made.owner >= 0) owners.add(made.owner);
    for (const slot of made.captures) if ((flow.slots[slot]?.callee ?? 0) < 0) slots.add(slot);
  }
  return { owners, slots };
}

function writesShared(made: FlowFunction, { owners, slots }: Shared): boolean {
  if (owners.has(made.owner)) return true;
  for (const slot of made.captures) if (slots.has(slot)) return true;
  return false;
}

/** In the function, in what it calls, in a function it is written in, or in one that it shares fields or variables with. */
function hasSourceAround(flow: FlowFile, made: FlowFunction, { sources, shared }: { sources: ReadonlySet<number>; shared: Shared }): boolean {
  for (let at: FlowFunction | undefined = made; at !== undefined; at = flow.functions[at.parent]) if (sources.has(at.id)) return true;
  for (const id of sources) {
    const other = flow.functions[id];
    if (other !== undefined && other.owner >= 0 && other.owner === made.owner) return true;
    for (const slot of other?.captures ?? []) if (made.captures.has(slot) && shared.slots.has(slot)) return true;
  }
  return false;
}

function placeOf(match: TaintMatch | undefined): { readonly start: number; readonly end: number } {
  return { start: match?.start ?? 0, end: match?.end ?? 0 };
}

/** What the metavariables of the source stand for; where labels come from several sources, of all on the way. */
function sourceBindings({ sources, scheme }: TaintMatches, last: Step): TaintMatch['bindings'] {
  const bindings = new Map<string, MatchedRange['bindings'] extends ReadonlyMap<string, infer B> ? B : never>();
  for (let step: Step | undefined = last; step !== undefined; step = step.previous) {
    if (step.previous !== undefined && scheme?.guarded !== true) continue;
    const { node } = step;
    for (const [name, bound] of sources.find((candidate) => candidate.node === node)?.bindings ?? []) bindings.set(name, bound);
  }
  return bindings;
}

function resultOf(tree: FlatTree, matches: TaintMatches, sink: number, step: Step): TaintResult {
  const match = matches.sinks[sink];
  const bindings = new Map([...sourceBindings(matches, step), ...(match?.bindings ?? [])]);
  const place = placeOf(match);
  return { ...place, bindings, trace: traceOf(() => tree, step, { file: 0, ...place }) };
}
