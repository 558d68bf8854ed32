import type { Random } from './random.ts';

/** A change of a text: `length` characters at `at` become `text`. */
export interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const openers = [
  '(',
  '[',
  '{',
  '<',
  '"',
  "'",
  '`',
  '/*',
  '"""',
  '${',
  '#{',
  '<<EOF\n',
  '<!--',
  'if (',
  'x = [',
  'f(',
  '!',
  '-',
  '\\',
  '@',
  'a.',
  'a?',
] as const;
const oddities = [
  '\0',
  '\uFEFF',
  '\uD800',
  '\uDFFF',
  '\u202E',
  '\r',
  '\u2028',
  '\t',
  '  ',
  '\n',
  '\n\n    ',
  ';',
  ',',
  ':',
  '...',
  '$X',
  '$...ARGS',
  '👩‍👩‍👧',
  'é',
  '\u0301',
] as const;
const most = 200_000;
const deepest = 3000;

/** One small change, mostly where tools break: cut ends, doubled and moved parts, unclosed brackets, odd characters, deep nesting, parts of another text. */
export function mutationOf(random: Random, text: string, other: string): Mutation {
  const at = random.below(text.length + 1);
  const length = Math.min(text.length - at, random.chance(0.7) ? random.below(12) : random.below(400));
  switch (random.below(9)) {
    case 0:
      return { at, length, text: '' };
    case 1:
      return { at, length: 0, text: text.slice(at, at + length) };
    case 2:
      return { at, length: 0, text: random.pick(openers) };
    case 3:
      return { at, length: random.below(2), text: random.pick(oddities) };
    case 4:
      return { at, length, text: part(random, other) };
    case 5:
      return { at, length, text: part(random, text) };
    case 6:
      return { at, length: text.length - at, text: '' };
    case 7:
      return { at, length: 0, text: random.pick(openers).repeat(random.chance(0.1) ? random.below(deepest) : random.below(40)) };
    default:
      return { at, length: 0, text: part(random, text).repeat(random.below(30)) };
  }
}

/** The text after some changes; it stays below 200,000 characters. */
export function mutate(random: Random, text: string, other: string): string {
  let changed = text.slice(0, most);
  const count = 1 + random.below(6);
  for (let step = 0; step < count; step += 1) changed = applyMutation(changed, mutationOf(random, changed, other)).slice(0, most);
  return changed;
}

export function applyMutation(text: string, { at, length, text: inserted }: Mutation): string {
  return text.slice(0, at) + inserted + text.slice(at + length);
}

function part(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return text.slice(at, at + random.below(random.chance(0.8) ? 40 : 2000));
}
