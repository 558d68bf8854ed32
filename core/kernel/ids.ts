/** Lower-case base32 of Crockford: no letter is taken for a digit when an id is read aloud. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 20;

/** A new id such as `prj_7v3k…`: the prefix, `_`, and 20 random base32 characters (100 bits). */
export function newId(prefix: string): string {
  const random = globalThis.crypto.getRandomValues(new Uint8Array(length));
  return `${prefix}_${Array.from(random, (byte) => alphabet.charAt(byte & 31)).join('')}`;
}
