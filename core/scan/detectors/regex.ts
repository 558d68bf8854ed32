import type { RegexDetector } from '../regex-rule.ts';
import { compileTextRegex, type Hit, hitsIn, type TextRegex } from '../regex/text-regex.ts';
import { isPlaceholder } from './placeholder.ts';
import type { RawMatch } from './raw-match.ts';
import { passesCheck } from './token-check.ts';
import type { TextCompilation, TextWindow } from './text-detector.ts';

const maxMatches = 10_000;

/** Compiles a regex rule: matches with enough entropy that `unless` does not find an excuse in. */
export function compileRegexDetector(detector: RegexDetector, trusted: boolean): TextCompilation {
  const main = compileTextRegex({ regex: detector.regex, flags: detector.flags, trusted });
  if (main.kind === 'problem') return main;
  const except = detector.unless === undefined ? undefined : compileTextRegex({ regex: detector.unless, flags: detector.flags, trusted });
  if (except?.kind === 'problem') return except;
  const parts = { detector, main: main.regex, unless: except?.regex };
  return {
    kind: 'compiled',
    detector: {
      linear: parts.main.linear && parts.unless?.linear !== false,
      local: staysOnLine(detector.regex),
      detect: ({ text }, window = { from: 0, to: text.length }) => detect(parts, text, window),
    },
  };
}

/** Bits per character of a text: about 3 for words, above 4 for random base64. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Groups as metavariables: `$1`, `$2`, and `$NAME` for a named group. */
export function bindingsOf(hit: Hit): RawMatch['bindings'] {
  const bindings = new Map<string, { start: number; end: number; nodes: readonly number[] }>();
  for (const [index, group] of hit.groups.entries()) {
    if (group === undefined || index === 0) continue;
    const binding = { start: group.start, end: group.end, nodes: [] };
    bindings.set(`$${index}`, binding);
    if (group.name !== undefined) bindings.set(`$${group.name}`, binding);
  }
  return bindings;
}

/** Nothing in the regex can match a line end or look past one: negated classes, `\s`, `\W`, dots under `s` may. */
function staysOnLine(regex: string): boolean {
  return !/\\[snrWSDRZzA]|\[\^|\(\?[imx]*s|\(\?<?[=!]|\[:space:\]|\n/.test(regex);
}

interface Parts {
  readonly detector: RegexDetector;
  readonly main: TextRegex;
  readonly unless: TextRegex | undefined;
}

function detect({ detector, main, unless }: Parts, text: string, window: TextWindow): readonly RawMatch[] {
  const matches: RawMatch[] = [];
  for (const hit of hitsIn(main, text, window.from, window.to)) {
    if (unless?.next(text.slice(hit.start, hit.end), 0) !== undefined) continue;
    const place = hit.groups[detector.group ?? 0] ?? hit;
    if (!isGenuine(detector, text.slice(place.start, place.end))) continue;
    matches.push({ start: place.start, end: place.end, bindings: bindingsOf(hit) });
    if (matches.length >= maxMatches) break;
  }
  return matches;
}

/** Random enough, no placeholder, and with the right checksum, as far as the rule asks for it. */
function isGenuine({ entropy, placeholders, check }: RegexDetector, value: string): boolean {
  if (entropy !== undefined && entropyOf(value) < entropy) return false;
  if (placeholders === false && isPlaceholder(value)) return false;
  return check === undefined || passesCheck(check, value);
}
