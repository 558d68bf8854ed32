import type { EllipsisForms } from '../languages/language.ts';

/** Names that stand for pattern syntax while the pattern goes through the grammar. They are unlikely in code and valid identifiers in every grammar. */
const prefix = { meta: 'mvQ_', list: 'evQ_', typed: 'tvQ_', jsonMeta: 'bmQ_' } as const;
export const ellipsisName = 'elQ_';
export const deepName = 'deepQ_';

const metaSyntax = /\$(?:\.\.\.)?(?:[A-Z_][A-Z_0-9]*|\d+)(?![A-Za-z0-9_])/g;
const placeholder = /^(mvQ_|evQ_|tvQ_|bmQ_)(\w+)$/;
const anyLoop = /\bfor\s*\(\s*\.\.\.\s*\)/g;
const anyPlaceholder = /(?:mvQ_|bmQ_)([A-Z_0-9]+)|evQ_([A-Z_0-9]+)|elQ_/g;

/** What a leaf of the parsed pattern stands for. */
export type Placeholder =
  | { readonly kind: 'meta'; readonly name: string }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'typed'; readonly index: number }
  | { readonly kind: 'ellipsis' };

/** Reads a leaf's text; undefined for ordinary code. `$X` comes back with its `$`. */
export function readPlaceholder(text: string): Placeholder | undefined {
  if (text === ellipsisName) return { kind: 'ellipsis' };
  const found = placeholder.exec(text);
  const name = found?.[2];
  if (found === null || name === undefined) return undefined;
  if (found[1] === prefix.list) return { kind: 'list', name: `$...${name}` };
  if (found[1] === prefix.typed) return { kind: 'typed', index: Number(name) };
  return { kind: 'meta', name: `$${name}` };
}

/** A metavariable that was written inside quotes: it stands for the content, not for any value. */
export function isQuotedMeta(text: string): boolean {
  return text.startsWith(prefix.meta);
}

/** Puts `$X` and `...` back into text that was not pattern syntax, such as the inside of a string. */
export function restore(text: string): string {
  return text.replace(anyPlaceholder, (_whole: string, meta: string | undefined, list: string | undefined) => {
    if (meta !== undefined) return `$${meta}`;
    return list === undefined ? '...' : `$...${list}`;
  });
}

/** Where a `...` stands, which decides how it must be written to parse. */
type Place = 'statement' | 'parameter' | 'entry' | 'branch' | 'annotation' | 'other';

interface Bracket {
  readonly open: string;
  readonly parameters: boolean;
  readonly branches: boolean;
  readonly annotation: boolean;
}

/** Rewrites a pattern in a programming language to code the grammar accepts. */
export function encodeCode(pattern: string, forms: EllipsisForms): string {
  const renamed = pattern.replace(metaSyntax, (name) => (name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.meta + name.slice(1)));
  const deep = renamed.replaceAll('<...', `${deepName}(`).replaceAll('...>', ')');
  const loops = forms.loop === undefined ? deep : deep.replace(anyLoop, forms.loop.replaceAll('#', ellipsisName));
  return new EllipsisWriter(loops, forms).write();
}

/** Walks a pattern once, keeping open brackets and quotes, and writes each ellipsis in the form its place needs. */
class EllipsisWriter {
  private readonly text: string;
  private readonly forms: EllipsisForms;
  private readonly brackets: Bracket[] = [];
  private quote = '';
  private output = '';
  private at = 0;

  constructor(text: string, forms: EllipsisForms) {
    this.text = text;
    this.forms = forms;
  }

  write(): string {
    while (this.at < this.text.length) this.step();
    return this.output;
  }

  private step(): void {
    const { text, at } = this;
    if (text.startsWith('...', at)) return this.ellipsis();
    const char = text[at] ?? '';
    if (this.quote !== '') {
      if (char === '\\') return this.copy(2);
      const closes = text.startsWith(this.quote, at);
      const length = closes ? this.quote.length : 1;
      if (closes) this.quote = '';
      return this.copy(length);
    }
    if (char === '"' || char === "'" || char === '`') {
      this.quote = text.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
      return this.copy(this.quote.length);
    }
    if (char === '(' || char === '[' || char === '{') {
      const branches = char === '{' && /\bswitch\b[^{};]*$/.test(text.slice(0, at));
      this.brackets.push({ open: char, parameters: char === '(' && this.opensParameters(at), branches, annotation: char === '(' && this.opensAnnotation(at) });
    }
    if (char === ')' || char === ']' || char === '}') this.brackets.pop();
    this.copy(1);
  }

  private copy(length: number): void {
    this.output += this.text.slice(this.at, this.at + length);
    this.at += length;
  }

  private ellipsis(): void {
    const { text, at } = this;
    const next = text[at + 3] ?? '';
    const isSpread = this.quote === '' && /[A-Za-z_$]/.test(next) && /[([{,]\s*$/.test(text.slice(0, at));
    const isVariadic = this.quote === '' && /[\w\])]$/.test(text.slice(0, at)) && /^\s*[,)]/.test(text.slice(at + 3));
    if (isSpread || isVariadic) return this.copy(3);
    const form = this.quote === '' ? this.form(this.place()) : '#';
    this.output += form.replaceAll('#', ellipsisName);
    this.at += 3;
  }

  private form(place: Place): string {
    if (place === 'statement') return this.forms.statement ?? '#';
    if (place === 'parameter') return this.forms.parameter ?? '#';
    if (place === 'entry') return this.forms.entry ?? '#';
    if (place === 'branch') return this.forms.branch ?? '#';
    if (place === 'annotation') return this.forms.annotation ?? '#';
    return '#';
  }

  private place(): Place {
    const before = this.text.slice(0, this.at);
    const after = this.text.slice(this.at + 3).trimStart();
    const inner = this.brackets.at(-1);
    if (inner?.annotation === true) return 'annotation';
    if (inner?.open === '(') return inner.parameters ? 'parameter' : 'other';
    if (inner?.open === '[') return 'other';
    const previous = before.trimEnd().at(-1) ?? '';
    if (inner?.branches === true && previous === '{') return 'branch';
    if (inner?.open === '{' && this.isEntryPlace(previous, after)) return 'entry';
    if (inner?.open === '{' && previous === '{' && after.startsWith('}')) return this.isInitializer() ? 'entry' : 'statement';
    const startsLine = /(?:^|\n)\s*$/.test(before) && !['=', '(', ',', '.', ':'].includes(previous);
    return (startsLine || ['{', '}', ';'].includes(previous)) && !/^[,.)\]]/.test(after) ? 'statement' : 'other';
  }

  private isEntryPlace(previous: string, after: string): boolean {
    return previous === ',' || after.startsWith(',') || (this.forms.entry !== undefined && (previous === '{' || previous === ','));
  }

  /** `{...}` after `=`, `]`, `(` or a type name opens a literal, not a block. */
  private isInitializer(): boolean {
    const open = this.text.slice(0, this.at).trimEnd().slice(0, -1);
    return /[=\](,:]\s*$/.test(open) || /[A-Za-z_]$/.test(open);
  }

  /** `@Name(` with named values; one with a lone value needs no special form. */
  private opensAnnotation(at: number): boolean {
    const close = closingParenthesis(this.text, at);
    return /@[\w.]+\s*$/.test(this.text.slice(0, at)) && close > 0 && /(?<![=!<>])=(?!=)/.test(this.text.slice(at, close));
  }

  /** The parenthesis belongs to a declaration: a body, `throws` or a result type follows, and no statement keyword or `new` leads. */
  private opensParameters(at: number): boolean {
    const before = this.text.slice(0, at);
    if (/\bfunc\s*(?:\([^()]*\)\s*)?\w*\s*$/.test(before)) return true;
    if (/\b(?:if|while|for|switch|catch|synchronized|try|with)\s*$/.test(before) || /\bnew\s+[\w.<>]+\s*$/.test(before)) return false;
    const close = closingParenthesis(this.text, at);
    return close > 0 && /^\s*(?:throws\b[^{;]*)?(?:\{|;?\s*$)/.test(this.text.slice(close + 1)) && /\w\s+\w+\s*$/.test(before);
  }
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Rewrites a YAML pattern: a line of `...` is dropped (mappings are partial) unless it is a sequence item. */
export function encodeYaml(pattern: string): string {
  const lines = pattern.split('\n').filter((line) => line.trim() !== '...');
  const renamed = lines.join('\n').replace(metaSyntax, (name) => (name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.meta + name.slice(1)));
  return renamed.replaceAll('...', ellipsisName);
}

/** Rewrites a JSON pattern: metavariables and ellipses outside strings become strings. */
export function encodeJson(pattern: string): string {
  const tokens = pattern.split(/("(?:[^"\\]|\\.)*")/);
  const written = tokens.map((token, index) => (index % 2 === 1 ? encodeQuoted(token) : encodeBare(token)));
  return written
    .join('')
    .replace(/([{,]\s*)"elQ_"(?!\s*:)(?=\s*[,}])/g, (whole: string, lead: string) => (isInObject(written.join(''), whole) ? `${lead}"elQ_":0` : whole));
}

function isInObject(text: string, found: string): boolean {
  const before = text.slice(0, text.indexOf(found) + 1);
  return before.lastIndexOf('{') > before.lastIndexOf('[');
}

function encodeQuoted(token: string): string {
  return token.replace(metaSyntax, (name) => prefix.meta + name.replace(/^\$(?:\.\.\.)?/, '')); // `...` in a string stays as it is
}

function encodeBare(token: string): string {
  return token
    .replace(metaSyntax, (name) => `"${name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.jsonMeta + name.slice(1)}"`)
    .replaceAll('...', `"${ellipsisName}"`);
}

/** A typed metavariable taken out of a pattern. */
export interface TypedMeta {
  readonly name: string;
  readonly type: string;
}

const colonTyped = /\(\s*\$([A-Z_][A-Z_0-9]*)\s*:\s*([\w.*[\]<>, ]+?)\s*\)(?!\s*(?:=>|->|\{|:))/g;
const typeFirst = /(?<![\w$>\]]\s*)\(\s*([A-Za-z_][\w.$<>[\]]*(?:\s*\*)*)\s+\$([A-Z_][A-Z_0-9]*)\s*\)/g;

/** Replaces `($X : T)` and `(T $X)` by placeholders, for languages whose grammar has no such form. */
export function takeTyped(pattern: string): { readonly text: string; readonly typed: readonly TypedMeta[] } {
  const typed: TypedMeta[] = [];
  const keep = (name: string, type: string) => `${prefix.typed}${typed.push({ name: `$${name}`, type }) - 1}`;
  const text = pattern
    .replace(colonTyped, (_whole: string, name: string, type: string) => keep(name, type))
    .replace(typeFirst, (_whole: string, type: string, name: string) => keep(name, type));
  return { text, typed };
}
