/** A regular expression of a rule that JavaScript cannot run; `message` says why. */
export class RegexError extends Error {}

const leadingFlags = /^\(\?([aiLmsux]+)\)/;
const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  blank: ' \\t',
};

/** Translates a Python or PCRE regular expression (with flags such as `i`, `m`, `s`) to JavaScript. Throws RegexError. */
export function translateRegex(source: string, flags = ''): RegExp {
  const { body, flags: all } = takeFlags(source, flags);
  const translated = new RegexTranslator(body, all.has('x')).translate();
  const kept = ['i', 'm', 's', 'u'].filter((flag) => all.has(flag) && flag !== 'u');
  const needsUnicode = /\\[pP]\{/.test(translated);
  try {
    return new RegExp(translated, kept.join('') + (needsUnicode ? 'u' : ''));
  } catch (error) {
    throw new RegexError(error instanceof Error ? error.message : 'invalid regular expression');
  }
}

/** A copy with one more flag. */
export function withFlag(regex: RegExp, flag: 'g' | 'y' | 'm'): RegExp {
  return regex.flags.includes(flag) ? regex : new RegExp(regex.source, regex.flags + flag);
}

function takeFlags(source: string, flags: string): { readonly body: string; readonly flags: ReadonlySet<string> } {
  const all = new Set(flags);
  let body = source;
  for (let found = leadingFlags.exec(body); found !== null; found = leadingFlags.exec(body)) {
    for (const flag of found[1] ?? '') all.add(flag);
    body = body.slice(found[0].length);
  }
  return { body, flags: all };
}

/** One pass over the source; JavaScript's own parser checks the result. */
class RegexTranslator {
  private readonly source: string;
  private readonly verbose: boolean;
  private at = 0;
  private output = '';

  constructor(source: string, verbose: boolean) {
    this.source = source;
    this.verbose = verbose;
  }

  translate(): string {
    while (this.at < this.source.length) this.step();
    return this.output;
  }

  private step(): void {
    const char = this.source[this.at] ?? '';
    if (char === '\\') return this.escape();
    if (char === '[') return this.characterClass();
    if (char === '(' && this.source[this.at + 1] === '?') return this.group();
    if (this.verbose && /\s/.test(char)) return this.take(1, '');
    if (this.verbose && char === '#') return this.take((this.source.slice(this.at).split('\n', 1)[0] ?? '').length, '');
    if (char === '{' && /^\{,\d+\}/.test(this.source.slice(this.at))) return this.take(2, '{0,');
    if (/[*+?}]/.test(char) && this.source[this.at + 1] === '+') throw new RegexError('possessive quantifiers are not supported');
    this.take(1, char);
  }

  private escape(): void {
    const next = this.source[this.at + 1] ?? '';
    const simple: Readonly<Record<string, string>> = { A: '(?<![\\s\\S])', Z: '(?![\\s\\S])', z: '(?![\\s\\S])', h: '[ \\t]', R: '(?:\\r\\n|\\n|\\r)', a: '\\x07', e: '\\x1b' };
    const replaced = simple[next];
    if (replaced !== undefined) return this.take(2, replaced);
    if (next === 'Q' || next === 'K' || next === 'G' || next === 'X') throw new RegexError(`the escape \\${next} is not supported`);
    const wide = /^\\x\{([0-9A-Fa-f]{1,4})\}/.exec(this.source.slice(this.at));
    if (wide !== null) return this.take(wide[0].length, `\\u${(wide[1] ?? '').padStart(4, '0')}`);
    this.take(2, `\\${next}`);
  }

  private group(): void {
    const rest = this.source.slice(this.at);
    const named = /^\(\?P<(\w+)>/.exec(rest);
    if (named !== null) return this.take(named[0].length, `(?<${named[1]}>`);
    const reference = /^\(\?P=(\w+)\)/.exec(rest);
    if (reference !== null) return this.take(reference[0].length, `\\k<${reference[1]}>`);
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) return this.take(comment[0].length, '');
    if (/^\(\?(?:[:=!]|<[=!]|<\w)/.test(rest)) return this.take(2, '(?');
    throw new RegexError(rest.startsWith('(?>') ? 'atomic groups are not supported' : `the group ${rest.slice(0, 4)} is not supported`);
  }

  /** Copies a class; a `]` right after its start is literal in Python and PCRE. */
  private characterClass(): void {
    const negated = this.source[this.at + 1] === '^';
    this.take(negated ? 2 : 1, negated ? '[^' : '[');
    if (this.source[this.at] === ']') this.take(1, '\\]');
    while (this.at < this.source.length && this.source[this.at] !== ']') this.classItem();
    this.take(1, ']');
  }

  private classItem(): void {
    const rest = this.source.slice(this.at, this.at + 12);
    const posix = /^\[:(\w+):\]/.exec(rest);
    const members = posixClasses[posix?.[1] ?? ''];
    if (posix !== null && members !== undefined) return this.take(posix[0].length, members);
    if (rest.startsWith('\\h')) return this.take(2, ' \\t');
    if (rest.startsWith('\\')) return this.take(2, rest.slice(0, 2));
    this.take(1, rest.startsWith('[') ? '\\[' : rest.slice(0, 1));
  }

  private take(length: number, written: string): void {
    this.output += written;
    this.at += length;
  }
}
