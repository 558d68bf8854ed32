import type { TextRange } from '../own-grammar.ts';

export interface SqlToken extends TextRange {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'operator' | 'open' | 'close' | ',' | ';' | '.' | 'comment' | 'error';
}

type Found = Pick<SqlToken, 'kind' | 'end'>;

const blanks = /[\s\uFEFF]+/y;
const word = /[\p{L}_][\p{L}\p{N}_$]*|##?[\p{L}_][\p{L}\p{N}_$]*/uy;
const numberLiteral = /0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const parameter = /[$#]?\{[^{}\n]{0,200}\}|\$\d+|:{1}[\p{L}_][\p{L}\p{N}_]*|@@?[\p{L}_][\p{L}\p{N}_$]*|\?\d*|%\([\w.]{1,100}\)[sd]|%[sd](?![\p{L}\p{N}_])/uy;
const operator = /<=>|->>|#>>|!~\*|<->|\|\|\/|\|\||::|:=|=>|<=|>=|<>|!=|==|\^=|!~|~\*|->|#>|@>|<@|&&|<<|>>|\*\*|[-+*/%=<>!~^&|@:#?\\[\]]/y;
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]{0,60})?\$/uy;
const stringPrefix = /(?:[eEnNbBxXqQrR]|[uU]&)(?=')/y;
/** What may follow a string that ends in a backslash before its quote. */
const afterString = /[\s,;)]|$/y;
/** Tags without an end are looked for this often. */
const mostOpenTags = 50;

/** Reads a text of any SQL dialect; what no token starts with is an `error` of one character. Linear in the text. */
export function readSqlTokens(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  const reader: Reader = { text, openTags: 0 };
  for (let at = endOf(blanks, text, 0) ?? 0; at < text.length; ) {
    const { kind, end } = tokenAt(reader, at, tokens.at(-1));
    tokens.push({ kind, start: at, end });
    at = endOf(blanks, text, end) ?? end;
  }
  return tokens;
}

interface Reader {
  readonly text: string;
  openTags: number;
}

const single: Readonly<Record<string, SqlToken['kind']>> = { '(': 'open', ')': 'close', ',': ',', ';': ';' };

function tokenAt(reader: Reader, at: number, before: SqlToken | undefined): Found {
  const { text } = reader;
  const own = single[text[at] ?? ''];
  if (own !== undefined) return { kind: own, end: at + 1 };
  return commentAt(text, at) ?? stringAt(reader, at) ?? valueAt(text, at, before) ?? found('operator', operator, text, at) ?? { kind: 'error', end: at + 1 };
}

function commentAt(text: string, at: number): Found | undefined {
  if (text.startsWith('--', at)) return { kind: 'comment', end: lineEnd(text, at) };
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return { kind: 'comment', end: end < 0 ? text.length : end + 2 };
  }
  if (text[at] !== '#') return undefined;
  // MySQL's comments; a name may start with the sign elsewhere than at the start of a line, and `#{x}` and `#>` are no comments.
  const startsLine = at === 0 || text[at - 1] === '\n';
  return startsLine || /[\s!#-]/.test(text[at + 1] ?? ' ') ? { kind: 'comment', end: lineEnd(text, at) } : undefined;
}

function stringAt(reader: Reader, at: number): Found | undefined {
  const { text } = reader;
  const prefixed = endOf(stringPrefix, text, at);
  const open = prefixed ?? at;
  switch (text[open]) {
    case "'":
    case '"':
    case '`':
      return closed(text, at, quoteEnd(text, open), text[open] === "'" ? 'string' : 'quoted');
    case '[':
      return bracketAt(text, at);
    case '$':
      return dollarAt(reader, at);
    default:
      return undefined;
  }
}

/** `[name]` of T-SQL; `a[1]` and `[1, 2]` are none. */
function bracketAt(text: string, at: number): Found | undefined {
  const end = /^\[[\p{L}_][\p{L}\p{N}_ $.-]{0,127}\]/u.exec(text.slice(at, at + 130))?.[0].length;
  return end === undefined ? undefined : { kind: 'quoted', end: at + end };
}

function dollarAt(reader: Reader, at: number): Found | undefined {
  const { text } = reader;
  const end = endOf(dollarTag, text, at);
  if (end === undefined || reader.openTags > mostOpenTags) return undefined;
  const close = text.indexOf(text.slice(at, end), end);
  if (close < 0) reader.openTags += 1;
  return close < 0 ? undefined : { kind: 'string', end: close + end - at };
}

/** A quote that is not closed spoils the rest of its line. */
function closed(text: string, at: number, end: number | undefined, kind: 'string' | 'quoted'): Found {
  return end === undefined ? { kind: 'error', end: lineEnd(text, at) } : { kind, end };
}

/** After the closing quote; a doubled one, and one after a backslash that does not end the string, are part of it. */
function quoteEnd(text: string, open: number): number | undefined {
  const quote = text[open] ?? '';
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote !== '`') {
      const isEnd = text[at + 1] === quote && endOf(afterString, text, at + 2) !== undefined;
      if (!isEnd) at += 1;
    } else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return undefined;
}

function valueAt(text: string, at: number, before: SqlToken | undefined): Found | undefined {
  const isMember = before?.kind === '.' || (before !== undefined && before.end === at && (before.kind === 'word' || before.kind === 'quoted'));
  if (text[at] === '.' && (isMember || !/\d/.test(text[at + 1] ?? ''))) return { kind: '.', end: at + 1 };
  const isOperand = before === undefined || !['word', 'quoted', 'number', 'string', 'close', 'parameter'].includes(before.kind);
  // `a % d` and `a ? b` are operators, `:x` after a value is a slice.
  if (!isOperand && /[%?:]/.test(text[at] ?? '') && before.end === at) return found('number', numberLiteral, text, at);
  return found('parameter', parameter, text, at) ?? found('word', word, text, at) ?? found('number', numberLiteral, text, at);
}

function found(kind: SqlToken['kind'], regex: RegExp, text: string, at: number): Found | undefined {
  const end = endOf(regex, text, at);
  return end === undefined ? undefined : { kind, end };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOf(regex: RegExp, text: string, at: number): number | undefined {
  regex.lastIndex = at;
  const match = regex.exec(text);
  return match === null ? undefined : at + match[0].length;
}
