/** Finds which of several words occur in a text in UTF-8; a word is a run of letters, digits, `_` and bytes beyond ASCII. */
export interface WordFinder {
  /** 1 at the index of each word that occurs; words of one hash count as one, so a false 1 is possible, a false 0 is not. */
  readonly find: (bytes: Uint8Array) => Uint8Array;
  /** -1 for a word that was not asked for. */
  readonly indexOf: (word: string) => number;
}

const wordByte = buildWordBytes();
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** Prepares the words for one pass per text. */
export function createWordFinder(words: readonly string[]): WordFinder {
  const encoder = new TextEncoder();
  const hashes = new Map(words.map((word) => [word, hashOf(encoder.encode(word))]));
  const indexes = new Map([...new Set(hashes.values())].map((hash, index) => [hash, index]));
  const table = buildTable(indexes);
  return {
    indexOf: (word) => indexes.get(hashes.get(word) ?? 0) ?? -1,
    find: (bytes) => findWords(bytes, table, new Uint8Array(indexes.size)),
  };
}

/** Open addressing: a hash of 0 is a free slot. */
interface Table {
  readonly hashes: Int32Array;
  readonly indexes: Int32Array;
}

function buildTable(indexes: ReadonlyMap<number, number>): Table {
  let size = 16;
  while (size < indexes.size * 8) size *= 2;
  const table = { hashes: new Int32Array(size), indexes: new Int32Array(size) };
  for (const [hash, index] of indexes) {
    let slot = slotOf(hash, size - 1);
    while (table.hashes[slot] !== 0) slot = (slot + 1) & (size - 1);
    table.hashes[slot] = hash;
    table.indexes[slot] = index;
  }
  return table;
}

function findWords(bytes: Uint8Array, table: Table, found: Uint8Array): Uint8Array {
  if (found.length === 0) return found;
  const { length } = bytes;
  let hash = offsetBasis;
  let isOpen = false;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (wordByte[byte] === 1) {
      hash = Math.imul(hash ^ byte, prime);
      isOpen = true;
    } else if (isOpen) {
      markFound(table, hash, found);
      hash = offsetBasis;
      isOpen = false;
    }
  }
  if (isOpen) markFound(table, hash, found);
  return found;
}

function markFound({ hashes, indexes }: Table, raw: number, found: Uint8Array): void {
  const mask = hashes.length - 1;
  const hash = raw === 0 ? 1 : raw;
  for (let slot = slotOf(hash, mask); hashes[slot] !== 0; slot = (slot + 1) & mask) {
    if (hashes[slot] === hash) found[indexes[slot] ?? 0] = 1;
  }
}

/** The low bits of this hash say little about the first letters. */
function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

function hashOf(bytes: Uint8Array): number {
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime);
  return hash === 0 ? 1 : hash;
}

function buildWordBytes(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) table[byte] = byte >= 128 || /\w/.test(String.fromCharCode(byte)) ? 1 : 0;
  return table;
}
