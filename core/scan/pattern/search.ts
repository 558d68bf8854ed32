import { type FlatTree, none } from '../tree/flat-tree.ts';
import { charge, isGivenUp, spend } from './budget.ts';
import { constantOf } from './constant.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, headNode, nextNamed, onlyChild, strip } from './head.ts';
import type { Binding, Match, NodeRange } from './match.ts';
import { Matcher } from './matcher.ts';
import { inOwnCase } from './name-case.ts';
import { matchStatements, statementRange } from './match-statements.ts';
import type { CompiledPattern, SlotCheck } from './pattern-node.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';
import { hashWord } from './word-set.ts';

const solutionsPerNode = 32;
const wordHashes = new WeakMap<CompiledPattern, readonly number[]>();

/** All matches of one pattern, in order of their start; remembered per file unless only a range of nodes is asked. */
export function findPattern(pattern: CompiledPattern, file: FileTree, range?: NodeRange): readonly Match[] {
  const known = file.found.get(pattern);
  if (known !== undefined) return range === undefined ? known : known.filter(({ node }) => isWithin(node, range));
  const found = mayOccur(pattern, file) ? search(pattern, file, range) : [];
  if (range === undefined) file.found.set(pattern, found);
  return found;
}

/** Whether the file has every word the pattern needs. */
export function mayOccur(pattern: CompiledPattern, file: FileTree): boolean {
  if (pattern.never) return false;
  let hashes = wordHashes.get(pattern);
  if (hashes === undefined) {
    hashes = pattern.words.map(hashWord);
    wordHashes.set(pattern, hashes);
  }
  return hashes.every((hash) => file.words.has(hash));
}

/** Adds the matches of a one-rooted pattern that start at this node. */
export function matchAt(matcher: Matcher, pattern: CompiledPattern, node: number, found: Match[]): void {
  const root = pattern.nodes[0];
  if (root === undefined || isGivenUp(matcher.file, pattern)) return;
  const { tree } = matcher.file;
  const first = found.length;
  matcher.reset(pattern);
  const place = placeOf(matcher, pattern, node);
  matcher.match(root, node, () => {
    addMatch(matcher, { pattern, node: place, start: tree.start[place] ?? 0, end: tree.end[place] ?? 0 }, found, first);
    return found.length - first >= solutionsPerNode;
  });
  charge(matcher.file, pattern, { steps: matcher.effort, kept: found.length - first, total: found.length });
}

/** The node that a match of this root is reported as. */
function placeOf(matcher: Matcher, pattern: CompiledPattern, node: number): number {
  return pattern.statement ? statementAround(matcher, node) : carrierOf(matcher, node);
}

function isWithin(node: number, { from, to }: NodeRange): boolean {
  return node >= from && node < to;
}

/** Decorators belong to the definition they stand on. */
function carrierOf(matcher: Matcher, node: number): number {
  const { tree, grammar } = matcher.file;
  const parent = tree.parent[node] ?? none;
  const isCarried = parent !== none && (matcher.rolesOf(parent) & role.carrier) !== 0 && tree.skip[node] === tree.skip[parent];
  return isCarried && grammar.kinds[tree.kind[firstChild(tree, parent)] ?? 0] === 'decorator' ? parent : node;
}

/** The statement or declaration that consists of this expression alone, else the expression. */
function statementAround(matcher: Matcher, node: number): number {
  const { tree, syntax } = matcher.file;
  const parent = tree.parent[node] ?? none;
  if (parent === none) return node;
  const bits = rolesOf(syntax, tree, parent);
  if ((bits & role.transparent) !== 0) return statementAround(matcher, parent);
  const isWhole = (bits & role.expressionStatement) !== 0 || ((bits & role.declaration) !== 0 && isOnlyDeclarator(tree, parent, node));
  if (!isWhole) return node;
  const outer = tree.parent[parent] ?? none;
  return outer !== none && (bits & rolesOf(syntax, tree, outer) & role.declaration) !== 0 ? outer : parent;
}

function isOnlyDeclarator(tree: FlatTree, declaration: number, declarator: number): boolean {
  const end = tree.skip[declaration] ?? 0;
  for (let child = nextNamed(tree, declaration + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) {
    if (child !== declarator && tree.kind[child] === tree.kind[declarator]) return false;
  }
  return true;
}

/** Whether the called or accessed name of a node, as written or as imported, is the one the pattern asks for. */
export function hasHead(file: FileTree, node: number, head: string): boolean {
  const { tree, syntax, names } = file;
  const name = (rolesOf(syntax, tree, node) & role.name) === 0 ? strip(tree, headNode(tree, node, syntax), syntax) : node;
  if (name === none) return false;
  const start = tree.start[name] ?? 0;
  const end = tree.end[name] ?? 0;
  if (end - start === head.length && inOwnCase(tree.text.slice(start, end), syntax) === head) return true;
  const resolved = names.resolve(tree.text.slice(start, end), name);
  const full = resolved === undefined ? undefined : inOwnCase(resolved, syntax);
  return full !== undefined && (full === head || lastSegment(full) === head);
}

/** `c` of `a.b.c`. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function search(pattern: CompiledPattern, file: FileTree, range?: NodeRange): readonly Match[] {
  const matcher = new Matcher(file);
  const found: Match[] = [];
  if (pattern.sequence) {
    for (const block of blocksOf(file)) searchBlock(matcher, pattern, block, found);
    return range === undefined ? found : found.filter(({ node }) => isWithin(node, range));
  }
  for (const node of candidates(pattern, file)) {
    if (range !== undefined) {
      spend(file, 1);
      if (!isWithin(placeOf(matcher, pattern, node), range)) continue;
    }
    if (pattern.head === '' || hasHead(file, node, pattern.head)) matchAt(matcher, pattern, node, found);
  }
  return found;
}

/** In the order of the text. */
function candidates({ groups }: CompiledPattern, file: FileTree): Iterable<number> {
  const [only] = groups;
  if (only === undefined) return expressionsIn(file);
  return groups.length === 1 ? file.ofGroup(only) : groups.flatMap((group) => file.ofGroup(group)).sort((a, b) => a - b);
}

function* expressionsIn(file: FileTree): Generator<number> {
  for (let node = 0; node < file.tree.count; node += 1) if (isExpressionLike(file, node)) yield node;
}

/** Nodes that a lone metavariable may stand for: no wrappers, blocks and lists. */
export function isExpressionLike({ tree, syntax }: FileTree, node: number): boolean {
  const bits = rolesOf(syntax, tree, node);
  const notAlone = role.statement | role.transparent | role.expressionStatement | role.block | role.argumentList | role.parameterList | role.ignorable;
  if (((tree.flags[node] ?? 0) & 3) !== 1 || (bits & notAlone) !== 0) return false;
  if ((bits & role.wrapper) !== 0 && onlyChild(tree, node) !== none) return false;
  return !((bits & (role.name | role.parameter)) !== 0 && isDeclared(tree, syntax, node));
}

/** A name that a definition or a parameter list introduces. */
function isDeclared(tree: FlatTree, syntax: Syntax, node: number): boolean {
  const parent = tree.parent[node] ?? none;
  if (parent === none) return false;
  const bits = rolesOf(syntax, tree, parent);
  return (bits & role.parameterList) !== 0 || ((bits & role.scope) !== 0 && tree.field[node] === syntax.grammar.fieldId('name'));
}

function* blocksOf(file: FileTree): Generator<number> {
  const { tree } = file;
  for (let node = 0; node < tree.count; node += 1) {
    const bits = rolesOf(file.syntax, tree, node);
    if ((bits & role.block) !== 0 && file.syntax.grammar.kinds[tree.kind[node] ?? 0] !== 'statement_list') yield node;
  }
}

function searchBlock(matcher: Matcher, pattern: CompiledPattern, block: number, found: Match[]): void {
  const { tree } = matcher.file;
  const range = statementRange(matcher.file, block);
  const leads = pattern.nodes[0]?.op === 'ellipsis';
  for (let node = nextNamed(tree, range.start, range.end); node !== none; node = nextNamed(tree, tree.skip[node] ?? range.end, range.end)) {
    searchFrom(matcher, pattern, { node, end: range.end }, found);
    if (leads) return;
  }
}

function searchFrom(matcher: Matcher, pattern: CompiledPattern, from: { readonly node: number; readonly end: number }, found: Match[]): void {
  if (isGivenUp(matcher.file, pattern)) return;
  const { tree } = matcher.file;
  const first = found.length;
  let last = from.node;
  const record = () => {
    const start = tree.start[from.node] ?? 0;
    addMatch(matcher, { pattern, node: from.node, start, end: Math.max(start, endBefore(matcher.file, last)) }, found, first);
    return found.length - first >= solutionsPerNode;
  };
  matcher.reset(pattern);
  matchStatements(matcher, { patterns: pattern.nodes, open: true, end: from.end, reached: (end) => (last = end) }, from.node, record);
  charge(matcher.file, pattern, { steps: matcher.effort, kept: found.length - first, total: found.length });
}

/** Offset after the last node before `next` that closes there. */
function endBefore({ tree }: FileTree, next: number): number {
  let end = 0;
  for (let node = next - 1; node >= 0; node = tree.parent[node] ?? none) {
    if ((tree.skip[node] ?? 0) > next) break;
    if (((tree.flags[node] ?? 0) & 2) === 0) end = Math.max(end, tree.end[node] ?? 0);
  }
  return end;
}

interface Place {
  readonly pattern: CompiledPattern;
  readonly node: number;
  readonly start: number;
  readonly end: number;
}

function addMatch(matcher: Matcher, { pattern, node, start, end: rawEnd }: Place, found: Match[], first: number): void {
  const { file, bound } = matcher;
  if (!pattern.checks.every((check) => passes(file, bound[check.slot], check))) return;
  const end = trimmedEnd(file.tree.text, start, rawEnd);
  const bindings = new Map<string, Binding>();
  for (let slot = 0; slot < pattern.slots.length; slot += 1) {
    const binding = bound[slot];
    const name = pattern.slots[slot];
    if (binding !== undefined && name !== undefined) bindings.set(name, withConstant(file, binding));
  }
  const match = { node, start, end, bindings };
  for (let index = first; index < found.length; index += 1) if (isEqualMatch(found[index], match)) return;
  found.push(match);
}

/** What another part of the formula may still bind passes. */
function passes(file: FileTree, binding: Binding | undefined, { regex, quoted }: SlotCheck): boolean {
  if (binding === undefined) return true;
  const [only] = binding.nodes;
  const value = quoted || only === undefined || binding.nodes.length !== 1 ? undefined : constantOf(file, only)?.text;
  regex.lastIndex = 0;
  const written = file.tree.text.slice(binding.start, binding.end);
  if (regex.test(value ?? written)) return true;
  regex.lastIndex = 0;
  return value !== undefined && !regex.source.includes('(?!') && regex.test(written);
}

function isEqualMatch(a: Match | undefined, b: Match): boolean {
  if (a?.end !== b.end || a.start !== b.start) return false;
  for (const [name, { start, end }] of b.bindings) {
    const other = a.bindings.get(name);
    if (other?.start !== start || other.end !== end) return false;
  }
  return a.bindings.size === b.bindings.size;
}

/** Some grammars count the line end to the node. */
function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) <= 32) last -= 1;
  return last;
}

/** Adds the value of a literal, or of a name that stands for one, worked out when it is asked for. */
export function withConstant(file: FileTree, binding: Binding): Binding {
  const [only] = binding.nodes;
  if (only === undefined || binding.nodes.length !== 1) return binding;
  return new LazyBinding(file, binding, only);
}

/** A class, because there are many: objects with a getter of their own take ten times the memory. */
class LazyBinding implements Binding {
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly number[];
  /** The file to work the constant out in, until that is done. */
  private file: FileTree | undefined;
  private known: string | undefined = undefined;
  private readonly only: number;

  constructor(file: FileTree, { start, end, nodes }: Binding, only: number) {
    this.start = start;
    this.end = end;
    this.nodes = nodes;
    this.file = file;
    this.only = only;
  }

  get constant(): string | undefined {
    if (this.file !== undefined) {
      this.known = constantOf(this.file, this.only)?.text;
      this.file = undefined;
    }
    return this.known;
  }
}
