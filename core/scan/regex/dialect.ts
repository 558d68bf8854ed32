/** A regex in JavaScript's own syntax, or why it has no equivalent there. */
export type Translation = { readonly kind: 'regex'; readonly source: string; readonly flags: string } | { readonly kind: 'problem'; readonly message: string };

/** Longer regexes are refused: they are generated or hostile. */
export const maxRegexLength = 2000;

/**
 * Translates the dialect that rules are written in (Python's `re`, which Semgrep's and PCRE regexes are close to) to JavaScript:
 * leading and scoped flags, named groups, anchors `\A \Z \z`, POSIX classes, `\h`, `\Q…\E`, comments and verbose mode.
 */
export function translateRegex(regex: string, flags = ''): Translation {
  if (regex.length > maxRegexLength) return { kind: 'problem', message: `The regex is longer than ${maxRegexLength} characters` };
  const translator = new Translator(regex, flags);
  const problem = translator.run();
  if (problem !== undefined) return { kind: 'problem', message: problem };
  return checked(translator.output, translator.flags);
}

function checked(source: string, flags: string): Translation {
  const unicode = /\\[pP]\{/.test(source) && !flags.includes('u') ? `${flags}u` : flags;
  try {
    new RegExp(source, unicode);
    return { kind: 'regex', source, flags: unicode };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/^Invalid regular expression: /, '') : 'unknown';
    return { kind: 'problem', message: `The regex is not valid: ${reason.slice(0, 300)}` };
  }
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: 'A-Fa-f0-9',
};

const escapes: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  Z: '(?![\\s\\S])',
  z: '(?![\\s\\S])',
  h: '[ \\t]',
  R: '(?:\\r\\n|\\n|\\r)',
  a: '\\x07',
  e: '\\x1b',
};

const scopedFlags = /^\(\?([aiLmsux]*)(?:-([imsx]+))?([:)])/;
/** Python's ASCII, locale and Unicode flags: JavaScript has no choice there. */
const withoutMeaning = /[aLu]/g;
const namedGroup = /^\(\?P<([A-Za-z_]\w*)>/;
const namedReference = /^\(\?P=([A-Za-z_]\w*)\)/;
const unsupportedGroup = /^\(\?(?:>|\||R\)|\d|P>|&|\()/;
const posixClass = /^\[:(\^?)([a-z]+):\]/;
const letter = /^[A-Za-z]$/;

/** One pass over the regex. Holds the position and the stack of scopes in which letters match either case. */
class Translator {
  output = '';
  flags: string;
  private readonly regex: string;
  private position = 0;
  private verbose = false;
  /** Per open group: whether letters must be widened to both cases by hand. */
  private readonly widen: boolean[] = [false];

  constructor(regex: string, flags: string) {
    this.regex = regex;
    this.flags = flags;
  }

  run(): string | undefined {
    while (this.position < this.regex.length) {
      const problem = this.step();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private step(): string | undefined {
    const next = this.regex.charAt(this.position);
    if (next === '\\') return this.escape();
    if (next === '[') return this.characterClass();
    if (next === '(') return this.open();
    if (next === ')') {
      if (this.widen.length > 1) this.widen.pop();
      return this.take(1);
    }
    if (this.verbose && (next === '#' || next.trim() === '')) return this.skipVerbose(next);
    if (/^(?:[*+?]|\{\d*,?\d*\})\+/.test(this.regex.slice(this.position, this.position + 24))) return 'Possessive quantifiers are not supported';
    if (/^\{,\d+\}/.test(this.regex.slice(this.position, this.position + 24))) return this.write('{0,', 2);
    return this.write(this.caseOf(next), 1);
  }

  private escape(): string | undefined {
    const name = this.regex.charAt(this.position + 1);
    if (name === 'Q') return this.quoted();
    if (name === 'G' || name === 'K' || name === 'X' || name === 'C') return `The escape \\${name} is not supported`;
    const wide = /^\\x\{([0-9A-Fa-f]{1,4})\}/.exec(this.regex.slice(this.position, this.position + 9));
    if (wide !== null) return this.write(`\\u${(wide[1] ?? '').padStart(4, '0')}`, wide[0].length);
    return this.write(escapes[name] ?? `\\${name}`, 2);
  }

  private quoted(): undefined {
    const end = this.regex.indexOf('\\E', this.position);
    const text = this.regex.slice(this.position + 2, end < 0 ? undefined : end);
    return this.write(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), text.length + (end < 0 ? 2 : 4));
  }

  private open(): string | undefined {
    const rest = this.regex.slice(this.position, this.position + 80);
    if (rest.startsWith('(?#')) return this.write('', Math.max(1, this.regex.indexOf(')', this.position) - this.position + 1));
    if (unsupportedGroup.test(rest)) return 'Atomic groups, recursion and conditionals are not supported';
    const scoped = scopedFlags.exec(rest);
    if (scoped !== null && scoped[0] !== '(?:')
      return this.openScoped(scoped[0].length, (scoped[1] ?? '').replaceAll(withoutMeaning, ''), scoped[2] ?? '', scoped[3] === ':');
    const reference = namedReference.exec(rest);
    if (reference !== null) return this.write(`\\k<${reference[1]}>`, reference[0].length);
    this.widen.push(this.widen.at(-1) === true);
    const named = namedGroup.exec(rest);
    return named === null ? this.take(1) : this.write(`(?<${named[1]}>`, named[0].length);
  }

  private openScoped(length: number, on: string, off: string, group: boolean): string | undefined {
    const atStart = this.output === '';
    if (!group && atStart && off === '') {
      for (const flag of on) this.addFlag(flag);
      return this.write('', length);
    }
    if (/[msx]/.test(on) || /[msx]/.test(off)) return 'Flags other than i are supported at the start of a regex only';
    const insensitive = on.includes('i') || (!off.includes('i') && this.widen.at(-1) === true);
    if (group) this.widen.push(insensitive);
    else this.widen[this.widen.length - 1] = insensitive;
    return this.write(group ? '(?:' : '', length);
  }

  private addFlag(flag: string): void {
    if (flag === 'x') this.verbose = true;
    else if (!this.flags.includes(flag)) this.flags += flag;
  }

  private characterClass(): string | undefined {
    const start = this.position;
    this.write('[', 1);
    if (this.regex[this.position] === '^') this.write('^', 1);
    if (this.regex[this.position] === ']') this.write('\\]', 1);
    while (this.position < this.regex.length && this.regex[this.position] !== ']') {
      const problem = this.classMember();
      if (problem !== undefined) return problem;
    }
    return this.position < this.regex.length ? this.take(1) : `The character class at ${start} is not closed`;
  }

  private classMember(): string | undefined {
    const rest = this.regex.slice(this.position, this.position + 16);
    const posix = posixClass.exec(rest);
    if (posix !== null) {
      const members = posixClasses[posix[2] ?? ''];
      if (members === undefined || posix[1] === '^') return `The class ${posix[0]} is not supported`;
      return this.write(members, posix[0].length);
    }
    if (rest.startsWith('\\')) return this.write(rest[1] === 'h' ? ' \\t' : rest.slice(0, 2), 2);
    const range = /^([A-Za-z])-([A-Za-z])/.exec(rest);
    if (range !== null && this.widen.at(-1) === true) {
      const [text, from = '', to = ''] = range;
      return this.write(`${text}${from.toLowerCase()}-${to.toLowerCase()}${from.toUpperCase()}-${to.toUpperCase()}`, 3);
    }
    const member = rest.charAt(0);
    const both = this.widen.at(-1) === true && letter.test(member);
    return this.write(both ? `${member.toLowerCase()}${member.toUpperCase()}` : member, 1);
  }

  private skipVerbose(next: string): undefined {
    if (next !== '#') return this.write('', 1);
    const end = this.regex.indexOf('\n', this.position);
    return this.write('', (end < 0 ? this.regex.length : end + 1) - this.position);
  }

  private caseOf(text: string): string {
    return this.widen.at(-1) === true && letter.test(text) ? `[${text.toLowerCase()}${text.toUpperCase()}]` : text;
  }

  private take(length: number): undefined {
    return this.write(this.regex.slice(this.position, this.position + length), length);
  }

  private write(text: string, consumed: number): undefined {
    this.output += text;
    this.position += consumed;
    return undefined;
  }
}
