import { childByField, none } from '../tree/flat-tree.ts';
import { entriesOf } from './anchors.ts';
import { nextNamed, strip } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import { importList } from './block-parts.ts';
import type { NodePattern, PatternNode } from './pattern-node.ts';
import { plainString } from './string-literal.ts';
import { role } from './syntax.ts';

/** Arguments and parameters: in order, except those given by name. Without `...` no other named argument may be there. */
export function matchArguments(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const isKeyword = (child: PatternNode) => ((syntax.role[child.kind] ?? 0) & role.keywordArgument) !== 0;
  const keywords = pattern.children.filter(isKeyword);
  const end = tree.skip[node] ?? 0;
  const sameKind = pattern.kind === tree.kind[node];
  const given = keywordsOf(matcher, node);
  if (keywords.length === 0 && given.length === 0) return matcher.list({ patterns: pattern.children, end, sameKind, skippable: 0 }, 0, node + 1, next);
  const isOpen = pattern.children.some((child) => child.op === 'ellipsis');
  if (given.length < keywords.length || (!isOpen && given.length > keywords.length)) return false;
  const positional = pattern.children.filter((child) => !isKeyword(child));
  return matcher.list({ patterns: positional, end, sameKind, skippable: role.keywordArgument }, 0, node + 1, () =>
    matchEach(keywords, given, (keyword, argument, rest) => matcher.match(keyword, argument, rest), next),
  );
}

/** Entries of an object or mapping, in any order; all must be named unless there is a `...`. */
export function matchEntries(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const wanted = pattern.children.filter((child) => child.op !== 'ellipsis');
  const isOpen = wanted.length < pattern.children.length || (matcher.file.syntax.source.partialEntries && matcher.options?.implicit_ellipsis !== false);
  const given = entriesOf(matcher.file, node);
  if (given.length < wanted.length || (!isOpen && given.length > wanted.length)) return false;
  return matchEach(wanted, given, (entry, child, rest) => matchEntry(matcher, entry, child, rest), next);
}

/** Some children of the code, in any order; those of a block with `...` may also stand in blocks nested in it. */
export function matchSubset(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const { tree } = matcher.file;
  const wanted = pattern.children.filter((child) => child.op !== 'ellipsis');
  const isDeep = wanted.length < pattern.children.length && (matcher.rolesOf(node) & role.block) !== 0;
  const given = isDeep ? nestedEntries(matcher, node) : [...tokensAndChildren(matcher, Math.max(node, importList(matcher.file.syntax, tree, node)))];
  const fits = (part: PatternNode, child: number) => part.field === 0 || part.field === tree.field[child];
  return matchEach(wanted, given, (part, child, rest) => fits(part, child) && matcher.match(part, child, rest), next);
}

/** Members of a class, in any order; others may stand among them. */
export function matchMembers(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const wanted = pattern.children.filter((child) => child.op !== 'ellipsis');
  const given = childrenOf(matcher, node);
  return given.length >= wanted.length && matchEach(wanted, given, (part, child, rest) => matcher.match(part, child, rest), next);
}

function* tokensAndChildren(matcher: Matcher, node: number): Generator<number> {
  const { skip } = matcher.file.tree;
  const end = skip[node] ?? 0;
  for (let child = node + 1; child < end; child = skip[child] ?? end) yield child;
}

/** Named nodes directly in a block or in a block nested in it, not in values. */
function nestedEntries(matcher: Matcher, block: number): readonly number[] {
  const { tree } = matcher.file;
  const found: number[] = [];
  const end = tree.skip[block] ?? 0;
  for (let node = block + 1; node < end; ) {
    const isDirect = (matcher.rolesOf(tree.parent[node] ?? none) & role.block) !== 0;
    if (isDirect && ((tree.flags[node] ?? 0) & 3) === 1) found.push(node);
    node = isDirect && (matcher.rolesOf(node) & role.pair) !== 0 ? (tree.skip[node] ?? end) : node + 1;
  }
  return found;
}

/** A key and its value; keys are equal whether quoted or not. */
export function matchPair(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const kind = tree.kind[node] ?? 0;
  const key = childByField(tree, node, syntax.fieldA[kind] ?? 0);
  const value = childByField(tree, node, syntax.fieldB[kind] ?? 0);
  return key !== none && matchKeyAndValue(matcher, pattern, { key, value }, next);
}

function matchEntry(matcher: Matcher, entry: PatternNode, child: number, next: Next): boolean {
  if (matcher.match(entry, child, next)) return true;
  const isShorthand = entry.op === 'node' && entry.form === 'pair' && (matcher.rolesOf(child) & role.name) !== 0;
  return isShorthand && matchKeyAndValue(matcher, entry, { key: child, value: child }, next);
}

function matchKeyAndValue(matcher: Matcher, pattern: NodePattern, { key, value }: { readonly key: number; readonly value: number }, next: Next): boolean {
  const [wantedKey, wantedValue] = pattern.children;
  if (wantedKey === undefined) return false;
  const rest = () => {
    if (wantedValue === undefined || (wantedValue.op === 'ellipsis' && wantedValue.slot < 0)) return next();
    return value === none ? isEmpty(wantedValue) && next() : matcher.match(wantedValue, value, next);
  };
  if (matcher.match(wantedKey, key, rest)) return true;
  return isSameKey(matcher, wantedKey, key) && rest();
}

/** A key without a value has the empty one. */
function isEmpty(wanted: PatternNode): boolean {
  return wanted.op === 'string' && (wanted.content.kind === 'any' || (wanted.content.kind === 'text' && wanted.content.text === ''));
}

/** `a` and `"a"` name the same entry. */
function isSameKey(matcher: Matcher, wanted: PatternNode, key: number): boolean {
  const { tree, syntax } = matcher.file;
  const node = strip(tree, key, syntax);
  if (wanted.op === 'leaf' && isSymbolOf(matcher, wanted.text, node)) return true;
  if (wanted.op === 'string' && wanted.content.kind === 'text') return (matcher.rolesOf(node) & role.name) !== 0 && matcher.isText(node, wanted.content.text);
  const range = wanted.op === 'leaf' ? plainString(syntax, tree, node) : undefined;
  return range !== undefined && wanted.op === 'leaf' && tree.text.slice(range.start, range.end) === wanted.text;
}

/** `a:` and `:a =>` name the same entry. */
function isSymbolOf(matcher: Matcher, wanted: string, node: number): boolean {
  const isSymbol = (matcher.rolesOf(node) & role.symbol) !== 0;
  return matcher.isText(node, isSymbol ? `:${wanted}` : wanted.replace(/^:/, ''));
}

/** Tries one part of the pattern on one child. */
export type MatchOne = (wanted: PatternNode, given: number, rest: Next) => boolean;

/** Gives each wanted part a child of its own. */
export function matchEach(wanted: readonly PatternNode[], given: readonly number[], matchOne: MatchOne, next: Next): boolean {
  const used = new Set<number>();
  const from = (index: number): boolean => {
    const part = wanted[index];
    if (part === undefined) return next();
    for (const child of given) {
      if (used.has(child)) continue;
      used.add(child);
      if (matchOne(part, child, () => from(index + 1))) return true;
      used.delete(child);
    }
    return false;
  };
  return from(0);
}

function keywordsOf(matcher: Matcher, node: number): readonly number[] {
  return childrenOf(matcher, node).filter((child) => (matcher.rolesOf(child) & role.keywordArgument) !== 0);
}

function childrenOf(matcher: Matcher, node: number): readonly number[] {
  const { tree } = matcher.file;
  const end = tree.skip[node] ?? 0;
  const found: number[] = [];
  for (let child = nextNamed(tree, node + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) found.push(child);
  return found;
}
