import { allOf, always, anyOf, type Prefilter } from './prefilter-formula.ts';

const shortest = 3;
const quantifier = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})\??/;

/** Texts that every match of a regex (in JavaScript's syntax) contains, in lower case; `always` when nothing can be said. */
export function regexLiterals(source: string): Prefilter {
  const reader = new LiteralReader(source);
  const formula = reader.alternatives();
  return reader.isDone ? formula : always;
}

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

  alternatives(): Prefilter {
    const options = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      options.push(this.sequence());
    }
    return anyOf(options);
  }

  private sequence(): Prefilter {
    const needed: Prefilter[] = [];
    let run = '';
    const endRun = () => {
      if (run.length >= shortest) needed.push({ kind: 'text', text: run });
      run = '';
    };
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom();
      const repeat = this.repeat();
      if (atom.kind !== 'char') {
        endRun();
        if (atom.kind === 'group' && repeat.least > 0) needed.push(atom.formula);
        continue;
      }
      if (repeat.least > 0) run += atom.char;
      if (!repeat.once) endRun();
    }
    endRun();
    return allOf(needed);
  }

  private atom(): Atom {
    const char = this.source[this.at] ?? '';
    if (char === '(') return this.group();
    if (char === '[') return this.characterClass();
    if (char === '\\') return this.escape();
    this.at += 1;
    return isPlain(char) && !'.^$'.includes(char) ? { kind: 'char', char: char.toLowerCase() } : { kind: 'other' };
  }

  private group(): Atom {
    const opening = /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(this.source.slice(this.at, this.at + 80))?.[0] ?? '(';
    this.at += opening.length;
    const formula = this.alternatives();
    this.at += 1;
    const looksAround = opening.endsWith('=') || opening.endsWith('!');
    return looksAround ? { kind: 'other' } : { kind: 'group', formula };
  }

  private characterClass(): Atom {
    this.at += 1;
    while (this.at < this.source.length && this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    this.at += 1;
    return { kind: 'other' };
  }

  private escape(): Atom {
    const next = this.source[this.at + 1] ?? '';
    const long = /^\\(?:u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|[pP]\{[^}]*\}|k<[^>]*>|c[A-Za-z]|\d+)/.exec(this.source.slice(this.at, this.at + 60));
    this.at += long === null ? 2 : long[0].length;
    return long === null && isPlain(next) && !/\w/.test(next) ? { kind: 'char', char: next } : { kind: 'other' };
  }

  private repeat(): { readonly least: number; readonly once: boolean } {
    const found = quantifier.exec(this.source.slice(this.at, this.at + 24));
    if (found === null) return { least: 1, once: true };
    this.at += found[0].length;
    if (found[0].startsWith('+')) return { least: 1, once: false };
    return { least: found[0].startsWith('{') ? Number(found[1] ?? 0) : 0, once: false };
  }
}

type Atom = { readonly kind: 'char'; readonly char: string } | { readonly kind: 'group'; readonly formula: Prefilter } | { readonly kind: 'other' };

/** Printable ASCII: other characters may have more than one case. */
function isPlain(char: string): boolean {
  return char >= ' ' && char <= '~';
}
