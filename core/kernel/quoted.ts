/**
 * Characters that hide, reorder or command: controls, line and paragraph separators, format characters (bidirectional marks, zero width, tags),
 * variation selectors and other ignorable ones, halves of characters, private ones.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/u;
const unseenAll = new RegExp(unseen, 'gu');
const unseenInLines = /(?![\n\t]|\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
const plainPath = /^[\p{L}\p{M}\p{N}_@.~+=,()[\]/-]+$/u;

/** The longest path that is shown whole, in characters. */
const maxPath = 160;

/**
 * Text of a project (a name, a message with identifiers in it) as one line for a reader who must neither be misled nor commanded by it: what cannot be
 * seen is spelt out as `\u{202e}`, white space is one blank, and all beyond `max` characters is cut, with `…` for it.
 */
export function quoted(text: string, max = 200): string {
  const line = text
    .slice(0, 4 * max)
    .replaceAll(/[ \t\n\r]+/g, ' ')
    .trim()
    .replaceAll(unseenAll, spelt);
  return cut(line, max);
}

/** A path of the project in the same way; between quotation marks where it has blanks or other characters that could pass for a sentence. The end is kept. */
export function quotedPath(path: string): string {
  const spelling = path.replaceAll(unseenAll, spelt);
  const kept = spelling.length <= maxPath ? spelling : `…${wholeCharacters(spelling.slice(1 - maxPath))}`;
  return plainPath.test(path) ? kept : JSON.stringify(kept);
}

/** Every text of a value, names of fields too, without characters that cannot be seen; line ends and tabs stay. For what has been put together for a reader. */
export function harmless(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(unseenInLines, spelt);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.replaceAll(unseenInLines, spelt), harmless(each)]));
}

function cut(line: string, max: number): string {
  return line.length <= max ? line : `${wholeCharacters(line.slice(0, max - 1))}…`;
}

/** Without a half of a character, or of a spelling, at the edge where it was cut. */
function wholeCharacters(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '').replace(/\\u?\{?[0-9a-f]*$/, '');
}

function spelt(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
