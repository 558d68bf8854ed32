import type { Prefilter } from './prefilter-formula.ts';
import { hashWord, type WordSet, wordsOf } from './word-set.ts';

/** Tells for many rules at once which can have a match in a text. */
export interface WordScanner {
  /** Indexes of the prefilters that hold, in order; `words` are those of the text, where they are known. */
  readonly present: (text: string, words?: WordSet) => readonly number[];
}

/** Prepares one pass per text over the words, and one over the longer texts that any prefilter asks for. */
export function createWordScanner(prefilters: readonly Prefilter[]): WordScanner {
  const finder = createTextFinder(textsOf(prefilters));
  const tests = prefilters.map((prefilter) => compileTest(prefilter, finder));
  return {
    present(text, words = wordsOf(text)) {
      const texts = finder.find(text);
      const staying: number[] = [];
      for (const [index, test] of tests.entries()) if (test(words, texts)) staying.push(index);
      return staying;
    },
  };
}

type Test = (words: WordSet, texts: Uint8Array) => boolean;

function compileTest(prefilter: Prefilter, finder: TextFinder): Test {
  switch (prefilter.kind) {
    case 'always':
      return () => true;
    case 'word': {
      const hash = hashWord(prefilter.word);
      return (words) => words.has(hash);
    }
    case 'text': {
      const index = finder.indexOf(prefilter.text);
      return (_words, texts) => texts[index] === 1;
    }
    case 'all': {
      const tests = prefilter.of.map((part) => compileTest(part, finder));
      return (words, texts) => tests.every((test) => test(words, texts));
    }
    case 'any': {
      const tests = prefilter.of.map((part) => compileTest(part, finder));
      return (words, texts) => tests.some((test) => test(words, texts));
    }
  }
  return prefilter satisfies never;
}

function textsOf(prefilters: readonly Prefilter[]): readonly string[] {
  const texts = new Set<string>();
  const visit = (prefilter: Prefilter): void => {
    if (prefilter.kind === 'text') texts.add(prefilter.text);
    if (prefilter.kind === 'all' || prefilter.kind === 'any') for (const part of prefilter.of) visit(part);
  };
  for (const prefilter of prefilters) visit(prefilter);
  return [...texts];
}

/** Finds which of several lower-case texts occur, in any case of ASCII letters. */
interface TextFinder {
  readonly find: (text: string) => Uint8Array;
  readonly indexOf: (text: string) => number;
}

const buckets = 4096;

/** Texts are looked up by the hash of three characters: the rarest-looking three of each text. */
function createTextFinder(texts: readonly string[]): TextFinder {
  const byHash: (Entry[] | undefined)[] = Array.from({ length: buckets }, () => undefined);
  const indexes = new Map(texts.map((text, index) => [text, index]));
  for (const [index, text] of texts.entries()) {
    const offset = rarestAt(text);
    const hash = hashThree(text.charCodeAt(offset), text.charCodeAt(offset + 1), text.charCodeAt(offset + 2));
    const entries = byHash[hash];
    if (entries === undefined) byHash[hash] = [{ text, index, offset }];
    else entries.push({ text, index, offset });
  }
  return { indexOf: (text) => indexes.get(text) ?? -1, find: (text) => findTexts(text, byHash, texts.length) };
}

interface Entry {
  readonly text: string;
  readonly index: number;
  /** Where the hashed three characters are in the text. */
  readonly offset: number;
}

function findTexts(text: string, byHash: readonly (readonly Entry[] | undefined)[], count: number): Uint8Array {
  const found = new Uint8Array(count);
  if (count === 0 || text.length < 3) return found;
  let first = fold(text.charCodeAt(0));
  let second = fold(text.charCodeAt(1));
  for (let at = 2; at < text.length; at += 1) {
    const third = fold(text.charCodeAt(at));
    const entries = byHash[hashThree(first, second, third)];
    if (entries !== undefined) {
      for (const entry of entries) if (found[entry.index] === 0 && occursAt(text, at - 2 - entry.offset, entry.text)) found[entry.index] = 1;
    }
    first = second;
    second = third;
  }
  return found;
}

function occursAt(text: string, start: number, wanted: string): boolean {
  if (start < 0 || start + wanted.length > text.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (fold(text.charCodeAt(start + at)) !== wanted.charCodeAt(at)) return false;
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
  return (Math.imul(Math.imul(a, 31) + b, 31) + c) & (buckets - 1);
}

function fold(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
