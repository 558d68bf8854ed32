import type { Prefilter } from './prefilter-formula.ts';
import { findOperators, type FoundOperators } from './operator-finder.ts';
import { hasNeighbour } from './neighbour-finder.ts';
import type { RequiredNeighbour } from './required-neighbours.ts';
import { createOccurrenceFinder, type OccurrenceFinder, type Occurrences } from './occurrence-finder.ts';

/** Tells for many rules at once which can have a match in a text. */
export interface WordScanner {
  /** Indexes of the prefilters that hold for a text in UTF-8 bytes, in order. */
  readonly present: (bytes: Uint8Array) => readonly number[];
  /** Starts to gather what occurs in a text that is read in parts. */
  readonly gather: () => Gathered;
  /** Characters of the longest text that is looked for. */
  readonly reach: number;
}

/** What has occurred in the parts of a text so far. */
export interface Gathered {
  /** Adds a part: whole words, with as much around them as `reach` says. */
  readonly add: (bytes: Uint8Array) => void;
  /** Indexes of the prefilters that hold for all parts together, in order. */
  readonly present: () => readonly number[];
}

/** Prepares one pass per text over the words and texts that any prefilter asks for; operators are looked for where a rule depends on one. */
export function createWordScanner(prefilters: readonly Prefilter[]): WordScanner {
  const wanted: Wanted = { words: new Set(), texts: new Set() };
  for (const prefilter of prefilters) collect(prefilter, wanted);
  const finder = createOccurrenceFinder([...wanted.words], [...wanted.texts]);
  const tests = prefilters.map((prefilter) => compileTest(prefilter, finder));
  const users = indexUsers(prefilters, finder);
  const holding = (found: Found): readonly number[] => {
    const maybe = new Uint8Array(tests.length);
    for (const index of users.always) maybe[index] = 1;
    markUsers(found.words, users.byWord, maybe);
    markUsers(found.texts, users.byText, maybe);
    const staying: number[] = [];
    for (const [index, test] of tests.entries()) if (maybe[index] === 1 && test(found)) staying.push(index);
    return staying;
  };
  return {
    reach: Math.max(0, ...[...wanted.texts].map(({ length }) => length)),
    gather: () => gatherParts(finder, holding),
    present(bytes) {
      if (tests.length === 0) return [];
      return holding({ ...finder.find(bytes), ...tokensOf(bytes) });
    },
  };
}

function gatherParts(finder: OccurrenceFinder, holding: (found: Found) => readonly number[]): Gathered {
  const found = finder.find(new Uint8Array());
  let operators: FoundOperators = { '==': false, '!=': false };
  return {
    add(bytes) {
      finder.find(bytes, found);
      const added = findOperators(bytes);
      operators = { '==': operators['=='] || added['=='], '!=': operators['!='] || added['!='] };
    },
    // What stands beside a word may be in another part.
    present: () => holding({ ...found, operators: () => operators, neighbour: () => true }),
  };
}

/** Looks for what is not found in passing, once for all rules and only when one asks. */
function tokensOf(bytes: Uint8Array): Pick<Found, 'operators' | 'neighbour'> {
  let operators: FoundOperators | undefined;
  const neighbours = new Map<string, boolean>();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    operators: () => (operators ??= findOperators(bytes)),
    neighbour(key, wanted) {
      const known = neighbours.get(key) ?? hasNeighbour(buffer, wanted);
      neighbours.set(key, known);
      return known;
    },
  };
}

/** Which prefilters to ask at all when a word or text occurs: most texts have few of the words that many rules ask for. */
interface Users {
  readonly byWord: readonly (readonly number[])[];
  readonly byText: readonly (readonly number[])[];
  /** Those that need none. */
  readonly always: readonly number[];
}

function indexUsers(prefilters: readonly Prefilter[], finder: OccurrenceFinder): Users {
  const byWord: number[][] = [];
  const byText: number[][] = [];
  const always: number[] = [];
  for (const [index, prefilter] of prefilters.entries()) {
    const keys = keysOf(prefilter);
    if (keys === undefined) always.push(index);
    for (const { kind, key } of keys ?? []) {
      const [lists, at] = kind === 'word' ? [byWord, finder.wordIndex(key)] : [byText, finder.textIndex(key)];
      const users = lists[at] ?? [];
      users.push(index);
      lists[at] = users;
    }
  }
  return { byWord, byText, always };
}

interface Key {
  readonly kind: 'word' | 'text';
  readonly key: string;
}

/** Words and texts of which at least one must occur, as few as can be; undefined when it may hold without any. */
function keysOf(prefilter: Prefilter): readonly Key[] | undefined {
  switch (prefilter.kind) {
    case 'always':
    case 'operator':
      return undefined;
    case 'word':
    case 'neighbour':
      return [{ kind: 'word', key: prefilter.word }];
    case 'text':
      return [{ kind: 'text', key: prefilter.text }];
    case 'all': {
      const parts = prefilter.of.flatMap((part) => [keysOf(part) ?? []]).filter((keys) => keys.length > 0);
      return parts.sort((a, b) => a.length - b.length || longest(b) - longest(a))[0];
    }
    case 'any': {
      const parts = prefilter.of.map(keysOf);
      return parts.some((keys) => keys === undefined) ? undefined : parts.flatMap((keys) => keys ?? []);
    }
  }
  return prefilter satisfies never;
}

/** Long words are rare. */
function longest(keys: readonly Key[]): number {
  return Math.max(...keys.map(({ key }) => key.length));
}

function markUsers(found: Uint8Array, users: readonly (readonly number[] | undefined)[], maybe: Uint8Array): void {
  for (let at = 0; at < found.length; at += 1) {
    if (found[at] === 1) for (const index of users[at] ?? []) maybe[index] = 1;
  }
}

interface Wanted {
  readonly words: Set<string>;
  readonly texts: Set<string>;
}

/** What a text has: 1 at the index of each word and text that occurs, and on demand more. */
interface Found extends Occurrences {
  readonly operators: () => FoundOperators;
  /** `key` tells those that are wanted apart. */
  readonly neighbour: (key: string, wanted: RequiredNeighbour) => boolean;
}

type Test = (found: Found) => boolean;

function compileTest(prefilter: Prefilter, finder: OccurrenceFinder): Test {
  switch (prefilter.kind) {
    case 'always':
      return () => true;
    case 'word': {
      const index = finder.wordIndex(prefilter.word);
      return ({ words }) => words[index] === 1;
    }
    case 'text': {
      const index = finder.textIndex(prefilter.text);
      return ({ texts }) => texts[index] === 1;
    }
    case 'operator':
      return ({ operators }) => operators()[prefilter.operator];
    case 'neighbour': {
      const key = JSON.stringify(prefilter);
      return ({ neighbour }) => neighbour(key, prefilter);
    }
    case 'all': {
      const tests = prefilter.of.map((part) => compileTest(part, finder));
      return (found) => tests.every((test) => test(found));
    }
    case 'any': {
      const tests = prefilter.of.map((part) => compileTest(part, finder));
      return (found) => tests.some((test) => test(found));
    }
  }
  return prefilter satisfies never;
}

function collect(prefilter: Prefilter, wanted: Wanted): void {
  if (prefilter.kind === 'word' || prefilter.kind === 'neighbour') wanted.words.add(prefilter.word);
  if (prefilter.kind === 'text') wanted.texts.add(prefilter.text);
  if (prefilter.kind === 'all' || prefilter.kind === 'any') for (const part of prefilter.of) collect(part, wanted);
}
