import { type Steps, toEnd } from '../../kernel/steps.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { FlowFile } from './form.ts';
import { executeBody, executeBodyInSteps } from './interpreter.ts';
import { lowerFile } from './lower-file.ts';
import type { Link, Progress, Run } from './machine.ts';
import type { Marks } from './marks.ts';
import type { FlowTable } from './role.ts';
import { isSpecial, plainScheme, type Scheme } from './scheme.ts';
import { summarizeFunction } from './summary.ts';
import { openSyntax, type Syntax } from './syntax.ts';

/** A parsed file with the flow table of its language. */
export interface FlowSource {
  readonly tree: FlatTree;
  readonly grammar: Grammar;
  readonly table: FlowTable;
}

/** The flow form of a file and what all rules share about it. */
export interface Prepared {
  readonly source: FlowSource;
  readonly syntax: Syntax;
  readonly flow: FlowFile;
  /** Marks of the rule at work by node; clear when none is. */
  readonly bits: Uint8Array;
  /** The file without any rule, looked at alone. */
  readonly base: Run;
}

/** Instructions that one rule may execute in a file. */
export const stepsPerFile = 400_000;

const preparedTrees = new WeakMap<FlatTree, Prepared>();

/** Lowers a file, once. */
export function prepareFlow(source: FlowSource): Prepared {
  return toEnd(prepareFlowInSteps(source));
}

/** Frees the form of a file whose flows are not followed again. */
export function forgetFlow(tree: FlatTree): void {
  preparedTrees.delete(tree);
}

/** The same with rests. */
export function* prepareFlowInSteps(source: FlowSource): Steps<Prepared> {
  const known = preparedTrees.get(source.tree);
  if (known !== undefined) return known;
  const syntax = openSyntax(source.tree, source.grammar, source.table);
  const flow = yield* lowerFile(syntax);
  const base = newRun({ source, flow }, { progress: newProgress(stepsPerFile) });
  const prepared = { source, syntax, flow, bits: new Uint8Array(source.tree.count), base };
  preparedTrees.set(source.tree, prepared);
  return prepared;
}

export function newProgress(totalFuel: number): Progress {
  return { recursion: { depth: 0, open: [], lowest: 0, changed: false }, fuel: 0, limit: 0, totalFuel, cuts: [], functions: 0, grew: false };
}

/** What tells a run from others on the same file: its rule, and the other files it can look into. */
export interface RunSetting {
  readonly progress: Progress;
  readonly marks?: Marks;
  /** Default: that of the marks. */
  readonly scheme?: Scheme;
  readonly base?: Run;
  readonly concerned?: ReadonlySet<number>;
  readonly file?: number;
  readonly link?: Link;
}

/** A rule (or, without marks, none) about to work on a file. */
export function newRun({ source, flow }: Pick<Prepared, 'source' | 'flow'>, setting: RunSetting): Run {
  const scheme = setting.scheme ?? setting.marks?.scheme ?? plainScheme;
  return {
    file: setting.file ?? 0,
    link: setting.link,
    progress: setting.progress,
    tree: source.tree,
    flow,
    table: source.table,
    marks: setting.marks,
    scheme,
    base: isSpecial(scheme) ? undefined : setting.base,
    concerned: setting.concerned ?? new Set(),
    summaries: new Map(),
    active: new Set(),
    working: new Map(),
    partial: new Map(),
    provisional: new Map(),
    globals: new Map(),
    fields: new Map(),
    literals: new Map(),
    exits: new Map(),
    escaped: new Set(),
    created: new Set(),
    inlined: new Set(),
    hits: new Map(),
    sourceHits: new Map(),
    execute: executeBody,
    executeInSteps: executeBodyInSteps,
    summarize: summarizeFunction,
  };
}
