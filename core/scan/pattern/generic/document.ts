import { type BracePair, isOn, type RuleOptions } from '../../rule-options.ts';

/** How a text is read as words and nested lists. */
export interface GenericSetting {
  /** Lists by indentation, and by brackets within a line; else by brackets anywhere. */
  readonly indentation: boolean;
  /** Lines that one `...` may span. */
  readonly span: number;
  readonly caseless: boolean;
  /** Characters of words besides letters, digits and `_`. */
  readonly wordCharacters: string;
  readonly comments: 'c' | 'cpp' | 'shell' | undefined;
  /** What lists stand between. */
  readonly braces: readonly BracePair[];
}

const defaultSpan = 10;
const brackets: readonly BracePair[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];
const quotes: readonly BracePair[] = [
  ['"', '"'],
  ["'", "'"],
];

/** What the options of a rule say about text without a grammar. */
export function genericSetting(options: RuleOptions | undefined): GenericSetting {
  const isSpan = options?.generic_engine !== 'aliengrep';
  const lineSpan = isOn(options, 'generic_multiline') ? Number.POSITIVE_INFINITY : 0;
  return {
    indentation: isSpan,
    span: isSpan ? (options?.generic_ellipsis_max_span ?? defaultSpan) : lineSpan,
    caseless: isOn(options, 'generic_caseless'),
    wordCharacters: (options?.generic_extra_word_characters ?? []).join(''),
    comments: options?.generic_comment_style,
    braces: bracesOf(options, isSpan),
  };
}

/** Quotes count in texts that are read line by line. */
function bracesOf(options: RuleOptions | undefined, isSpan: boolean): readonly BracePair[] {
  const isByLine = !isSpan && !isOn(options, 'generic_multiline');
  const usual = isByLine ? [...brackets, ...quotes] : brackets;
  return isSpan ? brackets : [...(options?.generic_braces ?? usual), ...(options?.generic_extra_braces ?? [])];
}

export const entry = { token: 0, open: 1, close: 2 } as const;

/** A text as words and single characters in nested lists. Entries are in order; an opening has its closing as partner and the other way round. */
export interface GenericDocument {
  readonly text: string;
  readonly kind: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly line: readonly number[];
  readonly partner: readonly number[];
}

const tabWidth = 8;
const commentShapes = {
  c: /\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/g,
  cpp: /\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|\/\/[^\n]*/g,
  shell: /#[^\n]*/g,
} as const;

/** A regex source for the tokens of a text: words, and other characters one by one. */
export function tokenShape({ wordCharacters }: GenericSetting): string {
  const extra = wordCharacters.replace(/[\\\]^-]/g, '\\$&');
  return `[\\w\\u0080-\\uffff${extra}]+|[^\\s\\w]`;
}

/** Reads a text; linear in its length. */
export function readDocument(text: string, setting: GenericSetting, shape = tokenShape(setting)): GenericDocument {
  const shapeOfComment = setting.comments === undefined ? undefined : commentShapes[setting.comments];
  const plain = shapeOfComment === undefined ? text : text.replace(shapeOfComment, (comment) => comment.replace(/[^\n]/g, ' '));
  return new DocumentReader(plain, setting, new RegExp(shape, 'g')).read();
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly line: number;
}

/** Writes entries line by line; holds the open lists. */
class DocumentReader {
  private readonly columns: Record<'kind' | 'start' | 'end' | 'line' | 'partner', number[]> = { kind: [], start: [], end: [], line: [], partner: [] };
  private readonly lists: number[] = [];
  private readonly indents: number[] = [];
  private readonly text: string;
  private readonly setting: GenericSetting;
  private readonly shape: RegExp;

  constructor(text: string, setting: GenericSetting, shape: RegExp) {
    this.text = text;
    this.setting = setting;
    this.shape = shape;
  }

  read(): GenericDocument {
    const tokens = this.tokens();
    if (this.setting.indentation) for (const line of byLine(tokens)) this.line(line);
    else this.bracketed(tokens);
    while (this.lists.length > 0) this.close(this.text.length, tokens.at(-1)?.line ?? 0);
    return { text: this.text, ...this.columns };
  }

  private tokens(): readonly Token[] {
    const tokens: Token[] = [];
    let line = 0;
    let at = 0;
    for (const found of this.text.matchAll(this.shape)) {
      for (; at < found.index; at += 1) if (this.text.charCodeAt(at) === 10) line += 1;
      tokens.push({ text: found[0], start: found.index, line });
    }
    return tokens;
  }

  /** Deeper lines than the one before are a list. */
  private line(tokens: readonly Token[]): void {
    const [first] = tokens;
    if (first === undefined) return;
    const indent = this.indentOf(first.start);
    while (this.indents.length > 1 && indent < (this.indents.at(-1) ?? 0)) {
      this.indents.pop();
      this.close(first.start, first.line);
    }
    const around = this.indents.at(-1);
    if (around !== undefined && indent > around) this.open(first.start, first.line);
    if (around === undefined || indent > around) this.indents.push(indent);
    this.bracketed(tokens);
  }

  private indentOf(start: number): number {
    let width = 0;
    for (let at = this.text.lastIndexOf('\n', start - 1) + 1; at < start; at += 1) width += this.text[at] === '\t' ? tabWidth - (width % tabWidth) : 1;
    return width;
  }

  /** What stands between two brackets is a list; brackets without a partner are characters like any other. */
  private bracketed(tokens: readonly Token[]): void {
    const pairs = bracketPairs(tokens, this.setting.braces);
    for (const [index, token] of tokens.entries()) {
      const partner = pairs.get(index);
      if (partner !== undefined && partner < index) this.close(token.start, token.line);
      this.push(entry.token, { start: token.start, end: token.start + token.text.length, line: token.line });
      if (partner !== undefined && partner > index) this.open(token.start + 1, token.line);
    }
  }

  private open(start: number, line: number): void {
    this.lists.push(this.push(entry.open, { start, end: start, line }));
  }

  private close(start: number, line: number): void {
    const open = this.lists.pop();
    if (open === undefined) return;
    const close = this.push(entry.close, { start, end: start, line });
    this.columns.partner[open] = close;
    this.columns.partner[close] = open;
  }

  private push(kind: number, { start, end, line }: { readonly start: number; readonly end: number; readonly line: number }): number {
    this.columns.kind.push(kind);
    this.columns.start.push(start);
    this.columns.end.push(end);
    this.columns.line.push(line);
    return this.columns.partner.push(-1) - 1;
  }
}

function byLine(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const lines: Token[][] = [];
  for (const token of tokens) {
    const last = lines.at(-1);
    if (last?.[0]?.line === token.line) last.push(token);
    else lines.push([token]);
  }
  return lines;
}

function bracketPairs(tokens: readonly Token[], braces: readonly BracePair[]): ReadonlyMap<number, number> {
  const closers = new Map(braces);
  const closing = new Set(closers.values());
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    const at = closing.has(text) ? open.findLastIndex((candidate) => closers.get(tokens[candidate]?.text ?? '') === text) : -1;
    if (at < 0) {
      if (closers.has(text)) open.push(index);
      continue;
    }
    const opening = open[at] ?? 0;
    pairs.set(opening, index).set(index, opening);
    open.length = at;
  }
  return pairs;
}
