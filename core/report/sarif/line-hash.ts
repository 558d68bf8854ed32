/**
 * GitHub's fingerprint of a line, `primaryLocationLineHash`: `<hash>:<occurrence>` with both counted as its upload action does, so
 * that alerts keep their identity whether the hash comes from here or from there.
 *
 * The hash covers 100 UTF-16 units from the start of the line on, over line ends: blanks and tabs are left out, every line end
 * counts as one \n, one 0xFFFF marks the end of the text, zeros fill up. It is the polynomial with base 37 modulo 2^64 in hex.
 */
export interface LineHashes {
  /** Hash of a 0-based line; undefined when the text has no such line. */
  of(line: number): string | undefined;
}

const window = 100;
const base = 37;
const endMark = 0xffff;
const [tab, lineFeed, carriageReturn, blank] = [9, 10, 13, 32];

/** Hashes of all lines of a text. */
export function lineHashes(text: string): LineHashes {
  const { units, starts } = normalize(text);
  const seen = new Map<string, number>();
  const hashes = starts.map((start) => {
    const hash = hashFrom(units, start);
    const occurrence = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, occurrence);
    return `${hash}:${occurrence}`;
  });
  return { of: (line) => hashes[line] };
}

/** The units that count, with the end mark, and where each line starts among them. */
function normalize(text: string): { units: Uint16Array; starts: readonly number[] } {
  const units = new Uint16Array(text.length + 1);
  const starts = [0];
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === blank || unit === tab) continue;
    if (unit === lineFeed && text.charCodeAt(index - 1) === carriageReturn) continue;
    const isLineEnd = unit === lineFeed || unit === carriageReturn;
    units[length] = isLineEnd ? lineFeed : unit;
    length += 1;
    if (isLineEnd) starts.push(length);
  }
  units[length] = endMark;
  return { units: units.subarray(0, length + 1), starts };
}

/** 64-bit arithmetic in two halves: a BigInt per unit would take seconds on a large file. */
function hashFrom(units: Uint16Array, start: number): string {
  let high = 0;
  let low = 0;
  for (let index = start; index < start + window; index += 1) {
    const sum = low * base + (units[index] ?? 0);
    low = sum >>> 0;
    high = (high * base + Math.floor(sum / 2 ** 32)) >>> 0;
  }
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
}
