import { childByField, type FlatTree, isNamed, none } from '../tree/flat-tree.ts';
import { readBlockScalar, readQuotedScalar, type ScalarText } from './yaml-scalar.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** A range of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const opening = /^(?:[A-Za-z]{0,3}|%|[@$]{1,3})?("""|'''|"|'|`|<)/;
/** PostgreSQL's `$tag$ … $tag$`. */
const dollarTag = /^\$\w{0,60}\$/;
const blockIndicator = /^[|>][+\-\d]*[ \t]*(?:#[^\n]*)?\r?\n?/;

/** Whether a node is a string literal of any kind. */
export function isString(syntax: Syntax, tree: FlatTree, node: number): boolean {
  return (rolesOf(syntax, tree, node) & role.string) !== 0;
}

/** The name before the quotes of a string, such as `sql` in `sql"…"`; `none` where there is none. */
export function tagOf({ source, grammar }: Syntax, tree: FlatTree, node: number): number {
  return source.stringTag === undefined ? none : childByField(tree, node, grammar.fieldId(source.stringTag));
}

/** Whether a string holds substitutions such as `${x}`. */
export function isInterpolated(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child += 1) {
    if ((rolesOf(syntax, tree, child) & role.interpolation) !== 0) return true;
  }
  return false;
}

/** Whether a string is several literals written side by side. */
export function isJoined(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const first = node + 1;
  return first < (tree.skip[node] ?? 0) && isNamed(tree, first) && isString(syntax, tree, first) && (tree.skip[first] ?? 0) < (tree.skip[node] ?? 0);
}

/** The text between the quotes of a string literal; for one without quotes, all of it. */
export function contentRange(tree: FlatTree, node: number): Range {
  const start = tree.start[node] ?? 0;
  const end = tree.end[node] ?? 0;
  const first = tree.text.charCodeAt(start);
  if (first === 124 || first === 62) return { start: start + (blockIndicator.exec(tree.text.slice(start, Math.min(end, start + 80)))?.[0].length ?? 1), end };
  const tag = first === 36 ? (dollarTag.exec(tree.text.slice(start, Math.min(end, start + 63)))?.[0] ?? '') : '';
  if (tag !== '' && end - start >= 2 * tag.length && tree.text.startsWith(tag, end - tag.length)) return { start: start + tag.length, end: end - tag.length };
  const found = opening.exec(tree.text.slice(start, Math.min(end, start + 8)));
  const quote = found?.[1] ?? '';
  if (found === null || quote === '' || !isQuoted(tree, node, found[0])) return { start, end };
  const begin = start + found[0].length;
  return { start: begin, end: Math.max(begin, end - quote.length) };
}

/** Plain scalars of YAML may start with letters and hold quotes further in. */
function isQuoted(tree: FlatTree, node: number, lead: string): boolean {
  const quote = lead.at(-1) === '<' ? '>' : (lead.at(-1) ?? '');
  const end = tree.end[node] ?? 0;
  return tree.text[end - 1] === quote && end - (tree.start[node] ?? 0) > lead.length && (lead.length === 1 || !isPlain(tree, node));
}

function isPlain(tree: FlatTree, node: number): boolean {
  const child = node + 1;
  return child < (tree.skip[node] ?? 0) && isNamed(tree, child) && tree.start[child] === tree.start[node] && tree.end[child] === tree.end[node];
}

/** What a literal of YAML stands for where that is not its text as written: of block scalars and of escapes. */
export function scalarOf(syntax: Syntax, tree: FlatTree, node: number): ScalarText | undefined {
  if (syntax.source.style !== 'yaml') return undefined;
  const start = tree.start[node] ?? 0;
  const end = tree.end[node] ?? 0;
  return tree.text[start] === '"' ? readQuotedScalar(tree.text, start + 1, end - 1) : readBlockScalar(tree.text, start, end);
}

/** The content of a literal without substitutions; undefined for anything else. */
export function plainString(syntax: Syntax, tree: FlatTree, node: number): Range | undefined {
  if (node === none || !isString(syntax, tree, node) || isJoined(syntax, tree, node) || isInterpolated(syntax, tree, node)) return undefined;
  return contentRange(tree, node);
}
