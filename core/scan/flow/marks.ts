import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { FlowFile } from './form.ts';
import { plainLabel } from './label.ts';
import { calledObject, conditionAround, effectTargets, isEvaluated, isWithin, propagation, sinkNodes, sinkTargets, wholeTargets } from './mark-target.ts';
import type { Role } from './role.ts';
import { isSeparate, plainScheme, type Scheme } from './scheme.ts';
import type { LabelTest } from './value.ts';

/** A match of a pattern: `node` is its (first) node, offsets are UTF-16 units. */
export interface MatchedRange {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly bindings: ReadonlyMap<
    string,
    { readonly start: number; readonly end: number; readonly nodes: readonly number[]; readonly constant?: string | undefined }
  >;
}

/** A source, sink or sanitizer found in a file. */
export interface TaintMatch extends MatchedRange {
  /** Also taints (or cleans) the variable that is matched, from there on. */
  readonly bySideEffect: boolean;
  /** With `bySideEffect`: nothing but that. */
  readonly sideEffectOnly?: boolean;
  /** Only the matched expression itself, not what is inside it. */
  readonly exact: boolean;
  /** For a sink: the metavariable whose expression must be tainted. */
  readonly focus?: string;
  /** For a sink: any expression in it may be the tainted one. */
  readonly anyPart?: boolean;
  /** For a sink: it counts where the function ends after it. */
  readonly atExit?: boolean;
  /** For a source: it taints what is executed after it. */
  readonly control?: boolean;
  /** For a source: the number of its label. */
  readonly label?: number;
  /** Labels that must be there already. */
  readonly test?: LabelTest;
  /** For a sink: labels that the values of single metavariables must have. */
  readonly tests?: readonly { readonly metavariable: string; readonly test: LabelTest }[];
}

/** Taint goes from one metavariable of the match to another. */
export interface PropagatorMatch extends MatchedRange {
  readonly from: string;
  readonly to: string;
  /** The variable that `to` is becomes tainted, not just this use of it. */
  readonly bySideEffect?: boolean;
  readonly relabel?: Relabel;
}

/** How a propagator changes labels: for each label of the rule what it becomes, and what must hold for that. */
export interface Relabel {
  readonly test: LabelTest;
  readonly ways: readonly { readonly from: number; readonly to: number; readonly test: LabelTest }[];
}

/** All matches of a taint rule in one file. */
export interface TaintMatches {
  readonly sources: readonly TaintMatch[];
  readonly sinks: readonly TaintMatch[];
  readonly sanitizers: readonly TaintMatch[];
  readonly propagators: readonly PropagatorMatch[];
  /** Absent for a rule without labels and options. */
  readonly scheme?: Scheme;
}

/** Bits of `Marks.bits`. */
export const markBits = { source: 1, sanitizer: 2, sink: 4, effect: 8, propagator: 16, guard: 32 } as const;

/** What evaluating a node does to variables. */
export type Effect = { readonly kind: 'clean' } | { readonly kind: 'taint' | 'control'; readonly source: TaintMatch };

/** A sink that looks at several values at once: the labels that the values of the nodes together must have. */
export interface Guard {
  readonly sink: number;
  readonly parts: readonly { readonly test: LabelTest; readonly nodes: readonly number[] }[];
}

/** A propagator with the nodes that it makes tainted. */
export interface Propagation {
  readonly match: PropagatorMatch;
  readonly to: readonly number[];
}

/** What the matches of a rule mean for the nodes of the file. */
export interface Marks {
  readonly bits: Uint8Array;
  readonly scheme: Scheme;
  readonly matches: TaintMatches;
  /** Index of the sinks that look at the value of a node. */
  readonly sinkAt: ReadonlyMap<number, readonly number[]>;
  readonly guardAt: ReadonlyMap<number, readonly Guard[]>;
  /** Indexes of the sinks that count where a function ends. */
  readonly exitSinks: readonly number[];
  readonly effectAt: ReadonlyMap<number, readonly Effect[]>;
  /** Nodes whose places are clean where the condition holds. */
  readonly cleanWhen: ReadonlyMap<number, readonly number[]>;
  readonly propagatorAt: ReadonlyMap<number, readonly Propagation[]>;
  /** Sources by their first node and, where they are exact, by the nodes that they are. */
  readonly sourcesAt: ReadonlyMap<number, readonly TaintMatch[]>;
  /** Ids of the functions with a source, with a sink, and with any mark in their own code. */
  readonly sourceFunctions: ReadonlySet<number>;
  readonly sinkFunctions: ReadonlySet<number>;
  readonly functions: ReadonlySet<number>;
}

export interface Marking {
  readonly tree: FlatTree;
  readonly flow: FlowFile;
  readonly roles: readonly (Role | undefined)[];
}

/** Marks the nodes that the matches cover. `bits` must be clear; `clearMarks` makes it so again. */
export function placeMarks(file: Marking, matches: TaintMatches, bits: Uint8Array): Marks {
  const scheme = matches.scheme ?? plainScheme;
  const maps = { sinkAt: new Map(), guardAt: new Map(), effectAt: new Map(), cleanWhen: new Map(), propagatorAt: new Map(), sourcesAt: new Map() };
  const marks: Placed = { bits, scheme, ...maps, exitSinks: [] };
  for (const match of matches.sources) placeSource(file, match, marks);
  for (const match of matches.sanitizers) {
    if (match.sideEffectOnly !== true) cover(file, match, bits, markBits.sanitizer);
    if (match.bySideEffect) placeCleaning(file, match, marks);
  }
  for (const [index, match] of matches.sinks.entries()) placeSink(file, match, index, marks);
  for (const match of matches.propagators) {
    const { node, to } = propagation(file, match);
    add(marks.propagatorAt, node, { match, to });
    bits[node] = (bits[node] ?? 0) | markBits.propagator;
  }
  const sourceFunctions = functionsOf(file, matches.sources);
  const sinkFunctions = functionsOf(file, matches.sinks);
  const others = functionsOf(file, [...matches.sanitizers, ...matches.propagators]);
  const functions = new Set([...sourceFunctions, ...sinkFunctions, ...others]);
  return { ...marks, matches, sourceFunctions, sinkFunctions, functions };
}

interface Placed {
  readonly bits: Uint8Array;
  readonly scheme: Scheme;
  readonly sinkAt: Map<number, number[]>;
  readonly guardAt: Map<number, Guard[]>;
  readonly effectAt: Map<number, Effect[]>;
  readonly cleanWhen: Map<number, readonly number[]>;
  readonly propagatorAt: Map<number, Propagation[]>;
  readonly sourcesAt: Map<number, TaintMatch[]>;
  readonly exitSinks: number[];
}

function placeSource(file: Marking, match: TaintMatch, into: Placed): void {
  if (match.control === true) {
    for (const node of wholeTargets(file, match)) setEffect(into, node, { kind: 'control', source: match });
    return;
  }
  add(into.sourcesAt, match.node, match);
  if (match.exact) for (const node of passedOn(file, match.node)) add(into.sourcesAt, node, match);
  if (match.sideEffectOnly !== true) cover(file, match, into.bits, markBits.source);
  if (match.bySideEffect) for (const node of effectTargets(file, match)) setEffect(into, node, { kind: 'taint', source: match });
}

function placeSink(file: Marking, match: TaintMatch, index: number, into: Placed): void {
  if (match.atExit === true) into.exitSinks.push(index);
  else if (into.scheme.guarded) placeGuard(file, match, index, into);
  else {
    for (const node of sinkTargets(file, match)) {
      add(into.sinkAt, node, index);
      into.bits[node] = (into.bits[node] ?? 0) | markBits.sink;
    }
  }
}

const plainTest: LabelTest = { kind: 'label', label: plainLabel };

/** A sink whose values are looked at together is decided at the last of them; where control counts, when all of it is done. */
function placeGuard(file: Marking, match: TaintMatch, sink: number, into: Placed): void {
  const targets = [...sinkTargets(file, match), ...calledObject(file, match)];
  const single = [{ test: match.test ?? plainTest, nodes: targets }];
  const parts = match.tests?.map(({ metavariable, test }) => ({ test, nodes: valueNodes(file, match, metavariable) })) ?? single;
  const whole = into.scheme.control ? wholeTargets(file, match) : [];
  const node = Math.max(none, ...(whole.length > 0 ? whole : [...targets, ...parts.flatMap(({ nodes }) => nodes)]));
  if (node === none) return;
  add(into.guardAt, node, { sink, parts });
  into.bits[node] = (into.bits[node] ?? 0) | markBits.guard;
}

function valueNodes(file: Marking, match: TaintMatch, metavariable: string): readonly number[] {
  return (match.bindings.get(metavariable)?.nodes ?? []).flatMap((node) => (isEvaluated(file, node) ? [node] : sinkNodes(file, node)));
}

/** Takes the marks of a rule away again. */
export function clearMarks(tree: FlatTree, matches: TaintMatches, marks: Marks): void {
  for (const match of [...matches.sources, ...matches.sanitizers]) marks.bits.fill(0, match.node, endOf(tree, match));
  for (const map of [marks.sinkAt, marks.guardAt, marks.effectAt, marks.propagatorAt]) for (const node of map.keys()) marks.bits[node] = 0;
}

/** The source a node belongs to: the nearest matched node around it. */
export function sourceRoot(tree: FlatTree, marks: Marks, node: number): number {
  for (let at = node; at !== none; at = tree.parent[at] ?? none) if (marks.sourcesAt.get(at)?.some((match) => match.node === at) === true) return at;
  return node;
}

/** All sources that a node belongs to, in the order of the rule. */
export function sourcesOver({ tree, marks }: { readonly tree: FlatTree; readonly marks: Marks }, node: number): readonly TaintMatch[] {
  const found = new Set<TaintMatch>();
  for (let at = node; at !== none; at = tree.parent[at] ?? none) {
    for (const match of marks.sourcesAt.get(at) ?? []) {
      const isPart = at === node || (!match.exact && isWithin(tree, node, match));
      if (isPart && match.sideEffectOnly !== true) found.add(match);
    }
  }
  if (found.size > 0) return marks.matches.sources.filter((match) => found.has(match));
  return marks.matches.sources.filter((match) => !match.exact && match.sideEffectOnly !== true && match.control !== true && isWithin(tree, node, match));
}

/** Whether a rule's sources are told apart, by labels or one by one. */
export function tellsApart({ scheme }: Marks): boolean {
  return scheme.labels.size > 0 || scheme.guarded || isSeparate(scheme);
}

function cover(file: Marking, match: TaintMatch, bits: Uint8Array, bit: number): void {
  if (match.exact) {
    for (const node of [match.node, ...passedOn(file, match.node)]) bits[node] = (bits[node] ?? 0) | bit;
    return;
  }
  const { tree } = file;
  const end = endOf(tree, match);
  for (let node = match.node; node < end; node += 1) if (isWithin(tree, node, match)) bits[node] = (bits[node] ?? 0) | bit;
}

/** The first node after a match, which may be several statements. */
function endOf(tree: FlatTree, match: MatchedRange): number {
  let node = tree.skip[match.node] ?? match.node + 1;
  while (node < tree.count && (tree.start[node] ?? 0) < match.end) node = tree.skip[node] ?? node + 1;
  return node;
}

/** An exact match of a statement means the expression it is made of. */
function passedOn(file: Marking, node: number): readonly number[] {
  return isEvaluated(file, node) ? [] : sinkNodes(file, node);
}

function placeCleaning(file: Marking, match: TaintMatch, into: Placed): void {
  const targets = effectTargets(file, match);
  const condition = conditionAround(file, match.node);
  if (condition === none) for (const node of targets) setEffect(into, node, { kind: 'clean' });
  else into.cleanWhen.set(condition, [...(into.cleanWhen.get(condition) ?? []), ...targets]);
}

function setEffect(into: Placed, node: number, effect: Effect): void {
  add(into.effectAt, node, effect);
  into.bits[node] = (into.bits[node] ?? 0) | markBits.effect;
}

function functionsOf(file: Marking, matches: readonly MatchedRange[]): ReadonlySet<number> {
  const functions = new Set<number>();
  for (const match of matches) addFunctions(file, match, functions);
  return functions;
}

/** A closure's marks are also marks of the function it is written in, for it may run there. */
function addFunctions(file: Marking, match: MatchedRange, into: Set<number>): void {
  let at = match.node;
  while (at > 0 && !file.flow.functionAt.has(at)) at = file.tree.parent[at] ?? 0;
  let id = file.flow.functionAt.get(at) ?? 0;
  for (;;) {
    into.add(id);
    const made = file.flow.functions[id];
    if (made === undefined || made.kind !== 'closure') break;
    id = made.parent;
  }
  const end = file.tree.skip[match.node] ?? 0;
  for (const [node, inner] of file.flow.functionAt) if (node >= match.node && node < end) into.add(inner);
}

function add<T>(map: Map<number, T[]>, key: number, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
