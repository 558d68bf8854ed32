import type { FlatTree } from '../tree/flat-tree.ts';
import type { FlowFile, FlowFunction } from './form.ts';
import type { Marks } from './marks.ts';
import type { FlowTable } from './role.ts';
import type { State } from './state.ts';
import type { Shape, Step, Taint, Value } from './value.ts';

/** A sink that a parameter of the summarised function reaches; labels as in `Mark`. */
export interface ParameterSink {
  readonly sink: number;
  readonly label: number;
  readonly step: Step;
}

/** What calling a function does, with its parameters as labels. */
export interface Summary {
  readonly returned: Value;
  /** The objects that `returned` refers to. */
  readonly heap: ReadonlyMap<number, Shape>;
  readonly sinks: readonly ParameterSink[];
  /** Taint written into the object that a parameter (or `this`, after the last) is; `key` undefined: somewhere in it. */
  readonly writes: readonly { readonly parameter: number; readonly key: string | undefined; readonly taint: Taint }[];
  readonly calls: ReadonlySet<number>;
}

/** One function under analysis and what was found about its parameters so far. Closures that run inside share its frame. */
export interface Frame {
  readonly root: FlowFunction;
  readonly sinks: ParameterSink[];
  readonly calls: Set<number>;
}

/** The registers of one function body at work. */
export interface Activation {
  readonly run: Run;
  readonly frame: Frame;
  readonly body: FlowFunction;
  readonly registers: Value[];
  readonly given: readonly Value[];
  readonly depth: number;
}

export interface Outcome {
  /** Undefined when no path leaves the body. */
  readonly exit: State | undefined;
  readonly returned: Value;
}

export interface Entry {
  readonly body: FlowFunction;
  readonly state: State;
  readonly given: readonly Value[];
  readonly frame: Frame;
  readonly depth: number;
}

/** One rule (or, without marks, none) at work on one file. */
export interface Run {
  readonly tree: FlatTree;
  readonly flow: FlowFile;
  readonly table: FlowTable;
  readonly marks: Marks | undefined;
  /** The same file without any rule: what functions without marks do. */
  readonly base: Run | undefined;
  /** Functions that the rule's matches are in or can be reached from. */
  readonly concerned: ReadonlySet<number>;
  readonly summaries: Map<number, Summary>;
  readonly active: Set<number>;
  /** State at the end of each function that has run. */
  readonly exits: Map<number, State>;
  /** Closures that were made, and those that ran where they were passed. */
  readonly created: Set<number>;
  readonly inlined: Set<number>;
  /** Last step before each sink that was reached, by index of the sink. */
  readonly hits: Map<number, Step>;
  /** Instructions that may still be executed in this function. */
  fuel: number;
  /** And in all functions together. */
  fileFuel: number;
  cutOff: boolean;
  execute(run: Run, entry: Entry): Outcome;
  summarize(run: Run, id: number, around: State): Summary | undefined;
}
