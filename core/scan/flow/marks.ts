import { type FlatTree, namedChildrenOf, none } from '../tree/flat-tree.ts';
import type { FlowFile } from './form.ts';
import type { Role } from './role.ts';

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
  /** Only the matched expression itself, not what is inside it. */
  readonly exact: boolean;
  /** For a sink: the metavariable whose expression must be tainted. */
  readonly focus?: string;
}

/** Taint goes from one metavariable of the match to another. */
export interface PropagatorMatch extends MatchedRange {
  readonly from: string;
  readonly to: string;
}

/** All matches of a taint rule in one file. */
export interface TaintMatches {
  readonly sources: readonly TaintMatch[];
  readonly sinks: readonly TaintMatch[];
  readonly sanitizers: readonly TaintMatch[];
  readonly propagators: readonly PropagatorMatch[];
}

/** Bits of `Marks.bits`. */
export const markBits = { source: 1, sanitizer: 2, sink: 4, effect: 8, propagator: 16 } as const;

/** What the matches of a rule mean for the nodes of the file. */
export interface Marks {
  readonly bits: Uint8Array;
  /** Index of the sinks that look at the value of a node. */
  readonly sinkAt: ReadonlyMap<number, readonly number[]>;
  readonly effectAt: ReadonlyMap<number, 'taint' | 'clean'>;
  /** Nodes whose places are clean where the condition holds. */
  readonly cleanWhen: ReadonlyMap<number, readonly number[]>;
  readonly propagatorAt: ReadonlyMap<number, readonly PropagatorMatch[]>;
  readonly sourceRoots: ReadonlySet<number>;
  /** Ids of the functions with a source, with a sink, and with any mark in their own code. */
  readonly sourceFunctions: ReadonlySet<number>;
  readonly sinkFunctions: ReadonlySet<number>;
  readonly functions: ReadonlySet<number>;
}

interface Marking {
  readonly tree: FlatTree;
  readonly flow: FlowFile;
  readonly roles: readonly (Role | undefined)[];
}

/** Marks the nodes that the matches cover. `bits` must be clear; `clearMarks` makes it so again. */
export function placeMarks(file: Marking, matches: TaintMatches, bits: Uint8Array): Marks {
  const marks: Placed = { bits, sinkAt: new Map(), effectAt: new Map(), cleanWhen: new Map(), propagatorAt: new Map() };
  for (const match of matches.sources) {
    cover(file, match, bits, markBits.source);
    if (match.bySideEffect) for (const node of effectTargets(file, match)) setEffect(marks, node, 'taint');
  }
  for (const match of matches.sanitizers) {
    cover(file, match, bits, markBits.sanitizer);
    if (match.bySideEffect) placeCleaning(file, match, marks);
  }
  for (const [index, match] of matches.sinks.entries()) placeSink(file, match, index, marks);
  for (const match of matches.propagators) {
    const node = triggerOf(file, match);
    add(marks.propagatorAt, node, match);
    bits[node] = (bits[node] ?? 0) | markBits.propagator;
  }
  const sourceFunctions = functionsOf(file, matches.sources);
  const sinkFunctions = functionsOf(file, matches.sinks);
  const others = functionsOf(file, [...matches.sanitizers, ...matches.propagators]);
  const functions = new Set([...sourceFunctions, ...sinkFunctions, ...others]);
  return { ...marks, sourceRoots: new Set(matches.sources.map((match) => match.node)), sourceFunctions, sinkFunctions, functions };
}

interface Placed {
  readonly bits: Uint8Array;
  readonly sinkAt: Map<number, number[]>;
  readonly effectAt: Map<number, 'taint' | 'clean'>;
  readonly cleanWhen: Map<number, readonly number[]>;
  readonly propagatorAt: Map<number, PropagatorMatch[]>;
}

function placeSink(file: Marking, match: TaintMatch, index: number, into: Placed): void {
  for (const node of sinkTargets(file, match)) {
    add(into.sinkAt, node, index);
    into.bits[node] = (into.bits[node] ?? 0) | markBits.sink;
  }
}

/** Takes the marks of a rule away again. */
export function clearMarks(tree: FlatTree, matches: TaintMatches, marks: Marks): void {
  for (const match of [...matches.sources, ...matches.sanitizers]) marks.bits.fill(0, match.node, endOf(tree, match));
  for (const map of [marks.sinkAt, marks.effectAt, marks.propagatorAt]) for (const node of map.keys()) marks.bits[node] = 0;
}

/** The source a node belongs to: the nearest matched node around it. */
export function sourceRoot(tree: FlatTree, marks: Marks, node: number): number {
  for (let at = node; at !== none; at = tree.parent[at] ?? none) if (marks.sourceRoots.has(at)) return at;
  return node;
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

/** A match of a regex may be a part of its node only. */
function isWithin(tree: FlatTree, node: number, range: { readonly start: number; readonly end: number }): boolean {
  return (tree.start[node] ?? 0) >= range.start && (tree.end[node] ?? 0) <= range.end;
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
  if (condition === none) for (const node of targets) setEffect(into, node, 'clean');
  else into.cleanWhen.set(condition, [...(into.cleanWhen.get(condition) ?? []), ...targets]);
}

/** The condition that a match is, or is an argument of; `none` when it is no check but a statement of its own. */
function conditionAround(file: Marking, node: number): number {
  for (let at = node; at > 0; at = file.tree.parent[at] ?? none) {
    const kind = roleAt(file, at)?.kind;
    if (file.flow.conditions.has(at)) return at === node || kind === 'call' ? at : none;
    const passes = at === node || kind === 'pass' || kind === 'keyword' || !isEvaluated(file, at);
    if (!passes) return none;
  }
  return none;
}

function setEffect(into: Placed, node: number, effect: 'taint' | 'clean'): void {
  into.effectAt.set(node, effect);
  into.bits[node] = (into.bits[node] ?? 0) | markBits.effect;
}

/** The nodes whose variables a match by side effect is about. */
function effectTargets(file: Marking, match: TaintMatch): readonly number[] {
  return focusNodes(match).flatMap((node) => (file.flow.placeOf(node) !== undefined && roleAt(file, node)?.kind !== 'call' ? [node] : sinkNodes(file, node)));
}

function sinkTargets(file: Marking, match: TaintMatch): readonly number[] {
  if (!isWithin(file.tree, match.node, match) && match.focus === undefined) return partsWithin(file, match.node, match);
  if (!isFocused(match)) return sinkNodes(file, match.node);
  return focusNodes(match).flatMap((node) => (isEvaluated(file, node) ? [node] : sinkNodes(file, node)));
}

/** A match that is all of a metavariable is about that expression, even when it is a call. */
function isFocused(match: TaintMatch): boolean {
  if (match.focus !== undefined) return true;
  for (const binding of match.bindings.values()) if (binding.start === match.start && binding.end === match.end) return true;
  return false;
}

/** The outermost expressions inside a range. */
function partsWithin(file: Marking, node: number, range: MatchedRange): readonly number[] {
  return [...namedChildrenOf(file.tree, node)].flatMap((child) => {
    if (isWithin(file.tree, child, range)) return sinkNodes(file, child);
    return (file.tree.end[child] ?? 0) > range.start && (file.tree.start[child] ?? 0) < range.end ? partsWithin(file, child, range) : [];
  });
}

/** What a match is about: its focus, or all of it. */
function focusNodes(match: TaintMatch): readonly number[] {
  const nodes = match.focus === undefined ? undefined : match.bindings.get(match.focus)?.nodes;
  return nodes === undefined || nodes.length === 0 ? [match.node] : nodes;
}

function isEvaluated(file: Marking, node: number): boolean {
  return (file.flow.registerOf[node] ?? 0) > 0;
}

function roleAt(file: Marking, node: number): Role | undefined {
  return file.roles[file.tree.kind[node] ?? 0];
}

/** The expressions a sink looks at: the arguments of a call, the right side of an assignment, otherwise the outermost expressions. */
function sinkNodes(file: Marking, node: number): readonly number[] {
  if (node === none) return [];
  const role = roleAt(file, node);
  const evaluated = isEvaluated(file, node);
  const children = [...namedChildrenOf(file.tree, node)];
  switch (role?.kind) {
    case 'call': {
      const given = argumentNodes(file, children);
      return given.length > 0 ? given : children.slice(0, 1).flatMap((child) => receiverNodes(file, child));
    }
    case 'assign':
    case 'declare':
      return sinkNodes(file, children.at(-1) ?? none);
    case 'pass':
      return evaluated ? [node, ...children.flatMap((child) => sinkNodes(file, child))] : children.flatMap((child) => sinkNodes(file, child));
    default:
      return evaluated ? [node] : children.flatMap((child) => sinkNodes(file, child));
  }
}

/** The last child of a call holds the arguments, in all grammars. */
function argumentNodes(file: Marking, children: readonly number[]): readonly number[] {
  const isList = (kind: string | undefined) => kind === undefined || kind === 'tuple';
  const list = children.findLast((child) => !isEvaluated(file, child) && isList(roleAt(file, child)?.kind));
  if (list === undefined) return children.slice(1).filter((child) => isEvaluated(file, child));
  return [...namedChildrenOf(file.tree, list)].filter((child) => isEvaluated(file, child));
}

function receiverNodes(file: Marking, callee: number): readonly number[] {
  const [object] = namedChildrenOf(file.tree, callee);
  const member = roleAt(file, callee)?.kind === 'member';
  return member && object !== undefined ? [object] : [callee];
}

/** The node at whose evaluation a propagator acts: the match itself, or the later of its two metavariables. */
function triggerOf(file: Marking, match: PropagatorMatch): number {
  for (let node = match.node; node !== none; ) {
    if (isEvaluated(file, node)) return node;
    const [inner, second] = namedChildrenOf(file.tree, node);
    if (inner === undefined || second !== undefined) break;
    node = inner;
  }
  const nodes = [match.from, match.to].flatMap((name) => match.bindings.get(name)?.nodes ?? []);
  return Math.max(match.node, ...nodes);
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
