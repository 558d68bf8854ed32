import type { EllipsisForms } from '../languages/language.ts';

/** What the names of list metavariables start with while a pattern goes through the grammar. */
export const listPrefix = 'evQ_';

/** What the names of metavariables start with. */
export const metaPrefix = 'mvQ_';

/** Where a `...` stands, which decides how it must be written to parse. */
type Place = 'statement' | 'parameter' | 'entry' | 'branch' | 'member' | 'annotation' | 'braced' | 'other';

interface Bracket {
  readonly open: string;
  readonly parameters: boolean;
  readonly branches: boolean;
  readonly members: boolean;
  readonly annotation: boolean;
}

/** Writes every `...` of a pattern in the form that its place needs to parse; `name` is the identifier that stands for it. */
export function writeEllipses(pattern: string, forms: EllipsisForms, name: string): string {
  return new EllipsisWriter(pattern, forms, name).write();
}

/** Walks a pattern once, keeping open brackets and quotes, and writes each ellipsis in the form its place needs. */
class EllipsisWriter {
  private readonly text: string;
  private readonly forms: EllipsisForms;
  private readonly brackets: Bracket[] = [];
  private quote = '';
  private output = '';
  private at = 0;

  private readonly name: string;

  constructor(text: string, forms: EllipsisForms, name: string) {
    this.text = text;
    this.forms = forms;
    this.name = name;
  }

  write(): string {
    while (this.at < this.text.length) this.step();
    return this.output;
  }

  private step(): void {
    const { text, at } = this;
    if (text.startsWith('...', at)) this.ellipsis();
    else if (this.quote !== '') this.quoted(text[at] ?? '');
    else if (text.startsWith(listPrefix, at)) this.listName();
    else if (text.startsWith(metaPrefix, at) && this.forms.typedParameters === true) this.metavariable();
    else this.character(text[at] ?? '');
  }

  private character(char: string): void {
    const { text, at } = this;
    if (char === '"' || char === "'" || char === '`') {
      this.quote = text.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
      return this.copy(this.quote.length);
    }
    if ('([{'.includes(char)) this.open(char);
    if (')]}'.includes(char)) this.brackets.pop();
    this.copy(1);
  }

  private quoted(char: string): void {
    if (char === '\\') return this.copy(2);
    const closes = this.text.startsWith(this.quote, this.at);
    const length = closes ? this.quote.length : 1;
    if (closes) this.quote = '';
    this.copy(length);
  }

  private open(char: string): void {
    const { at } = this;
    const branches = char === '{' && /\b(?:switch|when|match)\b(?!\s*[,)=])[^{};]*$/.test(this.text.slice(0, at));
    const members = char === '{' && /\b(?:class|interface|trait|enum|contract|library|struct|impl|mod)\b[^{};()]*$/.test(this.text.slice(0, at));
    const isRound = char === '(';
    this.brackets.push({ open: char, branches, members, parameters: isRound && this.opensParameters(at), annotation: isRound && this.opensAnnotation(at) });
  }

  private copy(length: number): void {
    this.output += this.text.slice(this.at, this.at + length);
    this.at += length;
  }

  private ellipsis(): void {
    const { text, at } = this;
    const next = text[at + 3] ?? '';
    const isSpread = this.quote === '' && /[A-Za-z_$]/.test(next) && /(?:[([{,]\s*|\w[ \t]+)$/.test(text.slice(0, at));
    const isVariadic = this.quote === '' && /[\w\])]$/.test(text.slice(0, at)) && /^\s*[,)\w]/.test(text.slice(at + 3));
    if (isSpread || isVariadic) return this.copy(3);
    const form = this.quote === '' ? this.form(this.place()) : '#';
    this.output += form.replaceAll('#', this.name);
    this.at += 3;
  }

  /** `$...XS` stands where `...` does. */
  private listName(): void {
    const name = /^\w+/.exec(this.text.slice(this.at))?.[0] ?? listPrefix;
    this.output += this.form(this.place(name.length)).replaceAll('#', name);
    this.at += name.length;
  }

  /** Among typed parameters a lone `$X` is a name of any type. */
  private metavariable(): void {
    const name = /^\w+/.exec(this.text.slice(this.at))?.[0] ?? metaPrefix;
    const before = this.text.slice(0, this.at).trimEnd().at(-1) ?? '';
    const after = this.text.slice(this.at + name.length).trimStart();
    const isAlone = this.brackets.at(-1)?.parameters === true && '(,'.includes(before) && /^[,)]/.test(after);
    if (isAlone) this.output += `${metaPrefix}_ `;
    this.copy(name.length);
  }

  private form(place: Place): string {
    return (place === 'other' ? undefined : this.forms[place]) ?? '#';
  }

  private place(length = 3): Place {
    const inner = this.brackets.at(-1);
    if (inner?.annotation === true) return 'annotation';
    if (inner?.open === '(') return inner.parameters ? 'parameter' : 'other';
    if (inner?.open === '[') return 'other';
    const before = this.text.slice(0, this.at);
    const after = this.text.slice(this.at + length).trimStart();
    const previous = before.trimEnd().at(-1) ?? '';
    if (inner !== undefined && this.forms.braced !== undefined && previous !== '=') return 'braced';
    const inBraces = inner === undefined ? undefined : this.placeInBraces(inner, previous, after);
    return inBraces ?? (isStatementPlace(before, previous, after) ? 'statement' : 'other');
  }

  private placeInBraces(inner: Bracket, previous: string, after: string): Place | undefined {
    if (inner.branches && previous === '{') return 'branch';
    if (inner.members && this.forms.member !== undefined) return previous === '=' ? 'other' : 'member';
    if (this.isEntryPlace(previous, after)) return 'entry';
    if (previous !== '{' || !after.startsWith('}')) return undefined;
    return this.isInitializer() ? 'entry' : 'statement';
  }

  private isEntryPlace(previous: string, after: string): boolean {
    if (previous === ':') return false;
    if (this.forms.blocks === true && previous === '{' && /[\w)?!]\s*\{\s*$/.test(this.text.slice(0, this.at))) return false;
    return previous === ',' || after.startsWith(',') || (this.forms.entry !== undefined && (previous === '{' || previous === ','));
  }

  /** `{...}` after `=`, `]`, `(` or a type name opens a literal, not a block; after `) payable` a body. */
  private isInitializer(): boolean {
    const open = this.text.slice(0, this.at).trimEnd().slice(0, -1);
    if (/\b(?:class|interface|struct|record|enum|namespace|object|trait|protocol|extension)\s+\w+$/.test(open)) return false;
    if (/\)[\s\w]*\w$/.test(open)) return false;
    return /[=\](,:]\s*$/.test(open) || /[A-Za-z_]$/.test(open) || (this.forms.initializers === true && /\bnew\s+[\w.<>]+\s*\([^()]*\)\s*$/.test(open));
  }

  /** `@Name(` with named values; one with a lone value needs no special form. */
  private opensAnnotation(at: number): boolean {
    const close = closingParenthesis(this.text, at);
    return /@[\w.]+\s*$/.test(this.text.slice(0, at)) && close > 0 && /(?<![=!<>])=(?!=)/.test(this.text.slice(at, close));
  }

  /** The parenthesis belongs to a declaration: a body, `throws` or a result type follows, and no statement keyword or `new` leads. */
  private opensParameters(at: number): boolean {
    const before = this.text.slice(0, at);
    if (this.forms.typedParameters === true && /\bcatch\s*$/.test(before)) return true;
    if (/(?<![.\w])(?:class|struct|record|constructor|init)\b(?:\s+\w+)?\s*(?:<[^<>]*>)?\s*$/.test(before)) return true;
    if (/\b(?:func|fun|def)\s*(?:\([^()]*\)\s*)?\w*\s*$/.test(before)) return true;
    if (/\b(?:if|while|for|switch|catch|synchronized|try|with)\s*$/.test(before) || /\bnew\s+[\w.<>]+\s*$/.test(before)) return false;
    const close = closingParenthesis(this.text, at);
    return close > 0 && /^\s*(?:throws\b[^{;]*)?(?:\{|;?\s*$)/.test(this.text.slice(close + 1)) && /[\w\]>]\s+\w+\s*$/.test(before);
  }
}

function isStatementPlace(before: string, previous: string, after: string): boolean {
  const startsLine = /(?:^|\n)\s*$/.test(before) && (!['=', '(', ',', '.', ':'].includes(previous) || /\.\.\.\s*$/.test(before));
  return (startsLine || ['{', '}', ';'].includes(previous)) && !/^[,.)\]]/.test(after);
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
