import type { NodeWriter } from '../own-grammar.ts';
import { type SqlChild, type SqlCursor, type SqlNode, peek, readExpression, wordAt, writeNode } from './expression.ts';
import { readSqlTokens, type SqlToken } from './token.ts';

/** Words that a clause starts with. */
const starters: ReadonlySet<string> = new Set(
  (
    'select from where group having order limit offset fetch insert into values update set delete returning join inner left right full cross natural ' +
    'on using union intersect except minus create alter drop truncate rename comment grant revoke deny to exec execute call declare begin commit rollback ' +
    'savepoint merge with identified window qualify use go print raiserror if while return open close explain analyze copy load backup restore lock vacuum ' +
    'pragma attach detach replace top'
  ).split(' '),
);
/** Those that are also names of functions. */
const functions: ReadonlySet<string> = new Set(['left', 'right', 'replace', 'insert', 'if', 'truncate', 'values', 'use', 'load', 'copy', 'return', 'top']);
/** Words that mean a part of the clause before them when they come second: `DELETE FROM`, `GRANT … ON`. */
const joinWords: ReadonlySet<string> = new Set(['inner', 'left', 'right', 'full', 'cross', 'natural', 'outer']);
/** Statements whose words are kept in one clause: `DROP TABLE IF EXISTS`. */
const afterVerb: Readonly<Record<string, readonly string[]>> = {
  create: ['if', 'or', 'replace'],
  drop: ['if', 'to'],
  alter: ['if', 'using', 'set', 'drop', 'comment', 'to', 'rename'],
};
/** Clauses in which a name stands before a list of columns or parameters. */
const withLists: ReadonlySet<string> = new Set(['into', 'create', 'alter', 'with', 'copy']);
const ellipsis = 'elQ_';

/** Writes the tree of a text. */
export function readSql(writer: NodeWriter): void {
  const all = readSqlTokens(writer.text);
  const comments = all.filter(({ kind }) => kind === 'comment' || kind === 'error');
  const tokens = all.filter(({ kind }) => kind !== 'comment' && kind !== 'error');
  const cursor: SqlCursor = { text: writer.text, tokens, at: 0, depth: 0, lists: false, inside: readInside };
  const children: SqlChild[] = [];
  while (peek(cursor) !== undefined) children.push(...readTop(cursor));
  writer.open('source_file', 0);
  writeTop(writer, children, comments);
  writer.close(writer.text.length);
}

/** Comments stand where they are, in whatever node that is. */
function writeTop(writer: NodeWriter, children: readonly SqlChild[], comments: readonly SqlToken[]): void {
  let next = 0;
  const writeUntil = (end: number) => {
    for (let token = comments[next]; token !== undefined && token.start < end; token = comments[next]) {
      if (token.kind === 'comment') writer.comment(token);
      else writer.error(token);
      next += 1;
    }
  };
  for (const child of children) {
    if (child.node.as !== 'error') writeNode(writer, child, writeUntil);
    else {
      writeUntil(child.node.start);
      writer.error(child.node);
    }
  }
  writeUntil(writer.text.length + 1);
}

/** A statement with its semicolon, or a parenthesis that nothing opened. */
function readTop(cursor: SqlCursor): readonly SqlChild[] {
  const clauses = readClauses(cursor);
  const statement = clauses.length === 0 ? [] : [statementOf(clauses)];
  const token = peek(cursor);
  if (token === undefined) return statement;
  cursor.at += 1;
  const as = token.kind === ';' ? ';' : 'error';
  return [...statement, { node: { kind: 'token', as, start: token.start, end: token.end } }];
}

function statementOf(children: readonly SqlChild[]): SqlChild {
  const start = children[0]?.node.start ?? 0;
  return { node: { kind: 'node', as: 'statement', start, end: children.at(-1)?.node.end ?? start, children } };
}

/** A subquery, or a list. */
function readInside(cursor: SqlCursor): readonly SqlChild[] {
  if (!startsClause(cursor, '')) return readItems(cursor, '');
  const clauses = readClauses(cursor);
  return clauses.length === 0 ? [] : [statementOf(clauses)];
}

function readClauses(cursor: SqlCursor): readonly SqlChild[] {
  const clauses: SqlChild[] = [];
  for (let token = peek(cursor); token !== undefined && token.kind !== ';' && token.kind !== 'close'; token = peek(cursor)) {
    clauses.push(...readClause(cursor), ...ellipsisBefore(cursor));
  }
  return clauses;
}

/** In a pattern, `...` at the end of a clause also stands for clauses; where nothing follows, they need not be mentioned. */
function ellipsisBefore(cursor: SqlCursor): readonly SqlChild[] {
  const last = cursor.tokens[cursor.at - 1];
  if (peek(cursor) === undefined || last?.kind !== 'word' || cursor.text.slice(last.start, last.end) !== ellipsis) return [];
  return [{ node: { kind: 'leaf', as: 'placeholder', start: last.start, end: last.end } }];
}

/** A keyword with what follows it up to the next one; what starts with another word is a clause without keyword. */
function readClause(cursor: SqlCursor): readonly SqlChild[] {
  const head: SqlChild[] = [];
  const verb = startsClause(cursor, '') ? wordAt(cursor, cursor.at) : '';
  if (verb !== '') head.push(readKeyword(cursor));
  while (joinWords.has(verb) && (joinWords.has(wordAt(cursor, cursor.at)) || wordAt(cursor, cursor.at) === 'join')) head.push(readKeyword(cursor));
  cursor.lists = withLists.has(verb);
  const items = readItems(cursor, verb);
  cursor.lists = false;
  const children = [...head, ...items];
  const first = children[0]?.node;
  if (first === undefined) {
    const token = peek(cursor);
    cursor.at += 1;
    return token === undefined ? [] : [{ node: { kind: 'token', as: ',', start: token.start, end: token.end } }];
  }
  return [{ node: { kind: 'node', as: 'clause', start: first.start, end: children.at(-1)?.node.end ?? first.end, children } }];
}

function readKeyword(cursor: SqlCursor): SqlChild {
  const token = peek(cursor);
  cursor.at += 1;
  return { node: { kind: 'leaf', as: 'keyword', start: token?.start ?? 0, end: token?.end ?? 0 } };
}

/** Items between commas. */
function readItems(cursor: SqlCursor, verb: string): readonly SqlChild[] {
  const items: SqlChild[] = [];
  for (;;) {
    const item = readPhrase(cursor, verb);
    if (item !== undefined) items.push({ node: item });
    const comma = peek(cursor);
    if (comma?.kind !== ',') return items;
    cursor.at += 1;
    items.push({ node: { kind: 'token', as: ',', start: comma.start, end: comma.end } });
  }
}

/** Expressions in a row, one or more: `a AS b`, `TABLE t (…)`. */
function readPhrase(cursor: SqlCursor, verb: string): SqlNode | undefined {
  const parts: SqlNode[] = [];
  while (!(parts.length > 0 && stops(cursor, verb)) && !(parts.length === 0 && startsClause(cursor, verb))) {
    const before = cursor.at;
    const part = readExpression(cursor) ?? readStray(cursor);
    if (part === undefined || cursor.at === before) break;
    parts.push(part);
  }
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    kind: 'node',
    as: parts.length === 1 ? 'term' : 'phrase',
    start: first.start,
    end: parts.at(-1)?.end ?? first.end,
    children: parts.map((node) => ({ node })),
  };
}

/** A dot or the like that belongs to nothing is passed over. */
function readStray(cursor: SqlCursor): SqlNode | undefined {
  const token = peek(cursor);
  if (token?.kind !== '.') return undefined;
  cursor.at += 1;
  return { kind: 'token', as: '.', start: token.start, end: token.end };
}

function stops(cursor: SqlCursor, verb: string): boolean {
  return peek(cursor) === undefined || startsClause(cursor, verb);
}

function startsClause(cursor: SqlCursor, verb: string): boolean {
  const word = peek(cursor)?.kind === 'word' ? wordAt(cursor, cursor.at) : '';
  if (!starters.has(word)) return false;
  if (Object.hasOwn(afterVerb, verb) && afterVerb[verb]?.includes(word) === true) return false;
  const next = cursor.tokens[cursor.at + 1];
  const isCall = functions.has(word) && next?.kind === 'open' && next.start === peek(cursor)?.end;
  const isName = next?.kind === '.' || cursor.tokens[cursor.at - 1]?.kind === '.';
  return !isName && (!isCall || (word === 'values' && verb !== 'set'));
}
