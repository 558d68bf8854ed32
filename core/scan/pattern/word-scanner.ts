import type { Prefilter } from './prefilter-formula.ts';
import { findOperators, type FoundOperators, noOperators } from './operator-finder.ts';
import { createTextFinder, type TextFinder } from './text-finder.ts';
import { createWordFinder, type WordFinder } from './word-finder.ts';

/** Tells for many rules at once which can have a match in a text. */
export interface WordScanner {
  /** Indexes of the prefilters that hold for a text in UTF-8 bytes, in order. */
  readonly present: (bytes: Uint8Array) => readonly number[];
}

/** Prepares one pass per text over the words, and one over the longer texts that any prefilter asks for. */
export function createWordScanner(prefilters: readonly Prefilter[]): WordScanner {
  const wanted: Wanted = { words: new Set(), texts: new Set(), operators: false };
  for (const prefilter of prefilters) collect(prefilter, wanted);
  const finders = { words: createWordFinder([...wanted.words]), texts: createTextFinder([...wanted.texts]) };
  const tests = prefilters.map((prefilter) => compileTest(prefilter, finders));
  return {
    present(bytes) {
      const words = finders.words.find(bytes);
      const texts = finders.texts.find(bytes);
      const operators = wanted.operators ? findOperators(bytes) : noOperators;
      const staying: number[] = [];
      for (const [index, test] of tests.entries()) if (test(words, texts, operators)) staying.push(index);
      return staying;
    },
  };
}

interface Wanted {
  readonly words: Set<string>;
  readonly texts: Set<string>;
  operators: boolean;
}

interface Finders {
  readonly words: WordFinder;
  readonly texts: TextFinder;
}

/** Asks what was found: 1 at the index of each word and text that occurs. */
type Test = (words: Uint8Array, texts: Uint8Array, operators: FoundOperators) => boolean;

function compileTest(prefilter: Prefilter, finders: Finders): Test {
  switch (prefilter.kind) {
    case 'always':
      return () => true;
    case 'word': {
      const index = finders.words.indexOf(prefilter.word);
      return (words) => words[index] === 1;
    }
    case 'text': {
      const index = finders.texts.indexOf(prefilter.text);
      return (_words, texts) => texts[index] === 1;
    }
    case 'operator':
      return (_words, _texts, operators) => operators[prefilter.operator];
    case 'all': {
      const tests = prefilter.of.map((part) => compileTest(part, finders));
      return (words, texts, operators) => tests.every((test) => test(words, texts, operators));
    }
    case 'any': {
      const tests = prefilter.of.map((part) => compileTest(part, finders));
      return (words, texts, operators) => tests.some((test) => test(words, texts, operators));
    }
  }
  return prefilter satisfies never;
}

function collect(prefilter: Prefilter, wanted: Wanted): void {
  if (prefilter.kind === 'word') wanted.words.add(prefilter.word);
  if (prefilter.kind === 'text') wanted.texts.add(prefilter.text);
  if (prefilter.kind === 'operator') wanted.operators = true;
  if (prefilter.kind === 'all' || prefilter.kind === 'any') for (const part of prefilter.of) collect(part, wanted);
}
