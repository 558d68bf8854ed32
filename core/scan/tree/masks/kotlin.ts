/** The grammar looks for white space behind an `@` and never comes back where the text ends first: the last word is read without them. */
export function maskKotlin(text: string): string {
  const lastWord = lastSpace(text) + 1;
  return text.includes('@', lastWord) ? text.slice(0, lastWord) + text.slice(lastWord).replaceAll('@', ' ') : text;
}

function lastSpace(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && !/\s/.test(text[at] ?? '')) at -= 1;
  return at;
}
