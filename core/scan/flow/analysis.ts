import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { FlowFile, FlowFunction } from './form.ts';
import { executeBody } from './interpreter.ts';
import { lowerFile } from './lower-file.ts';
import type { Cut, Progress, Run } from './machine.ts';
import { clearMarks, type Marks, placeMarks, type TaintMatch, type TaintMatches } from './marks.ts';
import type { FlowTable } from './role.ts';
import { summarizeFunction } from './summary.ts';
import { openSyntax, type Syntax } from './syntax.ts';
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

/** A parsed file with the flow table of its language. */
export interface FlowSource {
  readonly tree: FlatTree;
  readonly grammar: Grammar;
  readonly table: FlowTable;
}

const nothing: TaintResults = { results: [], cutOff: false, cuts: [] };

/** Instructions that one rule may execute in a file. */
const stepsPerFile = 400_000;

/** Follows the sources of a rule to its sinks, function by function, through the functions of the same file. */
export function analyzeTaint(source: FlowSource, matches: TaintMatches): TaintResults {
  if (matches.sources.length === 0 || matches.sinks.length === 0) return nothing;
  const prepared = prepare(source);
  const { flow, bits, syntax } = prepared;
  const marks = placeMarks({ tree: source.tree, flow, roles: syntax.bound.roles }, matches, bits);
  const run = newRun(source, { flow, marks, base: prepared.base });
  // The bits are shared by all rules of the file.
  try {
    visitFile(run, marks);
  } finally {
    clearMarks(source.tree, matches, marks);
  }
  const results = [...run.hits].map(([sink, step]) => resultOf(source.tree, matches, sink, step));
  results.sort((left, right) => left.start - right.start || left.end - right.end);
  return { results, cutOff: run.progress.cuts.length > 0 || flow.cutOff, cuts: run.progress.cuts };
}

interface Prepared {
  readonly syntax: Syntax;
  readonly flow: FlowFile;
  readonly bits: Uint8Array;
  /** The file without any rule: made at the first rule that has something to follow. */
  readonly base: Run;
}

const constructors: ReadonlySet<string> = new Set(['constructor', '__init__']);

const preparedTrees = new WeakMap<FlatTree, Prepared>();

function prepare(source: FlowSource): Prepared {
  const known = preparedTrees.get(source.tree);
  if (known !== undefined) return known;
  const syntax = openSyntax(source.tree, source.grammar, source.table);
  const flow = lowerFile(syntax);
  const prepared = { syntax, flow, bits: new Uint8Array(source.tree.count), base: newRun(source, { flow, marks: undefined, base: undefined }) };
  preparedTrees.set(source.tree, prepared);
  return prepared;
}

function newProgress(totalFuel: number): Progress {
  return { done: [], fuel: 0, totalFuel, cuts: [], functions: 0, grew: false };
}

function newRun(source: FlowSource, { flow, marks, base }: { flow: FlowFile; marks: Marks | undefined; base: Run | undefined }): Run {
  return {
    file: 0,
    link: undefined,
    progress: newProgress(stepsPerFile),
    tree: source.tree,
    flow,
    table: source.table,
    marks,
    base,
    concerned: marks === undefined ? new Set() : concernedFunctions(flow, marks.functions),
    summaries: new Map(),
    active: new Set(),
    working: new Set(),
    partial: new Map(),
    globals: new Map(),
    fields: new Map(),
    literals: new Map(),
    exits: new Map(),
    created: new Set(),
    inlined: new Set(),
    hits: new Map(),
    execute: executeBody,
    summarize: summarizeFunction,
  };
}

/** Functions with a mark, and those that may call them: what the rule can find, it finds there. */
function concernedFunctions(flow: FlowFile, marked: ReadonlySet<number>): ReadonlySet<number> {
  const concerned = new Set<number>();
  const open = [...marked];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const made = flow.functions[id];
    if (made === undefined || concerned.has(id)) continue;
    concerned.add(id);
    // A closure also runs where it is written.
    if (made.kind === 'closure') open.push(made.parent);
    for (const name of namesOf(flow, made)) open.push(...(flow.callers.get(name) ?? []));
  }
  return concerned;
}

/** Names a function is called by; a constructor goes by that of its class. */
function namesOf(flow: FlowFile, made: FlowFunction): readonly string[] {
  if (made.name === '') return [];
  const owner = made.owner >= 0 && constructors.has(made.name) ? flow.classes[made.owner] : undefined;
  return owner === undefined ? [made.name] : [made.name, owner.name];
}

/**
 * Runs the functions in which a source can meet a sink, outer ones first, so that inner ones know the variables around them. Closures
 * that ran where they were passed are done.
 */
function visitFile(run: Run, marks: Marks): void {
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
      summarizeFunction(run, id);
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

function resultOf(tree: FlatTree, matches: TaintMatches, sink: number, step: Step): TaintResult {
  const match = matches.sinks[sink];
  let first = step;
  while (first.previous !== undefined) first = first.previous;
  const source = matches.sources.find((candidate) => candidate.node === first.node);
  const bindings = new Map([...(source?.bindings ?? []), ...(match?.bindings ?? [])]);
  return { start: match?.start ?? 0, end: match?.end ?? 0, bindings, trace: traceOf(tree, step, match) };
}
