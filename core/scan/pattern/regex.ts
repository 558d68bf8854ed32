import { translateRegex } from '../regex/dialect.ts';

/** A regular expression of a rule that JavaScript cannot run; the message says why. */
export class RegexError extends Error {}

/** Compiles a regex in the dialect of rules (Python, PCRE), with flags `i`, `m`, `s`. Throws RegexError. */
export function compileRegex(source: string, flags = ''): RegExp {
  const translated = translateRegex(source, flags);
  if (translated.kind === 'problem') throw new RegexError(translated.message);
  return new RegExp(translated.source, translated.flags);
}

/** The same regex with one more flag. */
export function withFlag(regex: RegExp, flag: 'd' | 'g' | 'y'): RegExp {
  return regex.flags.includes(flag) ? regex : new RegExp(regex.source, regex.flags + flag);
}
