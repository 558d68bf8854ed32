import { spend } from '../pattern/budget.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Binding, Match, NodeRange } from '../pattern/match.ts';
import { type FlatTree, isExtra, isNamed } from '../tree/flat-tree.ts';
import { nodesOfKinds } from '../tree/kind-index.ts';
import type { CaptureTest, CompiledPart, CompiledPattern, CompiledQuery } from './compile-query.ts';

const mostMatches = 10_000;
const stepLimit = 200_000;
const solutionsPerNode = 64;
/** One step of a search, in comparisons of two ranges. */
const stepsPerStep = 10;

/** The part of a formula that is a query. */
interface QueryClause {
  readonly query: CompiledQuery;
}

/** Every match of a query. The place is `@finding`, `@match` or the first capture; every capture `@x-y` is the metavariable `$X_Y`. */
export function findQuery(clause: QueryClause, file: FileTree, range: NodeRange = { from: 0, to: file.tree.count }): readonly Match[] {
  const { query } = clause;
  const found: Match[] = [];
  for (const pattern of query.patterns) {
    for (const node of nodesOfKinds(file.tree, pattern.root.kinds, range.from, range.to)) {
      for (const solution of solutionsAt(pattern, node, { file, clause })) found.push(toMatch(solution, node, query.place, file.tree));
      if (found.length < mostMatches) continue;
      file.exhausted.add(clause);
      break;
    }
  }
  return found;
}

interface Search {
  readonly file: FileTree;
  readonly clause: QueryClause;
}

type Captures = ReadonlyMap<string, readonly number[]>;

function solutionsAt(pattern: CompiledPattern, node: number, { file, clause }: Search): readonly Captures[] {
  const { root } = pattern;
  const { tree } = file;
  if (root.kinds?.has(tree.kind[node] ?? 0) === false) return [];
  const search = new QuerySearch(tree);
  const solutions = new Map<string, Captures>();
  const isFull = (captures: Captures) => {
    if (pattern.tests.every((test) => holds(test, captures, tree))) solutions.set(keyOf(captures), captures);
    return solutions.size >= solutionsPerNode;
  };
  if (root.part.kind === 'group') search.group(root.children, node, isFull);
  else search.node(root, node, new Map(), isFull);
  if (search.isCut) file.exhausted.add(clause);
  spend(file, search.effort * stepsPerStep);
  return [...solutions.values()];
}

function keyOf(captures: Captures): string {
  return [...captures].map(([name, nodes]) => `${name}=${nodes.join(',')}`).join(';');
}

/** What remains to be matched; true stops the search. */
type Next = (captures: Captures) => boolean;

interface Siblings {
  readonly parts: readonly CompiledPart[];
  readonly end: number;
  readonly anchoredEnd: boolean;
}

/** Matches parts at nodes of one tree, by continuation. */
class QuerySearch {
  private readonly tree: FlatTree;
  private steps = 0;

  constructor(tree: FlatTree) {
    this.tree = tree;
  }

  /** Steps so far. */
  get effort(): number {
    return this.steps;
  }

  /** The search was given up. */
  get isCut(): boolean {
    return this.steps > stepLimit;
  }

  /** A group at the top: siblings, the first of them at this node. */
  group(parts: readonly CompiledPart[], node: number, next: Next): boolean {
    const parent = this.tree.parent[node] ?? -1;
    const end = parent < 0 ? node + 1 : (this.tree.skip[parent] ?? 0);
    const [first, ...rest] = parts;
    if (first === undefined) return false;
    const repeats = first.part.quantifier === 'some' || first.part.quantifier === 'any';
    // A run of siblings is told once, from its first.
    if (repeats && this.follows(first, node, parent)) return false;
    const list = { parts: repeats ? [optional(first), ...rest] : rest, end, anchoredEnd: false };
    return this.node(first, node, new Map(), (captures) => this.siblings(list, this.tree.skip[node] ?? end, captures, next));
  }

  private follows(part: CompiledPart, node: number, parent: number): boolean {
    let before = -1;
    for (let at = parent + 1; parent >= 0 && at < node; at = this.tree.skip[at] ?? node) before = at;
    return before >= 0 && this.node(part, before, new Map(), () => true);
  }

  node(compiled: CompiledPart, node: number, captures: Captures, next: Next): boolean {
    this.steps += 1;
    if (this.steps > stepLimit) return true;
    const { part, kinds, field, without, children } = compiled;
    if (field !== 0 && this.tree.field[node] !== field) return false;
    const own = (inner: Captures) => next(withCaptures(inner, part.captures, node));
    if (part.kind === 'choice') return children.some((choice) => this.node(choice, node, captures, own));
    if (part.kind === 'group') return children.length === 1 && children[0] !== undefined && this.node(children[0], node, captures, own);
    if (kinds?.has(this.tree.kind[node] ?? 0) === false || (part.wildcard && part.named && !isNamed(this.tree, node))) return false;
    if (without.some((id) => this.hasField(node, id))) return false;
    const end = this.tree.skip[node] ?? 0;
    return children.length === 0 ? own(captures) : this.siblings({ parts: children, end, anchoredEnd: part.anchoredEnd }, node + 1, captures, own);
  }

  /** The parts among the siblings from `from` on, in order. */
  siblings(list: Siblings, from: number, captures: Captures, next: Next): boolean {
    const [first, ...rest] = list.parts;
    if (first === undefined) return (!list.anchoredEnd || this.nothingLeft(from, list.end)) && next(captures);
    const after = { ...list, parts: rest };
    const { quantifier } = first.part;
    const repeats = quantifier === 'some' || quantifier === 'any';
    const more = repeats ? { ...list, parts: [optional(first), ...rest] } : after;
    if (this.occurrence(first, { list, from, captures }, (inner, end) => this.siblings(more, end, inner, next))) return true;
    return (quantifier === 'optional' || quantifier === 'any') && this.isAbsent(first, from, list.end) && this.siblings(after, from, captures, next);
  }

  private occurrence(part: CompiledPart, { list, from, captures }: Place, next: (captures: Captures, end: number) => boolean): boolean {
    for (let at = from; at < list.end; at = this.tree.skip[at] ?? list.end) {
      const end = this.tree.skip[at] ?? list.end;
      if (part.part.kind === 'group' && part.children.length > 1) {
        if (this.siblings({ parts: part.children, end: list.end, anchoredEnd: false }, at, captures, (inner) => next(inner, end))) return true;
      } else if (this.node(part, at, captures, (inner) => next(inner, end))) return true;
      if (part.part.anchored && this.counts(at, part)) return false;
    }
    return false;
  }

  /** An optional part is only passed over where it is not there. */
  private isAbsent(part: CompiledPart, from: number, end: number): boolean {
    for (let at = from; at < end; at = this.tree.skip[at] ?? end) {
      if (this.node({ ...part, children: [], without: [] }, at, new Map(), () => true)) return false;
      if (part.part.anchored && this.counts(at, part)) return true;
    }
    return true;
  }

  /** Between anchored parts only tokens and comments may stand, unless the part is a token itself. */
  private counts(node: number, part: CompiledPart): boolean {
    if (isExtra(this.tree, node)) return false;
    return isNamed(this.tree, node) || (part.part.kind === 'node' && !part.part.named && !part.part.wildcard);
  }

  private nothingLeft(from: number, end: number): boolean {
    for (let at = from; at < end; at = this.tree.skip[at] ?? end) if (isNamed(this.tree, at) && !isExtra(this.tree, at)) return false;
    return true;
  }

  private hasField(node: number, field: number): boolean {
    const end = this.tree.skip[node] ?? 0;
    for (let child = node + 1; child < end; child = this.tree.skip[child] ?? end) if (this.tree.field[child] === field) return true;
    return false;
  }
}

interface Place {
  readonly list: Siblings;
  readonly from: number;
  readonly captures: Captures;
}

function optional(part: CompiledPart): CompiledPart {
  return { ...part, part: { ...part.part, quantifier: 'any' } };
}

function withCaptures(captures: Captures, names: readonly string[], node: number): Captures {
  if (names.length === 0) return captures;
  const all = new Map(captures);
  for (const name of names) all.set(name, [...(all.get(name) ?? []), node]);
  return all;
}

function holds(test: CaptureTest, captures: Captures, tree: FlatTree): boolean {
  const textsOf = (capture: string) => (captures.get(capture) ?? []).map((node) => tree.text.slice(tree.start[node], tree.end[node]));
  const results = textsOf(test.capture).map((text) => test.accepts(text, textsOf) !== test.negated);
  return test.any ? results.some(Boolean) : results.every(Boolean);
}

function toMatch(captures: Captures, root: number, place: string, tree: FlatTree): Match {
  const bindings = new Map<string, Binding>();
  for (const [name, nodes] of captures) bindings.set(`$${name.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_')}`, rangeOf(nodes, tree));
  const at = captures.get(place) ?? [root];
  const { start, end } = rangeOf(at, tree);
  return { node: at[0] ?? root, start, end, bindings };
}

function rangeOf(nodes: readonly number[], tree: FlatTree): Binding {
  const [first = 0] = nodes;
  return { start: tree.start[first] ?? 0, end: tree.end[nodes.at(-1) ?? first] ?? 0, nodes };
}
