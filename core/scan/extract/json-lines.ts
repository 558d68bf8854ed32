import { addUnescaped } from './quoted-text.ts';
import type { Stretch, TextBuilder } from './text-map.ts';

const token = /\s*("(?:[^"\\\n]|\\[^\n])*"|[[\],])/y;

/** Adds the strings of a JSON array, each on a line of its own; false, having added nothing of use, where the range holds anything else. */
export function addJsonLines(text: string, { start, end }: Stretch, builder: TextBuilder): boolean {
  const strings = stringsIn(text, { start, end });
  if (strings === undefined) return false;
  for (const [index, each] of strings.entries()) {
    addUnescaped(text, { start: each.start + 1, end: each.end - 1, quote: '"', escapes: 'all' }, builder);
    const endsLine = text.startsWith(String.raw`\n`, each.end - 3);
    if (!endsLine && index < strings.length - 1) builder.put('\n', each.end, each.end);
  }
  return true;
}

/** The strings of an array, or a lone string; undefined for anything else. */
function stringsIn(text: string, { start, end }: Stretch): readonly Stretch[] | undefined {
  const found: Stretch[] = [];
  let depth = 0;
  const last = start + text.slice(start, end).trimEnd().length;
  let at = start;
  while (at < last) {
    token.lastIndex = at;
    const next = token.exec(text)?.[1];
    if (next === undefined || token.lastIndex > last) return undefined;
    at = token.lastIndex;
    if (next === '[') depth += 1;
    else if (next !== ']' && next !== ',') found.push({ start: at - next.length, end: at });
    if (depth > 1) return undefined;
  }
  return found.length === 0 ? undefined : found;
}
