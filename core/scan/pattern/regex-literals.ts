import { allOf, always, anyOf, type Prefilter } from './prefilter-formula.ts';

const shortest = 3;
/** Texts of which one must occur, at one place of a regex: more are not worth looking for. */
const mostTexts = 24;
const quantifier = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})\??/;

/** Texts that every match of a regex (in JavaScript's syntax) contains, in lower case; `always` when nothing can be said. */
export function regexLiterals(source: string): Prefilter {
  const reader = new LiteralReader(source);
  const { formula } = reader.alternatives();
  return reader.isDone ? formula : always;
}

/** A part of a regex: what it needs, and where it matches one of a few texts and nothing else, these texts. */
interface Part {
  readonly formula: Prefilter;
  readonly texts: readonly string[] | undefined;
}

const anything: Part = { formula: always, texts: undefined };

/** Reads a regex only as far as needed to know which literal runs no match can do without. */
class LiteralReader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  get isDone(): boolean {
    return this.at >= this.source.length;
  }

  alternatives(): Part {
    const options = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      options.push(this.sequence());
    }
    const texts = options.flatMap((option) => option.texts ?? []);
    const isExact = options.every((option) => option.texts !== undefined) && texts.length <= mostTexts;
    return { formula: anyOf(options.map(({ formula }) => formula)), texts: isExact ? texts : undefined };
  }

  private sequence(): Part {
    const run = new LiteralRun();
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom();
      const repeat = this.repeat();
      if (atom.texts !== undefined && repeat.least > 0 && run.add(atom.texts)) {
        if (!repeat.once) run.end();
        continue;
      }
      run.end();
      if (repeat.least > 0) run.need(atom.formula);
    }
    return run.finish();
  }

  private atom(): Part {
    const char = this.source[this.at] ?? '';
    if (char === '(') return this.group();
    if (char === '[') return this.characterClass();
    if (char === '\\') return this.escape();
    this.at += 1;
    return isPlain(char) && !'.^$'.includes(char) ? literal(char) : anything;
  }

  private group(): Part {
    const opening = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(this.source.slice(this.at, this.at + 80))?.[0] ?? '(';
    this.at += opening.length;
    const part = this.alternatives();
    this.at += 1;
    const looksAround = opening.endsWith('=') || opening.endsWith('!');
    return looksAround ? anything : part;
  }

  private characterClass(): Part {
    const from = this.at + 1;
    this.at = from;
    while (this.at < this.source.length && this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    const texts = membersOf(this.source.slice(from, this.at));
    this.at += 1;
    return { formula: always, texts };
  }

  private escape(): Part {
    const next = this.source[this.at + 1] ?? '';
    const long = /^\\(?:u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|[pP]\{[^}]*\}|k<[^>]*>|c[A-Za-z]|\d+)/.exec(this.source.slice(this.at, this.at + 60));
    this.at += long === null ? 2 : long[0].length;
    return long === null && isPlain(next) && !/\w/.test(next) ? literal(next) : anything;
  }

  private repeat(): { readonly least: number; readonly once: boolean } {
    const found = quantifier.exec(this.source.slice(this.at, this.at + 24));
    if (found === null) return { least: 1, once: true };
    this.at += found[0].length;
    if (found[0].startsWith('+')) return { least: 1, once: false };
    return { least: found[0].startsWith('{') ? Number(found[1] ?? 0) : 0, once: false };
  }
}

/** Literal text as it goes on through a sequence: each of the ways in which it may be written. */
class LiteralRun {
  private ways: readonly string[] = [''];
  private readonly needed: Prefilter[] = [];
  private isExact = true;

  /** Goes on with one of these texts; false where that makes too many ways. */
  add(texts: readonly string[]): boolean {
    if (texts.length * this.ways.length > mostTexts) {
      this.end();
      if (texts.length > mostTexts) return false;
    }
    this.ways = [...new Set(this.ways.flatMap((way) => texts.map((text) => way + text)))];
    return true;
  }

  /** Anything may follow what there is so far. */
  end(): void {
    this.isExact = false;
    if (this.ways.every((way) => way.length >= shortest)) this.needed.push(anyOf(this.ways.map((text) => ({ kind: 'text', text }))));
    this.ways = [''];
  }

  need(formula: Prefilter): void {
    this.needed.push(formula);
  }

  finish(): Part {
    const texts = this.isExact ? this.ways : undefined;
    this.end();
    return { formula: allOf(this.needed), texts };
  }
}

function literal(char: string): Part {
  return { formula: always, texts: [char.toLowerCase()] };
}

/** The characters of a class, in lower case; undefined where they are many or not all known. */
function membersOf(inside: string): readonly string[] | undefined {
  if (inside === '' || inside.startsWith('^')) return undefined;
  const members = new Set<string>();
  let read = 0;
  for (const { 0: whole, groups = {} } of inside.matchAll(/\\(?<escaped>[^\w\s])|(?<from>[ -~])-(?<to>[ -~])|(?<single>[ -[\]-~])/g)) {
    read += whole.length;
    for (const char of groups.escaped ?? groups.single ?? range(groups.from ?? '', groups.to ?? '')) members.add(char.toLowerCase());
  }
  return read === inside.length && members.size <= mostTexts ? [...members] : undefined;
}

function range(from: string, to: string): string {
  const codes = Array.from({ length: Math.max(0, to.charCodeAt(0) - from.charCodeAt(0) + 1) }, (_none, index) => from.charCodeAt(0) + index);
  return String.fromCharCode(...codes);
}

/** Printable ASCII: other characters may have more than one case. */
function isPlain(char: string): boolean {
  return char >= ' ' && char <= '~';
}
