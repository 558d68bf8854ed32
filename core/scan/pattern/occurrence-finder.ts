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

/**
 * A text is looked at two bytes at a time, so that of each word either the first two bytes or the second and third are seen together. This table
 * tells for each such pair what may stand there.
 */
type PairTable = Uint8Array;

/** What a pair of bytes may be. */
const pairBits = { wordStart: 1, insideWord: 2, beforeWord: 4, text: 8 } as const;
/** Every byte has one of 32 classes, so that three in a row make a number of 15 bits. Separators are 0, letters of both cases the same. */
const classBits = 5;
const startLength = 3;
const classes = buildClasses();
const separators = [...classes.keys()].filter((byte) => classes[byte] === 0);
const fold = buildFold();
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

interface Tables {
  readonly pairs: PairTable;
  /** 1 for the classes of the first three bytes of a word. */
  readonly starts: Uint8Array;
  readonly words: WordTable;
  readonly textsByPair: ReadonlyMap<number, readonly TextEntry[]>;
}

/** Open addressing: a hash of 0 is a free slot. */
interface WordTable {
  readonly hashes: Int32Array;
  readonly indexes: Int32Array;
}

interface TextEntry {
  readonly text: string;
  readonly index: number;
  /** Where the pair begins in the text. */
  readonly offset: number;
}

/**
 * Prepares the pass. A word is a run of letters, digits, `_` and bytes beyond ASCII; it is looked for by its first letters. `texts` are lower-case
 * ASCII of at least three characters, found in any case by their rarest-looking three.
 */
export function createOccurrenceFinder(words: readonly string[], texts: readonly string[]): OccurrenceFinder {
  const encoder = new TextEncoder();
  const encoded = words.map((word) => encoder.encode(word));
  const hashes = new Map(words.map((word, index) => [word, hashAt(encoded[index] ?? new Uint8Array(), 0)]));
  const indexes = new Map([...new Set(hashes.values())].map((hash, index) => [hash, index]));
  const textIndexes = new Map(texts.map((text, index) => [text, index]));
  const textsByPair = indexTexts(texts);
  const tables = { pairs: buildPairs(encoded, textsByPair), starts: buildStarts(encoded), words: buildWordTable(indexes), textsByPair };
  return {
    wordIndex: (word) => indexes.get(hashes.get(word) ?? 0) ?? -1,
    textIndex: (text) => textIndexes.get(text) ?? -1,
    find(bytes, earlier) {
      const found = earlier ?? { words: new Uint8Array(indexes.size), texts: new Uint8Array(texts.length) };
      if (words.length + texts.length > 0) findAll((bytes.byteOffset & 1) === 0 ? bytes : new Uint8Array(bytes), tables, found);
      return found;
    },
  };
}

function findAll(bytes: Uint8Array, tables: Tables, found: Occurrences): void {
  const { pairs } = tables;
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const { length } = units;
  for (let unit = 0; unit < length; unit += 1) {
    const pair = units[unit] ?? 0;
    const bits = pairs[pair] ?? 0;
    if (bits !== 0) visit({ bytes, tables, found }, { at: unit * 2, pair, bits });
  }
  if ((bytes.length & 1) === 0) return;
  const pair = pairOf(bytes[bytes.length - 1] ?? 0, 0);
  visit({ bytes, tables, found }, { at: bytes.length - 1, pair, bits: pairs[pair] ?? 0 });
}

interface Pass {
  readonly bytes: Uint8Array;
  readonly tables: Tables;
  readonly found: Occurrences;
}

interface Visit {
  readonly at: number;
  readonly pair: number;
  readonly bits: number;
}

function visit({ bytes, tables, found }: Pass, { at, pair, bits }: Visit): void {
  if ((bits & pairBits.wordStart) !== 0) visitWord(bytes, tables, at, found);
  if ((bits & pairBits.insideWord) !== 0 && at > 0) visitWord(bytes, tables, at - 1, found);
  if ((bits & pairBits.beforeWord) !== 0) visitWord(bytes, tables, at + 1, found);
  if ((bits & pairBits.text) === 0) return;
  for (const { index, offset, text } of tables.textsByPair.get(pair) ?? []) {
    if (found.texts[index] === 0 && occursAt(bytes, at - offset, text)) found.texts[index] = 1;
  }
}

function visitWord(bytes: Uint8Array, { starts, words }: Tables, start: number, found: Occurrences): void {
  if (start > 0 && classes[bytes[start - 1] ?? 0] !== 0) return;
  if (starts[startAt(bytes, start)] === 1) markWord(words, hashAt(bytes, start), found.words);
}

/** The classes of the first three bytes of a word; what is behind it counts as separators. */
function startAt(bytes: Uint8Array, start: number): number {
  const first = classes[bytes[start] ?? 0] ?? 0;
  const second = first === 0 ? 0 : (classes[bytes[start + 1] ?? 0] ?? 0);
  const third = second === 0 ? 0 : (classes[bytes[start + 2] ?? 0] ?? 0);
  return (first << (classBits * 2)) | (second << classBits) | third;
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

function buildStarts(words: readonly Uint8Array[]): Uint8Array {
  const starts = new Uint8Array(1 << (classBits * startLength));
  for (const word of words) starts[startAt(word, 0)] = 1;
  return starts;
}

const twoBytes = new Uint16Array(1);
const asBytes = new Uint8Array(twoBytes.buffer);

/** Two bytes as they are read together on this machine. */
function pairOf(first: number, second: number): number {
  asBytes[0] = first;
  asBytes[1] = second;
  return twoBytes[0] ?? 0;
}

function buildPairs(words: readonly Uint8Array[], textsByPair: ReadonlyMap<number, readonly TextEntry[]>): PairTable {
  const pairs = new Uint8Array(1 << 16);
  const mark = (pair: number, bit: number) => {
    pairs[pair] = (pairs[pair] ?? 0) | bit;
  };
  for (const word of words) for (const [pair, bit] of pairsOf(word)) mark(pair, bit);
  for (const pair of textsByPair.keys()) mark(pair, pairBits.text);
  return pairs;
}

/** Behind a short word, and before one of a single byte, there is any separator. */
function pairsOf([first = 0, second, third]: Uint8Array): readonly (readonly [pair: number, bit: number])[] {
  if (second === undefined) {
    return separators.flatMap((other) => [[pairOf(first, other), pairBits.wordStart] as const, [pairOf(other, first), pairBits.beforeWord] as const]);
  }
  const nexts = third === undefined ? separators : [third];
  return [[pairOf(first, second), pairBits.wordStart], ...nexts.map((next) => [pairOf(second, next), pairBits.insideWord] as const)];
}

function indexTexts(texts: readonly string[]): ReadonlyMap<number, readonly TextEntry[]> {
  const byPair = new Map<number, TextEntry[]>();
  for (const [index, text] of texts.entries()) {
    const rarest = rarestAt(text);
    for (const offset of [rarest, rarest + 1]) {
      for (const pair of pairsInAnyCase(text, offset)) addTo(byPair, pair, { text, index, offset });
    }
  }
  return byPair;
}

function addTo(byPair: Map<number, TextEntry[]>, pair: number, entry: TextEntry): void {
  const known = byPair.get(pair);
  if (known === undefined) byPair.set(pair, [entry]);
  else known.push(entry);
}

/** Without repetition. */
function pairsInAnyCase(text: string, offset: number): readonly number[] {
  const [first, second] = [text.charCodeAt(offset), text.charCodeAt(offset + 1)];
  const [large, largeSecond] = [upperCase(first), upperCase(second)];
  const pairs = [pairOf(first, second)];
  if (large !== first) pairs.push(pairOf(large, second));
  if (largeSecond !== second) pairs.push(pairOf(first, largeSecond));
  if (large !== first && largeSecond !== second) pairs.push(pairOf(large, largeSecond));
  return pairs;
}

/** Of an ASCII code. */
function upperCase(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
}

function occursAt(bytes: Uint8Array, start: number, wanted: string): boolean {
  if (start < 0 || start + wanted.length > bytes.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (fold[bytes[start + at] ?? 0] !== wanted.charCodeAt(at)) return false;
  return true;
}

const isCommon = new Uint8Array(256);
for (const character of ' etaoinsr-="\'.,/()') isCommon[character.charCodeAt(0)] = 1;

/** Spaces, quotes and common letters make poor keys; digits, `_` and rare letters good ones. */
function rarestAt(text: string): number {
  let best = 0;
  let bestScore = -1;
  for (let at = 0; at === 0 || at + startLength <= text.length; at += 1) {
    let score = 0;
    for (let next = at; next < at + startLength && next < text.length; next += 1) score += isCommon[text.charCodeAt(next)] === 1 ? 0 : 1;
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
