/** The hashes of all words of a text, for asking whether a word occurs; a false yes is possible, a false no is not. */
export interface WordSet {
  readonly has: (hash: number) => boolean;
  /** These words and those of another text. */
  readonly plus: (text: string) => WordSet;
}

const isWordCode = buildWordCodes();
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** Hash of a word as `wordsOf` computes it. */
export function hashWord(word: string): number {
  let hash = offsetBasis;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  return hash === 0 ? 1 : hash;
}

/** One pass over the text; a word is a run of letters, digits, `_` and characters beyond ASCII. */
export function wordsOf(text: string): WordSet {
  return toSet(addWords({ table: new Int32Array(1024), count: 0 }, text));
}

/** Open addressing: 0 is a free slot. */
interface Words {
  readonly table: Int32Array<ArrayBuffer>;
  readonly count: number;
}

function toSet(words: Words): WordSet {
  return {
    has: (wanted) => contains(words.table, wanted),
    plus: (text) => toSet(addWords({ table: words.table.slice(), count: words.count }, text)),
  };
}

/** Writes into the table that it is given until that is full. */
function addWords(known: Words, text: string): Words {
  let { table, count } = known;
  const { length } = text;
  let hash = offsetBasis;
  let isOpen = false;
  for (let at = 0; at <= length; at += 1) {
    const code = at < length ? text.charCodeAt(at) : 0;
    if (code >= 128 || isWordCode[code] === 1) {
      hash = Math.imul(hash ^ code, prime);
      isOpen = true;
    } else if (isOpen) {
      count += insert(table, hash === 0 ? 1 : hash);
      if (count * 2 > table.length) table = grow(table);
      hash = offsetBasis;
      isOpen = false;
    }
  }
  return { table, count };
}

/** 1 when the hash is new. */
function insert(table: Int32Array, hash: number): 0 | 1 {
  const mask = table.length - 1;
  let slot = hash & mask;
  for (;;) {
    const found = table[slot];
    if (found === hash) return 0;
    if (found === 0) break;
    slot = (slot + 1) & mask;
  }
  table[slot] = hash;
  return 1;
}

function contains(table: Int32Array, hash: number): boolean {
  const mask = table.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = table[slot];
    if (found === hash) return true;
    if (found === 0) return false;
  }
}

function grow(table: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(table.length * 2);
  for (const hash of table) if (hash !== 0) insert(grown, hash);
  return grown;
}

function buildWordCodes(): Uint8Array {
  const codes = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) codes[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;
  return codes;
}
