import { RE2JS } from 're2js';
import { translateRegex } from './dialect.ts';

/** A stretch of text found by a regex, with its groups (0 is the whole match). */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (HitGroup | undefined)[];
}

export interface HitGroup {
  readonly start: number;
  readonly end: number;
  /** Name of a named group. */
  readonly name?: string;
}

/** A compiled regex over a text. `linear` is false when it can backtrack and did not come with the product: run it under a time guard. */
export interface TextRegex {
  readonly linear: boolean;
  /** The next non-empty match at or after `from`. */
  next(text: string, from: number): Hit | undefined;
}

export type RegexCompilation = { readonly kind: 'compiled'; readonly regex: TextRegex } | { readonly kind: 'problem'; readonly message: string };

export interface RegexSource {
  readonly regex: string;
  /** JavaScript's letters: i, m, s. */
  readonly flags: string;
  /** Vetted to be linear with the product's own tests. */
  readonly trusted: boolean;
}

/** Compiles a rule's regex: built-in ones natively, users' on a linear engine where it understands them. */
export function compileTextRegex(source: RegexSource): RegexCompilation {
  const translated = translateRegex(source.regex, source.flags);
  if (translated.kind === 'problem') return translated;
  const native = () => nativeRegex(translated.source, translated.flags, source.trusted);
  return { kind: 'compiled', regex: source.trusted ? native() : (linearRegex(translated.source, translated.flags) ?? native()) };
}

/** Every match in order, without overlaps. */
export function* hitsIn(regex: TextRegex, text: string, from = 0, to = text.length): Generator<Hit> {
  let position = from;
  while (position <= to) {
    const hit = regex.next(text, position);
    if (hit === undefined || hit.start >= to) return;
    yield hit;
    position = hit.end;
  }
}

function nativeRegex(source: string, flags: string, linear: boolean): TextRegex {
  const hasGroups = new RegExp(`${source}|`, flags).exec('')?.length !== 1;
  const compiled = new RegExp(source, `${flags}g${hasGroups ? 'd' : ''}`);
  return {
    linear,
    next(text, from) {
      compiled.lastIndex = from;
      for (;;) {
        const match = compiled.exec(text);
        if (match === null) return undefined;
        if (match[0].length > 0) return nativeHit(match);
        compiled.lastIndex = match.index + 1;
        if (compiled.lastIndex > text.length) return undefined;
      }
    },
  };
}

function nativeHit(match: RegExpExecArray): Hit {
  const whole = { start: match.index, end: match.index + match[0].length };
  if (match.indices === undefined) return { ...whole, groups: [whole] };
  const named = match.indices.groups ?? {};
  const groups = match.indices.map((range) => {
    if (range === undefined) return undefined;
    const name = Object.keys(named).find((key) => named[key] === range || (named[key]?.[0] === range[0] && named[key]?.[1] === range[1]));
    return { start: range[0], end: range[1], ...(name === undefined ? {} : { name }) };
  });
  return { ...whole, groups };
}

const lookaround = /\(\?[=!]|\(\?<[=!]|\\[1-9]|\\k</;

/** The same regex on the linear engine; undefined where it has no equivalent there. */
function linearRegex(source: string, flags: string): TextRegex | undefined {
  if (lookaround.test(source) || flags.includes('u')) return undefined;
  try {
    const compiled = RE2JS.compile(source, linearFlags(flags));
    const names = new Map(Object.entries(compiled.namedGroups()).map(([name, index]) => [index, name]));
    return { linear: true, next: (text, from) => linearHit(compiled, names, text, from) };
  } catch {
    return undefined;
  }
}

function linearFlags(flags: string): number {
  const letters: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL };
  let bits = 0;
  for (const letter of flags) bits |= letters[letter] ?? 0;
  return bits;
}

function linearHit(compiled: RE2JS, names: ReadonlyMap<number, string>, text: string, from: number): Hit | undefined {
  const matcher = compiled.matcher(text);
  let position = from;
  while (position <= text.length && matcher.find(position)) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (end > start) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => {
        const [groupStart, groupEnd, name] = [matcher.start(index), matcher.end(index), names.get(index)];
        return groupStart < 0 ? undefined : { start: groupStart, end: groupEnd, ...(name === undefined ? {} : { name }) };
      });
      return { start, end, groups };
    }
    position = end + 1;
  }
  return undefined;
}
