import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { FlowFile } from './form.ts';
import { executeBody } from './interpreter.ts';
import { lowerFile } from './lower-file.ts';
import type { Run } from './machine.ts';
import { clearMarks, type Marks, placeMarks, type TaintMatch, type TaintMatches } from './marks.ts';
import { bindTable, type BoundTable, type FlowTable } from './role.ts';
import { needsRun, summarizeFunction } from './summary.ts';
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
}

/** A parsed file with the flow table of its language. */
export interface FlowSource {
  readonly tree: FlatTree;
  readonly grammar: Grammar;
  readonly table: FlowTable;
}

const nothing: TaintResults = { results: [], cutOff: false };

/** Follows the sources of a rule to its sinks, function by function, through the functions of the same file. */
export function analyzeTaint(source: FlowSource, matches: TaintMatches): TaintResults {
  if (matches.sources.length === 0 || matches.sinks.length === 0) return nothing;
  const prepared = prepare(source);
  const { flow, bits, bound } = prepared;
  const marks = placeMarks({ tree: source.tree, flow, roles: bound.roles }, matches, bits);
  const run = newRun(source, flow, { marks, base: prepared.base });
  visitFile(run);
  clearMarks(source.tree, matches, marks);
  const results = [...run.hits].map(([sink, step]) => resultOf(source.tree, matches, sink, step));
  results.sort((left, right) => left.start - right.start || left.end - right.end);
  return { results, cutOff: run.cutOff || flow.cutOff };
}

/** The flow form of a file, built once for all rules. */
export function flowOf(source: FlowSource): FlowFile {
  return prepare(source).flow;
}

interface Prepared {
  readonly flow: FlowFile;
  readonly bound: BoundTable;
  readonly bits: Uint8Array;
  readonly base: Run;
}

const preparedTrees = new WeakMap<FlatTree, Prepared>();

function prepare(source: FlowSource): Prepared {
  const known = preparedTrees.get(source.tree);
  if (known !== undefined) return known;
  const flow = lowerFile(source.tree, source.grammar, source.table);
  const base = newRun(source, flow, { marks: undefined, base: undefined });
  visitFile(base);
  const prepared = { flow, bound: bindTable(source.table, source.grammar), bits: new Uint8Array(source.tree.count), base };
  preparedTrees.set(source.tree, prepared);
  return prepared;
}

function newRun(source: FlowSource, flow: FlowFile, of: { marks: Marks | undefined; base: Run | undefined }): Run {
  return {
    tree: source.tree,
    flow,
    table: source.table,
    marks: of.marks,
    base: of.base,
    summaries: new Map(),
    active: new Set(),
    exits: new Map(),
    created: new Set(),
    inlined: new Set(),
    hits: new Map(),
    fuel: 0,
    cutOff: false,
    execute: executeBody,
    summarize: summarizeFunction,
  };
}

/** Outer functions first, so that inner ones know the variables around them. Functions that no one calls are run by themselves. */
function visitFile(run: Run): void {
  const { base } = run;
  for (const { id, kind } of run.flow.functions) {
    const inlined = run.inlined.has(id);
    if (kind === 'closure' && (inlined || !isCreated(run, base, id))) continue;
    if (kind === 'closure' && base?.inlined.has(id) === true && !needsRun(run, id)) continue;
    if (needsRun(run, id)) summarizeFunction(run, id);
  }
}

function isCreated(run: Run, base: Run | undefined, id: number): boolean {
  return run.created.has(id) || base?.created.has(id) === true;
}

function resultOf(tree: FlatTree, matches: TaintMatches, sink: number, step: Step): TaintResult {
  const match = matches.sinks[sink];
  const trace = traceOf(tree, step, match);
  const first = trace[0];
  const source = matches.sources.find((candidate) => tree.start[candidate.node] === first?.start && tree.end[candidate.node] === first?.end);
  const bindings = new Map([...(source?.bindings ?? []), ...(match?.bindings ?? [])]);
  return { start: match?.start ?? 0, end: match?.end ?? 0, bindings, trace };
}
