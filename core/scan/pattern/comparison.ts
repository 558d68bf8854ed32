/** A value in a comparison. */
export type Value = number | string | boolean | null | readonly Value[];

/** An expression of metavariable-comparison, parsed. */
export type Comparison =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'metavariable'; readonly name: string }
  | { readonly kind: 'list'; readonly of: readonly Comparison[] }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Comparison[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Comparison }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Comparison; readonly right: Comparison };

/** The comparison cannot be read; the message says where. */
export class ComparisonError extends Error {}

const tokenShape =
  /\s*(?:(\d+\.\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)|(r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(\$(?:\.\.\.)?[A-Z_][A-Z_0-9]*|\$\d+)|([A-Za-z_][\w.]*)|(\*\*|\/\/|<<|>>|[<>=!]=|[-+*/%<>()[\],&|^~]))/y;
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['not'],
  ['in', 'not in', '<', '>', '<=', '>=', '==', '!='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];
const functions = new Set(['int', 'float', 'str', 'len', 'bool', 'abs', 'min', 'max', 're.match', 're.search', 'today', 'strptime']);
const depthLimit = 100;

/** Parses the Python subset of metavariable-comparison. Throws ComparisonError. */
export function parseComparison(text: string): Comparison {
  const parser = new ComparisonParser(tokenize(text));
  return parser.whole();
}

interface Token {
  readonly kind: 'number' | 'string' | 'metavariable' | 'name' | 'operator' | 'end';
  readonly text: string;
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  tokenShape.lastIndex = 0;
  while (tokenShape.lastIndex < trimmed.length) {
    const at = tokenShape.lastIndex;
    const found = tokenShape.exec(trimmed);
    if (found === null) throw new ComparisonError(`unexpected character at column ${at + 1}`);
    const [, number, string, metavariable, name, operator] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else if (metavariable !== undefined) tokens.push({ kind: 'metavariable', text: metavariable });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'operator', text: operator ?? '' });
  }
  return tokens;
}

class ComparisonParser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Comparison {
    const parsed = this.level(0);
    if (this.token().kind !== 'end') throw new ComparisonError(`unexpected ${this.token().text}`);
    return parsed;
  }

  private level(index: number): Comparison {
    const operators = levels[index];
    if (operators === undefined) return this.unary();
    if (operators[0] === 'not') return this.negation(index);
    let left = this.level(index + 1);
    for (let operator = this.operator(operators); operator !== undefined; operator = this.operator(operators)) {
      left = { kind: 'binary', operator, left, right: this.level(index + 1) };
    }
    return left;
  }

  private negation(index: number): Comparison {
    if (this.token().text !== 'not') return this.level(index + 1);
    this.at += 1;
    return { kind: 'unary', operator: 'not', of: this.deeper(() => this.negation(index)) };
  }

  private operator(operators: readonly string[]): string | undefined {
    const { kind, text } = this.token();
    if (kind === 'name' && text === 'not' && this.tokens[this.at + 1]?.text === 'in' && operators.includes('not in')) {
      this.at += 2;
      return 'not in';
    }
    if ((kind !== 'operator' && kind !== 'name') || !operators.includes(text)) return undefined;
    this.at += 1;
    return text;
  }

  private unary(): Comparison {
    const { kind, text } = this.token();
    if (kind === 'operator' && ['-', '+', '~'].includes(text)) {
      this.at += 1;
      return { kind: 'unary', operator: text, of: this.deeper(() => this.unary()) };
    }
    const base = this.primary();
    if (this.token().text !== '**') return base;
    this.at += 1;
    return { kind: 'binary', operator: '**', left: base, right: this.deeper(() => this.unary()) };
  }

  private primary(): Comparison {
    const token = this.token();
    this.at += 1;
    switch (token.kind) {
      case 'number':
        return { kind: 'value', value: Number(token.text) };
      case 'string':
        return { kind: 'value', value: unquote(token.text) };
      case 'metavariable':
        return { kind: 'metavariable', name: token.text };
      case 'name':
        return this.named(token.text);
      case 'operator':
        return this.bracketed(token.text);
      case 'end':
        throw new ComparisonError('the comparison ends too early');
    }
    return token.kind satisfies never;
  }

  private named(name: string): Comparison {
    if (name === 'True' || name === 'False') return { kind: 'value', value: name === 'True' };
    if (name === 'None') return { kind: 'value', value: null };
    if (this.token().text !== '(' || !functions.has(name)) throw new ComparisonError(`${name} is not known`);
    this.at += 1;
    return { kind: 'call', name, of: this.items(')') };
  }

  private bracketed(open: string): Comparison {
    if (open === '[') return { kind: 'list', of: this.items(']') };
    if (open !== '(') throw new ComparisonError(`unexpected ${open}`);
    const items = this.items(')');
    const only = items[0];
    return items.length === 1 && only !== undefined ? only : { kind: 'list', of: items };
  }

  private items(close: string): readonly Comparison[] {
    const items: Comparison[] = [];
    while (this.token().text !== close) {
      items.push(this.deeper(() => this.level(0)));
      if (this.token().text === ',') this.at += 1;
      else if (this.token().text !== close) throw new ComparisonError(`expected ${close}`);
    }
    this.at += 1;
    return items;
  }

  private deeper(parse: () => Comparison): Comparison {
    this.depth += 1;
    if (this.depth > depthLimit) throw new ComparisonError('the comparison nests too deep');
    const parsed = parse();
    this.depth -= 1;
    return parsed;
  }

  private token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'end' };
  }
}

function unquote(text: string): string {
  if (text.startsWith('r')) return text.slice(2, -1);
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (_whole: string, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? (`"'\\`.includes(char) ? char : `\\${char}`));
}
