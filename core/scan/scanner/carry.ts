import { describeWrites } from '../pattern/declarations.ts';
import type { CarriedMatches } from '../pattern/dispatcher.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Binding, Match } from '../pattern/match.ts';
import type { CompiledPattern } from '../pattern/pattern-node.ts';
import { mayOccur, withConstant } from '../pattern/search.ts';
import { diffTrees, type TreeDiff } from './tree-diff.ts';

/**
 * What pattern matches of an earlier version still hold in this one: those of nodes that did not change, provided that the changed ones mean
 * the same to them (imports, and what is assigned to names they use). Undefined when everything has to be matched anew.
 */
export function carryMatches(old: FileTree, now: FileTree): CarriedMatches | undefined {
  if (old.grammar !== now.grammar) return undefined;
  const diff = diffTrees(old.tree, now.tree, now.grammar);
  if (!sameImports(old, now) || !sameMeaning(old, now, diff)) return undefined;
  return { range: diff.now, around: diff.around, of: (pattern) => carried(pattern, { old, now, diff }) };
}

function sameImports(old: FileTree, now: FileTree): boolean {
  const [before, after] = [old.names.imports, now.names.imports];
  if (before.aliases.size !== after.aliases.size || before.wildcards.join(' ') !== after.wildcards.join(' ')) return false;
  for (const [name, target] of before.aliases) if (after.aliases.get(name) !== target) return false;
  return true;
}

/** Names that are written differently now may not occur in the text that did not change. */
function sameMeaning(old: FileTree, now: FileTree, diff: TreeDiff): boolean {
  const [before, after] = [describeWrites(old, diff.old), describeWrites(now, diff.now)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  return changed.every((name) => !occursOutside(now.tree.text, name, diff));
}

function occursOutside(text: string, name: string, { before, after }: TreeDiff): boolean {
  return hasWord(text.slice(0, before), name) || hasWord(text.slice(after), name);
}

/** A name that the parser had to make up is empty: it may be anywhere. */
function hasWord(text: string, word: string): boolean {
  if (word === '') return true;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCode(text.charCodeAt(at - 1)) && !isWordCode(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}

/** Letters, digits, `_`, `$` and everything beyond ASCII; not NaN, which is past the ends. */
function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code >= 128;
}

interface Versions {
  readonly old: FileTree;
  readonly now: FileTree;
  readonly diff: TreeDiff;
}

/** A pattern of one node sees nothing beyond that node; a sequence of statements sees its neighbours. */
function carried(pattern: CompiledPattern, { old, now, diff }: Versions): readonly Match[] | undefined {
  if (pattern.sequence || old.exhausted.has(pattern)) return undefined;
  const found = old.found.get(pattern);
  if (found === undefined) return mayOccur(pattern, old) ? undefined : [];
  const { skip } = old.tree;
  const kept: Match[] = [];
  for (const match of found) {
    const isUnchanged = match.node >= diff.old.to || (skip[match.node] ?? 0) <= diff.old.from;
    if (!isUnchanged) continue;
    const moved = movedMatch(match, now, diff);
    if (moved === undefined) return undefined;
    kept.push(moved);
  }
  return kept;
}

/** The match in the new version; undefined when it refers to something that changed, such as the value of a constant. */
function movedMatch(match: Match, now: FileTree, diff: TreeDiff): Match | undefined {
  const bindings = new Map<string, Binding>();
  for (const [name, binding] of match.bindings) {
    const moved = movedBinding(binding, diff);
    if (moved === undefined) return undefined;
    bindings.set(name, withConstant(now, moved));
  }
  const by = match.node >= diff.old.to ? diff : { nodeShift: 0, offsetShift: 0 };
  return { node: match.node + by.nodeShift, start: match.start + by.offsetShift, end: match.end + by.offsetShift, bindings };
}

/** Without the old version's constant: it is worked out anew when asked for, so that no old tree is kept alive. */
function movedBinding({ start, end, nodes }: Binding, { before, after, offsetShift, nodeShift }: TreeDiff): Binding | undefined {
  if (end <= before) return { start, end, nodes };
  if (start < after - offsetShift) return undefined;
  return { start: start + offsetShift, end: end + offsetShift, nodes: nodeShift === 0 ? nodes : nodes.map((node) => node + nodeShift) };
}
