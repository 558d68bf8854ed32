const wordBytes = Uint8Array.from({ length: 256 }, (_none, byte) => (byte >= 128 || /\w/.test(String.fromCharCode(byte)) ? 1 : 0));

/** A letter, digit, `_` or a byte beyond ASCII; not the end of the text. */
export function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && wordBytes[byte] === 1;
}

/** White space within a line. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

/** White space, ends of lines included. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13 || byte === 12;
}
