import type { WordSet } from '../pattern/word-set.ts';
import type { CheckedSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import type { GatheredRules } from './rule-index.ts';
import type { Shift } from './shift.ts';

/** What has occurred in a text since it was read whole: all that occurs in it now, and what went in the meantime. Too many rules are asked then, never too few. */
export interface SeenText {
  readonly words: WordSet;
  readonly rules: GatheredRules;
}

/** Reads a text whole. */
export function readText({ index }: Engine, { path, text, language, words }: CheckedSource): SeenText {
  const rules = index.groupFor(language).gather(path);
  rules.add(new TextEncoder().encode(text));
  return { words, rules };
}

/** Reads what is new in `text` after a change: its lines, with those around it into which a text that is looked for may reach. Adds to the rules that it is given. */
export function readChange({ words, rules }: SeenText, text: string, { start, newEnd }: Shift): SeenText {
  const from = text.lastIndexOf('\n', Math.max(0, start - rules.reach) - 1) + 1;
  const end = text.indexOf('\n', newEnd + rules.reach);
  const part = text.slice(start - rules.reach <= 0 ? 0 : from, end < 0 ? text.length : end);
  rules.add(new TextEncoder().encode(part));
  return { words: words.plus(part), rules };
}
