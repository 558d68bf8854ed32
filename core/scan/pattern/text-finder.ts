/** Finds which of several lower-case ASCII texts occur in a text in UTF-8, in any case of ASCII letters. */
export interface TextFinder {
  /** 1 at the index of each text that occurs. */
  readonly find: (bytes: Uint8Array) => Uint8Array;
  /** -1 for a text that was not asked for. */
  readonly indexOf: (text: string) => number;
}

const buckets = 16_384;
const fold = buildFold();

/** Prepares the texts, each of at least three characters: they are looked up by the rarest-looking three of each. */
export function createTextFinder(texts: readonly string[]): TextFinder {
  const byHash = new Map<number, Entry[]>();
  const isHot = new Uint8Array(buckets);
  for (const [index, text] of texts.entries()) {
    const offset = rarestAt(text);
    const hash = hashThree(text.charCodeAt(offset), text.charCodeAt(offset + 1), text.charCodeAt(offset + 2));
    const entry = { text, index, offset };
    const entries = byHash.get(hash);
    if (entries === undefined) byHash.set(hash, [entry]);
    else entries.push(entry);
    isHot[hash] = 1;
  }
  const indexes = new Map(texts.map((text, index) => [text, index]));
  return { indexOf: (text) => indexes.get(text) ?? -1, find: (bytes) => findTexts(bytes, { byHash, isHot }, new Uint8Array(texts.length)) };
}

interface Entry {
  readonly text: string;
  readonly index: number;
  /** Where the hashed three characters are in the text. */
  readonly offset: number;
}

interface Table {
  readonly byHash: ReadonlyMap<number, readonly Entry[]>;
  /** 1 for each key of `byHash`: asked for every character. */
  readonly isHot: Uint8Array;
}

function findTexts(bytes: Uint8Array, { byHash, isHot }: Table, found: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (found.length === 0 || length < 3) return found;
  let first = fold[bytes[0] ?? 0] ?? 0;
  let second = fold[bytes[1] ?? 0] ?? 0;
  for (let at = 2; at < length; at += 1) {
    const third = fold[bytes[at] ?? 0] ?? 0;
    const hash = hashThree(first, second, third);
    if (isHot[hash] === 1) markFound(byHash.get(hash) ?? [], bytes, at - 2, found);
    first = second;
    second = third;
  }
  return found;
}

function markFound(entries: readonly Entry[], bytes: Uint8Array, at: number, found: Uint8Array): void {
  for (const { index, offset, text } of entries) {
    if (found[index] === 0 && occursAt(bytes, at - offset, text)) found[index] = 1;
  }
}

function occursAt(bytes: Uint8Array, start: number, wanted: string): boolean {
  if (start < 0 || start + wanted.length > bytes.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (fold[bytes[start + at] ?? 0] !== wanted.charCodeAt(at)) return false;
  return true;
}

/** Spaces, quotes and common letters make poor keys; digits, `_` and rare letters good ones. */
function rarestAt(text: string): number {
  let best = 0;
  let bestScore = -1;
  for (let at = 0; at + 2 < text.length; at += 1) {
    let score = 0;
    for (let next = at; next < at + 3; next += 1) score += ' etaoinsr-="\'.,/()'.includes(text.charAt(next)) ? 0 : 1;
    if (score <= bestScore) continue;
    best = at;
    bestScore = score;
  }
  return best;
}

function hashThree(a: number, b: number, c: number): number {
  return (Math.imul(a, 961) + Math.imul(b, 31) + c) & (buckets - 1);
}

function buildFold(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) table[byte] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
  return table;
}
