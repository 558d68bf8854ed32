/** Finds in one pass over a text in UTF-8 which of many words and texts occur. */
export interface OccurrenceFinder {
  /** With `earlier`: what occurs in these bytes is added to it. */
  readonly find: (bytes: Uint8Array, earlier?: Occurrences) => Occurrences;
  /** -1 for one that was not asked for. */
  readonly wordIndex: (word: string) => number;
  readonly textIndex: (text: string) => number;
}

/** 1 at the index of each that occurs; words of one hash count as one, so a false 1 is possible for them, a false 0 is not. */
export interface Occurrences {
  readonly words: Uint8Array;
  readonly texts: Uint8Array;
}

/** Every byte has one of 32 classes, so that four in a row make a number of 20 bits. Separators are 0, letters of both cases the same. */
const classBits = 5;
const gramLength = 4;
const gramMask = (1 << (classBits * gramLength)) - 1;
const classes = buildClasses();
const fold = buildFold();
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

interface Tables {
  /** A bit for each gram at which a word or text may be. */
  readonly hot: Uint8Array;
  readonly words: WordTable;
  readonly textsByGram: ReadonlyMap<number, readonly TextEntry[]>;
}

/** Open addressing: a hash of 0 is a free slot. */
interface WordTable {
  readonly hashes: Int32Array;
  readonly indexes: Int32Array;
}

interface TextEntry {
  readonly text: string;
  readonly index: number;
  /** Where the gram begins in the text. */
  readonly offset: number;
}

/**
 * Prepares the pass. A word is a run of letters, digits, `_` and bytes beyond ASCII; it is looked for by the separator before it and its first
 * letters. `texts` are lower-case ASCII of at least three characters, found in any case by their rarest-looking four.
 */
export function createOccurrenceFinder(words: readonly string[], texts: readonly string[]): OccurrenceFinder {
  const encoder = new TextEncoder();
  const hashes = new Map(words.map((word) => [word, hashOf(encoder.encode(word))]));
  const indexes = new Map([...new Set(hashes.values())].map((hash, index) => [hash, index]));
  const textIndexes = new Map(texts.map((text, index) => [text, index]));
  const textsByGram = indexTexts(texts);
  const hot = new Uint8Array((gramMask + 1) >> 3);
  for (const gram of [...words.flatMap((word) => startGrams(encoder.encode(word))), ...textsByGram.keys()])
    hot[gram >> 3] = (hot[gram >> 3] ?? 0) | (1 << (gram & 7));
  const tables = { hot, words: buildWordTable(indexes), textsByGram };
  return {
    wordIndex: (word) => indexes.get(hashes.get(word) ?? 0) ?? -1,
    textIndex: (text) => textIndexes.get(text) ?? -1,
    find(bytes, earlier) {
      const found = earlier ?? { words: new Uint8Array(indexes.size), texts: new Uint8Array(texts.length) };
      if (words.length + texts.length > 0) findAll(bytes, tables, found);
      return found;
    },
  };
}

function findAll(bytes: Uint8Array, tables: Tables, found: Occurrences): void {
  const { hot } = tables;
  const { length } = bytes;
  // A local name: the loop is twice as fast as with one of the module.
  const classOfByte = classes;
  let gram = 0;
  for (let at = 0; at < length; at += 1) {
    gram = ((gram << classBits) | (classOfByte[bytes[at] ?? 0] ?? 0)) & gramMask;
    if (((hot[gram >> 3] ?? 0) & (1 << (gram & 7))) !== 0) visit({ bytes, tables, found }, gram, at);
  }
  // What ends with the text still lacks the separators that its gram may have behind it.
  for (let at = length; at < length + gramLength - 2; at += 1) {
    gram = (gram << classBits) & gramMask;
    visit({ bytes, tables, found }, gram, at);
  }
}

interface Pass {
  readonly bytes: Uint8Array;
  readonly tables: Tables;
  readonly found: Occurrences;
}

/** `last`: where the gram ends. */
function visit({ bytes, tables, found }: Pass, gram: number, last: number): void {
  const isWordStart = gram >> (classBits * (gramLength - 1)) === 0 && gram >> (classBits * 2) !== 0;
  if (isWordStart) markWord(tables.words, hashAt(bytes, last - gramLength + 2), found.words);
  for (const { index, offset, text } of tables.textsByGram.get(gram) ?? []) {
    if (found.texts[index] === 0 && occursAt(bytes, last - gramLength + 1 - offset, text)) found.texts[index] = 1;
  }
}

/** The hash of the word that begins here. */
function hashAt(bytes: Uint8Array, start: number): number {
  let hash = offsetBasis;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (classes[byte] === 0) break;
    hash = Math.imul(hash ^ byte, prime);
  }
  return hash === 0 ? 1 : hash;
}

function markWord({ hashes, indexes }: WordTable, hash: number, found: Uint8Array): void {
  const mask = hashes.length - 1;
  for (let slot = slotOf(hash, mask); hashes[slot] !== 0; slot = (slot + 1) & mask) {
    if (hashes[slot] === hash) found[indexes[slot] ?? 0] = 1;
  }
}

function buildWordTable(wanted: ReadonlyMap<number, number>): WordTable {
  let size = 16;
  while (size < wanted.size * 8) size *= 2;
  const table = { hashes: new Int32Array(size), indexes: new Int32Array(size) };
  for (const [hash, index] of wanted) {
    let slot = slotOf(hash, size - 1);
    while (table.hashes[slot] !== 0) slot = (slot + 1) & (size - 1);
    table.hashes[slot] = hash;
    table.indexes[slot] = index;
  }
  return table;
}

/** The low bits of this hash say little about the first letters. */
function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

function hashOf(bytes: Uint8Array): number {
  return hashAt(bytes, 0);
}

/** A separator and the first three bytes of the word, or what follows it. */
function startGrams(word: Uint8Array): readonly number[] {
  const [first = 0, second = 0, third = 0] = [...word.subarray(0, gramLength - 1)].map((byte) => classes[byte] ?? 0);
  const gram = (first << (classBits * 2)) | (second << classBits) | third;
  return word.length > 1 ? [gram] : withAnyLast(gram);
}

function withAnyLast(gram: number): readonly number[] {
  return Array.from({ length: 1 << classBits }, (_none, last) => gram | last);
}

function indexTexts(texts: readonly string[]): ReadonlyMap<number, readonly TextEntry[]> {
  const byGram = new Map<number, TextEntry[]>();
  for (const [index, text] of texts.entries()) {
    const offset = rarestAt(text);
    for (const gram of textGrams(text.slice(offset, offset + gramLength))) {
      const entries = byGram.get(gram);
      if (entries === undefined) byGram.set(gram, [{ text, index, offset }]);
      else entries.push({ text, index, offset });
    }
  }
  return byGram;
}

function textGrams(part: string): readonly number[] {
  let gram = 0;
  for (let at = 0; at < gramLength; at += 1) gram = (gram << classBits) | (at < part.length ? (classes[part.charCodeAt(at)] ?? 0) : 0);
  return part.length < gramLength ? withAnyLast(gram) : [gram];
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
  for (let at = 0; at === 0 || at + gramLength <= text.length; at += 1) {
    let score = 0;
    for (const character of text.slice(at, at + gramLength)) score += ' etaoinsr-="\'.,/()'.includes(character) ? 0 : 1;
    if (score <= bestScore) continue;
    best = at;
    bestScore = score;
  }
  return best;
}

function buildClasses(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) table[byte] = classOf(byte);
  return table;
}

function classOf(byte: number): number {
  const character = String.fromCharCode(byte).toLowerCase();
  if (byte >= 128) return 31;
  if (character >= 'a' && character <= 'z') return character.charCodeAt(0) - 96;
  if (character === '_') return 27;
  return character >= '0' && character <= '9' ? 28 + Math.floor((byte - 48) / 4) : 0;
}

function buildFold(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) table[byte] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
  return table;
}
