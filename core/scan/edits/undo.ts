/** A part of a text and what took its place. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/**
 * The text before replacements were made one after another; undefined where what took a part's place is not there exactly once, so that nobody can
 * tell where it was.
 */
export function undoReplacements(after: string, replacements: readonly Replacement[]): string | undefined {
  let text = after;
  for (const { from, to } of replacements.toReversed()) {
    const at = to === '' ? -1 : text.indexOf(to);
    if (at < 0 || text.includes(to, at + 1)) return undefined;
    text = text.slice(0, at) + from + text.slice(at + to.length);
  }
  return text;
}
