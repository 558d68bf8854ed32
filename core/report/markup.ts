/** Control characters but tab and line ends, lone surrogates and non-characters: XML cannot hold them, terminals would obey some. */
const forbidden = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF\p{Cs}]/gu;
const special = /[&<>"']/g;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for XML or HTML content and quoted attributes; what must not stand there becomes U+FFFD. */
export function escapeMarkup(text: string): string {
  return wellFormed(text).replace(special, (character) => entities[character] ?? '');
}

/** The same text with U+FFFD for control characters and lone surrogates. */
export function wellFormed(text: string): string {
  return text.replace(forbidden, '\uFFFD');
}

/** At most `length` UTF-16 units, with an ellipsis where text was cut off; never half a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** White space folded to single spaces, for places that hold one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
