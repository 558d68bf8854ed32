import { childrenOf, none } from '../tree/flat-tree.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { NodeRange } from '../pattern/match.ts';
import { role, rolesOf } from '../pattern/syntax.ts';
import { type VisibleWrites, visibleWrites } from '../pattern/visible-writes.ts';
import { isContainer, isWrapper, pieceAt } from './piece.ts';
import type { TreeDiff } from './tree-diff.ts';

/** Nodes of the new version that did not change but may mean something else now, and the nodes around them. */
export interface ChangedMeaning {
  readonly ranges: readonly NodeRange[];
  readonly around: readonly number[];
}

const nothing: ChangedMeaning = { ranges: [], around: [] };

/**
 * Follows what a change writes to variables to the statements that use them, and from what these write on to others. Undefined when that may be
 * more than so many nodes.
 */
export function changedMeaning(old: FileTree, now: FileTree, diff: TreeDiff, most: number): ChangedMeaning | undefined {
  if (sizeOf(diff.old) > most || sizeOf(diff.now) > most) return undefined;
  const inside = diff.around.at(-1) ?? 0;
  const before = visibleWrites(old, { range: diff.old, inside });
  const after = visibleWrites(now, { range: diff.now, inside });
  if (before.leaves !== after.leaves) return atMost(functionAround(now, inside), most);
  const spread: Spread = { file: now, most, diff, changed: new Map(), open: [], written: [after], ranges: new Map(), around: new Set(), size: 0 };
  for (const [name, scope] of changedNames(before, after, now)) mark(spread, name, scope);
  return follow(spread);
}

function atMost(meaning: ChangedMeaning, most: number): ChangedMeaning | undefined {
  return meaning.ranges.reduce((sum, range) => sum + sizeOf(range), 0) > most ? undefined : meaning;
}

function sizeOf({ from, to }: NodeRange): number {
  return to - from;
}

/** What comes after a return is another matter than before, as far as the function goes. */
function functionAround(file: FileTree, inside: number): ChangedMeaning {
  const { tree, syntax } = file;
  let node = inside;
  while (node > 0 && (rolesOf(syntax, tree, node) & role.scope) === 0) node = tree.parent[node] ?? none;
  return node > 0 ? { ranges: [{ from: node, to: tree.skip[node] ?? node }], around: [] } : topLevel(file, 0);
}

/** What of the children of a node belongs to no function or class among them: statements, and the heads of definitions. */
function topLevel({ tree, grammar }: Pick<FileTree, 'tree' | 'grammar'>, parent: number): ChangedMeaning {
  const ranges: NodeRange[] = [];
  const around: number[] = [];
  for (const child of childrenOf(tree, parent)) {
    const kind = grammar.kinds[tree.kind[child] ?? 0] ?? '';
    if (parent > 0 && isContainer(kind)) continue;
    if (!isWrapper(kind)) ranges.push({ from: child, to: tree.skip[child] ?? child });
    else {
      const inner = topLevel({ tree, grammar }, child);
      ranges.push(...inner.ranges);
      around.push(child, ...inner.around);
    }
  }
  return { ranges, around };
}

/** Names that are written differently now, with the scope in which that is seen. */
function changedNames(before: VisibleWrites, after: VisibleWrites, now: FileTree): ReadonlyMap<string, number> {
  const changed = new Map<string, number>();
  for (const name of new Set([...before.names.keys(), ...after.names.keys()])) {
    const [old, young] = [before.names.get(name), after.names.get(name)];
    if (old?.text !== young?.text) changed.set(name, Math.min(old?.scope ?? Number.POSITIVE_INFINITY, young?.scope ?? Number.POSITIVE_INFINITY));
  }
  for (const name of new Set([...before.all, ...after.all])) {
    if (before.all.has(name) !== after.all.has(name) && isSeenAnywhere(name, now)) changed.set(name, 0);
  }
  return changed;
}

/** Whether it matters anywhere in the file that some variable has the name: where it may also be a class, a call, or come from an import of everything. */
function isSeenAnywhere(name: string, { syntax, names }: FileTree): boolean {
  return name === '' || /^[A-Z]/.test(name) || syntax.source.bareCalls === true || names.imports.wildcards.length > 0;
}

/** What is known so far of the names that mean something else. */
interface Spread {
  readonly file: FileTree;
  readonly diff: TreeDiff;
  readonly most: number;
  /** The scope in which each name means something else. */
  readonly changed: Map<string, number>;
  /** Names that have not been followed yet. */
  readonly open: string[];
  /** Of all pieces that mean something else. */
  readonly written: VisibleWrites[];
  /** By their first nodes. */
  readonly ranges: Map<number, NodeRange>;
  readonly around: Set<number>;
  /** Nodes in the ranges. */
  size: number;
}

/** A name that means something else in an outer scope than was known is followed again. */
function mark({ changed, open }: Spread, name: string, scope: number): void {
  if ((changed.get(name) ?? Number.POSITIVE_INFINITY) <= scope) return;
  changed.set(name, scope);
  open.push(name);
}

function follow(spread: Spread): ChangedMeaning | undefined {
  for (let name = spread.open.pop(); name !== undefined; name = spread.open.pop()) {
    // A name that the parser had to make up.
    if (name === '') return undefined;
    for (const writes of spread.written) markWritten(spread, writes, [name]);
    if (!addUses(spread, name)) return undefined;
  }
  return spread.ranges.size === 0 ? nothing : { ranges: [...spread.ranges.values()], around: [...spread.around] };
}

/** A variable changes with the names in what it is given, and where it may now be another one. */
function markWritten(spread: Spread, { names }: VisibleWrites, words: readonly string[]): void {
  for (const [name, { scope, expressions }] of names) {
    const isTouched = words.includes(name) || expressions.some((expression) => words.some((word) => nextWord(expression, word, 0) >= 0));
    if (isTouched) mark(spread, name, scope);
  }
}

/** False when the pieces become too many. */
function addUses(spread: Spread, name: string): boolean {
  const { file, diff, changed } = spread;
  const { tree } = file;
  const scope = changed.get(name) ?? 0;
  const end = scope === 0 ? tree.text.length : (tree.end[scope] ?? 0);
  let at = nextWord(tree.text, name, scope === 0 ? 0 : (tree.start[scope] ?? 0));
  while (at >= 0 && at < end) {
    const isInside = at >= diff.before && at < diff.after;
    const next = isInside ? diff.after : addPiece(spread, at);
    if (spread.size > spread.most) return false;
    at = nextWord(tree.text, name, Math.max(next, at + name.length));
  }
  return true;
}

/** Where the piece at an offset ends. */
function addPiece(spread: Spread, offset: number): number {
  const { file, ranges, around } = spread;
  const { tree, grammar } = file;
  const piece = pieceAt(tree, grammar, offset);
  const range = { from: piece.node, to: tree.skip[piece.node] ?? piece.node };
  if (!ranges.has(range.from)) {
    ranges.set(range.from, range);
    spread.size += range.to - range.from;
    for (const node of piece.around) around.add(node);
    const writes = visibleWrites(file, { range, inside: piece.around.at(-1) ?? 0 });
    spread.written.push(writes);
    markWritten(spread, writes, [...spread.changed.keys()]);
  }
  return tree.end[piece.node] ?? 0;
}

/** Where the word stands next at or after an offset; -1 for nowhere. A name that the parser had to make up is empty, and is everywhere. */
function nextWord(text: string, word: string, start: number): number {
  if (word === '') return start;
  for (let at = text.indexOf(word, start); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCode(text.charCodeAt(at - 1)) && !isWordCode(text.charCodeAt(at + word.length))) return at;
  }
  return -1;
}

/** Letters, digits, `_`, `$` and everything beyond ASCII; not NaN, which is past the ends. */
function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code >= 128;
}
