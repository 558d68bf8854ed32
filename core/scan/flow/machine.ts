import type { Steps } from '../../kernel/steps.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import type { FlowFile, FlowFunction } from './form.ts';
import type { Marks } from './marks.ts';
import type { FlowTable } from './role.ts';
import type { Scheme } from './scheme.ts';
import type { State } from './state.ts';
import type { LabelTest, Shape, Step, Taint, Value } from './value.ts';

/** A sink that a parameter of the summarised function reaches; labels and paths as in `Mark`. */
export interface ParameterSink {
  /** Number of the file it is in, and its index there. */
  readonly file: number;
  readonly sink: number;
  readonly label: number;
  readonly path: string;
  readonly step: Step;
}

/** A sink that looks at the labels of several values, which depend on parameters. */
export interface GuardedSink {
  readonly file: number;
  readonly sink: number;
  readonly parts: readonly { readonly test: LabelTest; readonly taint: Taint }[];
}

/** A call of a function that a parameter is. */
export interface ParameterCall {
  readonly label: number;
  readonly path: string;
  /** Taint of each argument. */
  readonly given: readonly Taint[];
}

/** What calling a function does, with its parameters as labels. */
export interface Summary {
  readonly returned: Value;
  /** The objects that `returned` refers to. */
  readonly heap: ReadonlyMap<number, Shape>;
  readonly sinks: readonly ParameterSink[];
  readonly guarded: readonly GuardedSink[];
  /** Which way it takes may depend on what it is given, here or in what it calls. */
  readonly branches: boolean;
  /** Taint written into the object that a parameter (or `this`, after the last) is; `key` undefined: somewhere in it. */
  readonly writes: readonly { readonly parameter: number; readonly key: string | undefined; readonly taint: Taint }[];
  /** Functions among its parameters that it calls. */
  readonly callbacks: readonly ParameterCall[];
  /** Taint left in variables around the function. */
  readonly globals: readonly { readonly slot: number; readonly taint: Taint }[];
  /** What using it costs, counted as instructions. */
  readonly cost: number;
}

/** Instructions that one function may cost. */
export const stepsPerFunction = 40_000;

/** A function whose analysis was ended early, and the steps it had taken. */
export interface Cut {
  readonly name: string;
  readonly steps: number;
}

/** Functions whose summaries are being made while others wait for them. */
export interface Recursion {
  /** How many. */
  depth: number;
  /** Functions whose summaries rest on what is assumed of those that wait, in the order in which they were made. */
  readonly open: { readonly run: Run; readonly id: number }[];
  /** How many are around the outermost one of which something was assumed, and whether something other came out of one than was assumed. */
  lowest: number;
  changed: boolean;
}

/** What one rule at work in several files shares. */
export interface Progress {
  readonly recursion: Recursion;
  /** Instructions that may still be executed in this function and in all together, and what this function was given. */
  fuel: number;
  limit: number;
  totalFuel: number;
  readonly cuts: Cut[];
  /** Whether there is no time left for further functions. */
  readonly isLate?: () => boolean;
  /** Functions summarised. */
  functions: number;
  /** Fields and outer variables became tainted that functions already looked at may read. */
  grew: boolean;
}

/** A value of another file with the objects it leads to. */
export interface Foreign {
  readonly value: Value;
  readonly heap: ReadonlyMap<number, Shape>;
}

/** Where names of other files lead; absent when a file is looked at alone. */
export interface Link {
  /** The same rule at work in another file; undefined when that is not taken in. */
  runOf(file: number): Run | undefined;
  /** What a name means that a file does not define itself. */
  valueOf(file: number, name: string): Foreign | undefined;
  /** A module by the text that a call such as `require` gets. */
  moduleNamed(file: number, module: string): Foreign | undefined;
  /** A member of a module. */
  memberOf(module: number, name: string): Foreign | undefined;
  /** Reference of the class a type's name means in a file, or -1. */
  classOf(file: number, name: string): number;
  /** References of the classes directly below one. */
  subclassesOf(owner: number): readonly number[];
  /** References of the same class where it is spread over several files. */
  partsOf(owner: number): readonly number[];
  /** References of methods of this name and arity that an object of an unknown class may have, seen from a file. */
  methodsNamed(file: number, name: string, count: number): readonly number[];
}

/** One function under analysis and what was found about its parameters so far. Closures that run inside share its frame. */
export interface Frame {
  readonly root: FlowFunction;
  readonly sinks: ParameterSink[];
  readonly guarded: GuardedSink[];
  branches: boolean;
  readonly callbacks: ParameterCall[];
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
  /** Number of the file; 0 when it is looked at alone. */
  readonly file: number;
  readonly link: Link | undefined;
  readonly progress: Progress;
  readonly tree: FlatTree;
  readonly flow: FlowFile;
  readonly table: FlowTable;
  readonly marks: Marks | undefined;
  readonly scheme: Scheme;
  /** The same file without any rule: what functions without marks do. */
  readonly base: Run | undefined;
  /** Functions that the rule's matches are in or can be reached from. */
  readonly concerned: ReadonlySet<number>;
  readonly summaries: Map<number, Summary>;
  readonly active: Set<number>;
  /** Those of them whose summaries are being made, and how many are around each. */
  readonly working: Map<number, number>;
  /** Functions whose summaries rest on assumptions, and how many functions are around the outermost one that these are about. */
  readonly provisional: Map<number, number>;
  /** Functions at work that were called again, and what is known of them so far. */
  readonly partial: Map<number, Summary>;
  /** Taint that functions left in variables around them, by slot, and in fields of their class, by class and field. */
  readonly globals: Map<number, Taint>;
  readonly fields: Map<number, Map<string, Taint>>;
  /** State at the end of each function that has run. */
  readonly exits: Map<number, State>;
  /** Sites of collections that were handed to functions which may have changed their size. */
  readonly escaped: Set<number>;
  /** Closures that were made, and those that ran where they were passed. */
  readonly created: Set<number>;
  readonly inlined: Set<number>;
  /** Last step before each sink that was reached, by index of the sink. */
  readonly hits: Map<number, Step>;
  /** For rules whose results are where the sources are: the nearest sink of each source. */
  readonly sourceHits: Map<number, { readonly sink: number; readonly step: Step }>;
  /** Registers that hold something written out, by function. */
  readonly literals: Map<number, ReadonlySet<number>>;
  execute(run: Run, entry: Entry): Outcome;
  executeInSteps(run: Run, entry: Entry): Steps<Outcome>;
  summarize(run: Run, id: number, around?: State): Summary | undefined;
}
