/** The text of a file's bytes, or why it is not checked as text. */
export type Decoded = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' | 'invalid-encoding' };

const sniffed = 8192;
const tolerated = 0.01;

/**
 * UTF-8 (a byte order mark is dropped), or UTF-16 with a byte order mark. NUL in the first 8 KB means binary. Bytes that are not UTF-8 become
 * U+FFFD while they are fewer than 1 % of the characters (an old Latin-1 comment); with more the file is refused as `invalid-encoding`.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const wide = utf16Label(bytes);
  if (wide !== undefined) return { kind: 'text', text: new TextDecoder(wide).decode(bytes) };
  if (bytes.subarray(0, sniffed).includes(0)) return { kind: 'binary' };
  const text = new TextDecoder().decode(bytes);
  return text.includes('\uFFFD') && replacements(text) > Math.max(1, text.length * tolerated) ? { kind: 'invalid-encoding' } : { kind: 'text', text };
}

function utf16Label(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function replacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1;
  return count;
}
