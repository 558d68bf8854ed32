import { base62Checksum, hexChecksum } from './detectors/token-check.ts';
import type { Example } from './model.ts';

const placeholder = /<(\d{1,4}) of ([A-Za-z0-9+/=_~.-]+)>|<base64 of ([^>]{1,200})>|<crc32 in (base62|hex)>/g;

/**
 * An example with its placeholders written out: `<36 of A-Za-z0-9>` by so many characters that look random and are always the same,
 * `<base64 of …>` by the text in base64url, `<crc32 in base62>` and `<crc32 in hex>` by the checksum of the token before them.
 * Rule files and their pages can thus show tokens that no scanner of a host takes for real ones.
 */
export function spellOut(example: Example): Example {
  const { bad, good, fixed, ...rest } = example;
  return {
    ...rest,
    ...(bad === undefined ? {} : { bad: spellOutText(bad) }),
    ...(good === undefined ? {} : { good: spellOutText(good) }),
    ...(fixed === undefined ? {} : { fixed: spellOutText(fixed) }),
  };
}

function spellOutText(text: string): string {
  let written = '';
  let from = 0;
  for (const match of text.matchAll(placeholder)) {
    const [whole, length, characters = '', plain, base] = match;
    written += text.slice(from, match.index);
    if (length !== undefined) written += randomLooking(Number(length), alphabetOf(characters), match.index + 1);
    else if (plain !== undefined) written += Buffer.from(plain, 'utf8').toString('base64url');
    else written += checksumOf(/[\w-]*$/.exec(written)?.[0] ?? '', base);
    from = match.index + whole.length;
  }
  return written + text.slice(from);
}

function checksumOf(token: string, base: string | undefined): string {
  return base === 'hex' ? hexChecksum(token.replace(/_$/, '')) : base62Checksum(token.slice(token.indexOf('_') + 1));
}

/** `A-Za-z0-9_` as its characters; a hyphen at the end is one. */
function alphabetOf(characters: string): string {
  return characters.replaceAll(/([A-Za-z0-9])-([A-Za-z0-9])/g, (_whole, first: string, last: string) => {
    const from = first.charCodeAt(0);
    return Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('');
  });
}

/** A linear congruential generator: the same for a place in a text on every machine. */
function randomLooking(length: number, alphabet: string, seed: number): string {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet.charAt(Math.floor((state / 2 ** 32) * alphabet.length));
  }
  return text;
}
