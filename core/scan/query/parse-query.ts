import type { Operand, Predicate, Quantifier, QueryPart, QueryPattern } from './query-tree.ts';

/** Why a query cannot be read; `line` is 1-based in the query. */
export class QueryError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const token =
  /\s+|;[^\n]*|(?<text>"(?:[^"\\]|\\.)*")|(?<name>[A-Za-z_][\w.-]*(?:\/[A-Za-z_]\w*)?:?)|(?<capture>@[\w.-]+)|(?<predicate>#[\w.-]+[?!])|(?<negated>!\w+)|(?<mark>[()[\].?*+])/y;
const quantifiers: Readonly<Record<string, Quantifier>> = { '?': 'optional', '+': 'some', '*': 'any' };
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

interface Token {
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

/** Reads the s-expressions of a tree-sitter query. Throws QueryError. */
export function parseQuery(query: string): readonly QueryPattern[] {
  const reader = new QueryReader(tokens(query));
  const patterns: QueryPattern[] = [];
  while (!reader.isDone) patterns.push(reader.pattern());
  if (patterns.length === 0) throw new QueryError('the query is empty', 1);
  return patterns;
}

function tokens(query: string): readonly Token[] {
  const found: Token[] = [];
  let line = 1;
  token.lastIndex = 0;
  for (let at = 0; at < query.length; at = token.lastIndex) {
    token.lastIndex = at;
    const read = token.exec(query);
    if (read === null) throw new QueryError(`${JSON.stringify(query.slice(at, at + 10))} is not expected here`, line);
    const [kind, text] = Object.entries(read.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined && text !== undefined) found.push({ kind, text, line });
    line += read[0].split('\n').length - 1;
  }
  return found;
}

class QueryReader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private predicates: Predicate[] = [];

  constructor(list: readonly Token[]) {
    this.tokens = list;
  }

  get isDone(): boolean {
    return this.at >= this.tokens.length;
  }

  /** A top-level part and the predicates within it, or right after it. */
  pattern(): QueryPattern {
    this.predicates = [];
    const root = this.part({ anchored: false });
    while (this.peek()?.text === '(' && this.tokens[this.at + 1]?.kind === 'predicate') this.predicate();
    return { root, predicates: this.predicates };
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private next(): Token {
    const found = this.tokens[this.at];
    if (found === undefined) throw new QueryError('the query ends too early', this.tokens.at(-1)?.line ?? 1);
    this.at += 1;
    return found;
  }

  private take(text: string): boolean {
    if (this.peek()?.text !== text || this.peek()?.kind !== 'mark') return false;
    this.at += 1;
    return true;
  }

  private part({ anchored, field }: { readonly anchored: boolean; readonly field?: string }): QueryPart {
    const first = this.next();
    const base = { anchored, ...(field === undefined ? {} : { field }) };
    if (first.kind === 'name' && first.text.endsWith(':')) return this.part({ anchored, field: first.text.slice(0, -1) });
    if (first.kind === 'text') return { ...this.leaf(unquoted(first.text), false), ...base, ...this.suffix() };
    if (first.kind === 'name' && first.text === '_') return { ...this.leaf('_', false), wildcard: true, ...base, ...this.suffix() };
    if (first.text === '[') {
      const of: QueryPart[] = [];
      while (!this.take(']')) of.push(this.part({ anchored: false }));
      return { kind: 'choice', of, ...base, ...this.suffix() };
    }
    if (first.text === '(' && first.kind === 'mark') return { ...this.parenthesized(), ...base, ...this.suffix() };
    throw new QueryError(`${JSON.stringify(first.text)} is not expected here`, first.line);
  }

  private leaf(name: string, named: boolean): Extract<QueryPart, { kind: 'node' }> {
    return { kind: 'node', name, named, wildcard: false, children: [], without: [], anchoredEnd: false, captures: [], quantifier: 'one', anchored: false };
  }

  /** After `(`: a node with its children, or a group of siblings. */
  private parenthesized(): QueryPart {
    const first = this.peek();
    if (first?.kind !== 'name' || first.text.endsWith(':')) return this.group();
    this.at += 1;
    const name = first.text.slice(first.text.indexOf('/') + 1);
    if (name === 'MISSING') throw new QueryError('(MISSING …) is not supported', first.line);
    const { children, without, anchoredEnd } = this.children();
    return { ...this.leaf(name, true), wildcard: name === '_', children, without, anchoredEnd };
  }

  private group(): QueryPart {
    const { children } = this.children();
    return { kind: 'group', of: children, captures: [], quantifier: 'one', anchored: false };
  }

  private children(): { readonly children: readonly QueryPart[]; readonly without: readonly string[]; readonly anchoredEnd: boolean } {
    const children: QueryPart[] = [];
    const without: string[] = [];
    let anchored = false;
    while (!this.take(')')) {
      if (this.take('.')) anchored = true;
      else if (this.peek()?.kind === 'negated') without.push(this.next().text.slice(1));
      else if (this.peek()?.text === '(' && this.tokens[this.at + 1]?.kind === 'predicate') this.predicate();
      else {
        children.push(this.part({ anchored }));
        anchored = false;
      }
    }
    return { children, without, anchoredEnd: anchored };
  }

  private suffix(): { readonly quantifier: Quantifier; readonly captures: readonly string[] } {
    let quantifier: Quantifier = 'one';
    const captures: string[] = [];
    for (let found = this.peek(); found !== undefined; found = this.peek()) {
      const read: Quantifier | undefined = found.kind === 'mark' && found.text !== '.' ? quantifiers[found.text] : undefined;
      if (read !== undefined) quantifier = read;
      else if (found.kind === 'capture') captures.push(found.text.slice(1));
      else break;
      this.at += 1;
    }
    return { quantifier, captures };
  }

  private predicate(): void {
    this.at += 1;
    const name = this.next();
    const operands: Operand[] = [];
    while (!this.take(')')) {
      const found = this.next();
      if (found.kind === 'capture') operands.push({ kind: 'capture', name: found.text.slice(1) });
      else if (found.kind === 'text') operands.push({ kind: 'text', text: unquoted(found.text) });
      else if (found.kind === 'name') operands.push({ kind: 'text', text: found.text });
      else throw new QueryError(`${JSON.stringify(found.text)} is not expected in a predicate`, found.line);
    }
    this.predicates.push({ name: name.text.slice(1), operands });
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, (_whole, letter: string) => escapes[letter] ?? letter);
}
