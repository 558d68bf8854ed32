const lineFeed = 10;
const lineFeeds = 0x0a0a0a0a;
const lowBits = 0x01010101;
const highBits = 0x80808080;

/** Lines of a text in UTF-8, a last one without its end included. Four bytes at a time: only where one is a line feed they are looked at one by one. */
export function countLines(bytes: Uint8Array): number {
  const { length } = bytes;
  let lines = length === 0 || bytes[length - 1] === lineFeed ? 0 : 1;
  const aligned = (bytes.byteOffset & 3) === 0 ? length >> 2 : 0;
  const quads = new Int32Array(bytes.buffer, aligned === 0 ? 0 : bytes.byteOffset, aligned);
  for (let at = 0; at < aligned; at += 1) {
    const mixed = (quads[at] ?? 0) ^ lineFeeds;
    if (((mixed - lowBits) & ~mixed & highBits) !== 0) lines += lineFeedsIn(quads[at] ?? 0);
  }
  for (let at = aligned * 4; at < length; at += 1) if (bytes[at] === lineFeed) lines += 1;
  return lines;
}

function lineFeedsIn(quad: number): number {
  let count = 0;
  for (let shift = 0; shift < 32; shift += 8) if (((quad >>> shift) & 255) === lineFeed) count += 1;
  return count;
}
