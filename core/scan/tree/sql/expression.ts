import type { NodeWriter } from '../own-grammar.ts';
import type { SqlToken } from './token.ts';

/** A piece of a statement before it is written: a token or something made of several. */
export type SqlNode =
  | { readonly kind: 'leaf'; readonly as: string; readonly start: number; readonly end: number }
  | { readonly kind: 'token'; readonly as: string; readonly start: number; readonly end: number }
  | { readonly kind: 'node'; readonly as: string; readonly start: number; readonly end: number; readonly children: readonly SqlChild[] };

export interface SqlChild {
  readonly node: SqlNode;
  readonly field?: string;
}

/** Left-nested operators beyond this stand side by side. */
const deepest = 200;
const levels: Readonly<Record<string, number>> = {
  or: 1,
  xor: 1,
  and: 2,
  ...Object.fromEntries(
    ['=', '<>', '!=', '==', '<', '>', '<=', '>=', '<=>', '^=', 'like', 'ilike', 'rlike', 'regexp', 'in', 'is', 'similar'].map((name) => [name, 4]),
  ),
  ...Object.fromEntries(
    ['~', '!~', '~*', '!~*', '@>', '<@', '&&', '->', '->>', '#>', '#>>', '|', '&', '<<', '>>', '@', '?', ':=', '=>'].map((name) => [name, 5]),
  ),
  '||': 6,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '^': 8,
  '**': 8,
  '::': 9,
};
/** Operators whose sides are compared as they are grouped. */
const grouped: ReadonlySet<string> = new Set(['||', 'and', 'or', 'xor', 'like', 'ilike', 'rlike', 'regexp', 'in', 'is', 'similar']);
const prefixes: ReadonlySet<string> = new Set(['-', '+', '~', '!', '@']);
const leafKinds: Readonly<Partial<Record<SqlToken['kind'], string>>> = {
  word: 'identifier',
  quoted: 'quoted',
  string: 'string',
  number: 'number',
  parameter: 'parameter',
  operator: 'operator',
};

/** The tokens of a text without comments, and how far they were read. */
export interface SqlCursor {
  readonly text: string;
  readonly tokens: readonly SqlToken[];
  at: number;
  depth: number;
  /** A name before parentheses is not that of a function: `INTO t (a, b)`, `CREATE TABLE t (…)`. */
  lists: boolean;
  /** What stands in parentheses at the cursor, which is after the opening one; it stops at the closing one. */
  readonly inside: (cursor: SqlCursor) => readonly SqlChild[];
}

export function peek({ tokens, at }: SqlCursor): SqlToken | undefined {
  return tokens[at];
}

export function wordAt({ text, tokens }: SqlCursor, at: number): string {
  const token = tokens[at];
  return token === undefined || (token.kind !== 'word' && token.kind !== 'operator') ? '' : text.slice(token.start, token.end).toLowerCase();
}

/** One expression; undefined where none starts. */
export function readExpression(cursor: SqlCursor, least = 0): SqlNode | undefined {
  let left = readOperand(cursor);
  if (left === undefined) return undefined;
  for (let steps = 0; steps < deepest; steps += 1) {
    const operator = operatorAt(cursor);
    if (operator === undefined || operator.level <= least) return left;
    const before = cursor.at;
    cursor.at += operator.count;
    const right = cursor.depth < deepest ? deeper(cursor, () => readExpression(cursor, operator.level)) : undefined;
    if (right === undefined) {
      cursor.at = before;
      return left;
    }
    left = binary(cursor, left, { before, count: operator.count, isGrouped: operator.isGrouped }, right);
  }
  return left;
}

function deeper<Result>(cursor: SqlCursor, read: () => Result): Result {
  cursor.depth += 1;
  const result = read();
  cursor.depth -= 1;
  return result;
}

interface OperatorTokens {
  readonly before: number;
  readonly count: number;
  readonly isGrouped: boolean;
}

function binary(cursor: SqlCursor, left: SqlNode, { before, count, isGrouped }: OperatorTokens, right: SqlNode): SqlNode {
  const [first, last] = [cursor.tokens[before], cursor.tokens[before + count - 1]];
  const operator: SqlNode = { kind: 'leaf', as: 'operator', start: first?.start ?? left.end, end: last?.end ?? left.end };
  return {
    ...{ kind: 'node', as: isGrouped ? 'grouped_expression' : 'binary_expression', start: left.start, end: right.end },
    children: [
      { node: left, field: 'left' },
      { node: operator, ...(isGrouped ? {} : { field: 'operator' }) },
      { node: right, field: 'right' },
    ],
  };
}

/** An operator between operands: `=`, `AND`, `NOT IN`, `IS NOT`. */
function operatorAt(cursor: SqlCursor): { readonly level: number; readonly count: number; readonly isGrouped: boolean } | undefined {
  const first = wordAt(cursor, cursor.at);
  const second = wordAt(cursor, cursor.at + 1);
  if (first === 'not' && ['in', 'like', 'ilike', 'rlike', 'regexp', 'similar'].includes(second)) return { level: 4, count: 2, isGrouped: true };
  if (first === 'is' && second === 'not') return { level: 4, count: 2, isGrouped: true };
  const level = Object.hasOwn(levels, first) ? levels[first] : undefined;
  return level === undefined ? undefined : { level, count: 1, isGrouped: grouped.has(first) };
}

function readOperand(cursor: SqlCursor): SqlNode | undefined {
  const token = peek(cursor);
  const sign = wordAt(cursor, cursor.at);
  const next = cursor.tokens[cursor.at + 1];
  if (token !== undefined && (sign === 'not' || (prefixes.has(sign) && next?.start === token.end))) {
    cursor.at += 1;
    const operand = cursor.depth < deepest ? deeper(cursor, () => readExpression(cursor, sign === 'not' ? 3 : 8)) : undefined;
    const operator: SqlNode = { kind: 'leaf', as: 'operator', start: token.start, end: token.end };
    if (operand === undefined) return operator;
    return { kind: 'node', as: 'unary_expression', start: token.start, end: operand.end, children: [{ node: operator }, { node: operand }] };
  }
  return readPrimary(cursor);
}

function readPrimary(cursor: SqlCursor): SqlNode | undefined {
  const token = peek(cursor);
  if (token?.kind === 'open') return readParentheses(cursor, 'group');
  const as = token === undefined ? undefined : leafKinds[token.kind];
  if (token === undefined || as === undefined) return undefined;
  cursor.at += 1;
  const name = token.kind === 'word' || token.kind === 'quoted' ? readMembers(cursor, { kind: 'leaf', as, start: token.start, end: token.end }) : undefined;
  if (name === undefined) return { kind: 'leaf', as, start: token.start, end: token.end };
  const isCall = peek(cursor)?.kind === 'open' && !cursor.lists && !beforeLists.has(cursor.text.slice(name.start, name.end).toLowerCase());
  return isCall ? readCall(cursor, name) : name;
}

/** Words that a list or a subquery follows, not arguments. */
const beforeLists: ReadonlySet<string> = new Set(
  'as by in exists key table over any all some distinct check unique index filter then else when case between and or not constraint default'.split(' '),
);

function readMembers(cursor: SqlCursor, first: SqlNode): SqlNode {
  let object = first;
  for (let steps = 0; steps < deepest && peek(cursor)?.kind === '.'; steps += 1) {
    const dot = peek(cursor);
    const name = cursor.tokens[cursor.at + 1];
    const isName = name !== undefined && (name.kind === 'word' || name.kind === 'quoted' || wordAt(cursor, cursor.at + 1) === '*');
    if (!isName || dot === undefined) return object;
    cursor.at += 2;
    const as = leafKinds[name.kind] ?? 'identifier';
    const part: SqlNode = { kind: 'leaf', as, start: name.start, end: name.end };
    const sign: SqlNode = { kind: 'token', as: '.', start: dot.start, end: dot.end };
    const children = [{ node: object, field: 'object' }, { node: sign }, { node: part, field: 'name' }];
    object = { kind: 'node', as: 'member', start: first.start, end: name.end, children };
  }
  return object;
}

function readCall(cursor: SqlCursor, name: SqlNode): SqlNode {
  const list = readParentheses(cursor, 'arguments');
  const children = [
    { node: name, field: 'function' },
    { node: list, field: 'arguments' },
  ];
  return { kind: 'node', as: 'call', start: name.start, end: list.end, children };
}

function readParentheses(cursor: SqlCursor, as: 'group' | 'arguments'): SqlNode {
  const open = cursor.tokens[cursor.at];
  const start = open?.start ?? 0;
  cursor.at += 1;
  const { lists } = cursor;
  cursor.lists = false;
  const inner = cursor.depth < deepest ? deeper(cursor, () => cursor.inside(cursor)) : flatInside(cursor);
  cursor.lists = lists;
  const close = peek(cursor);
  const last = inner.at(-1)?.node.end ?? open?.end ?? start;
  const before: SqlChild = { node: { kind: 'token', as: '(', start, end: open?.end ?? start } };
  if (close?.kind !== 'close') return { kind: 'node', as, start, end: last, children: [before, ...inner] };
  cursor.at += 1;
  const after: SqlChild = { node: { kind: 'token', as: ')', start: close.start, end: close.end } };
  return { kind: 'node', as, start, end: close.end, children: [before, ...inner, after] };
}

/** Too deep inside: only its words, up to the parenthesis that closes it. */
function flatInside(cursor: SqlCursor): readonly SqlChild[] {
  const children: SqlChild[] = [];
  for (let open = 0; ; cursor.at += 1) {
    const token = peek(cursor);
    if (token === undefined || token.kind === ';' || (token.kind === 'close' && open === 0)) return children;
    if (token.kind === 'open') open += 1;
    if (token.kind === 'close') open -= 1;
    const as = leafKinds[token.kind];
    if (as !== undefined) children.push({ node: { kind: 'leaf', as, start: token.start, end: token.end } });
  }
}

/** Writes a node, at most a few hundred levels deep; `before` writes what comes before an offset and belongs to no node. */
export function writeNode(writer: NodeWriter, { node, field }: SqlChild, before: (start: number) => void): void {
  const { as, start, end } = node;
  before(start);
  if (node.kind === 'leaf') return writer.leaf(as, { start, end }, field);
  if (node.kind === 'token') return writer.token(as, { start, end });
  writer.open(as, start, field);
  for (const child of node.children) writeNode(writer, child, before);
  writer.close(end);
}
