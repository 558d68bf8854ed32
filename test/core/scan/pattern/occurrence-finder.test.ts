import { fc } from '../../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { createOccurrenceFinder } from '../../../../core/scan/pattern/occurrence-finder.ts';

const alphabet = ['a', 'b', 'B', '_', '1', '7', 'ß', ' ', '.', '-', '\n'];
const piece = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 });
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '_', '1', 'ß'), minLength: 1, maxLength: 5 });
const lower = fc.string({ unit: fc.constantFrom('a', 'b', '_', '1', ' ', '.', '-'), minLength: 3, maxLength: 7 });
const distinct = (of: fc.Arbitrary<string>) => fc.uniqueArray(of, { maxLength: 6 });

describe('createOccurrenceFinder', () => {
  test('finds the words and texts that a search for each one finds', () => {
    fc.assert(
      fc.property(distinct(word), distinct(lower), fc.array(fc.oneof(piece, word, lower), { maxLength: 8 }), (words, texts, pieces) => {
        const text = pieces.join('');
        const finder = createOccurrenceFinder(words, texts);
        const found = finder.find(new TextEncoder().encode(text));
        const written = new Set(text.split(/[^\wß]+/));
        for (const each of words) expect([each, found.words[finder.wordIndex(each)]]).toEqual([each, written.has(each) ? 1 : 0]);
        for (const each of texts) expect([each, found.texts[finder.textIndex(each)]]).toEqual([each, text.toLowerCase().includes(each) ? 1 : 0]);
      }),
      { numRuns: 2000 },
    );
  });

  test('knows only what it was asked for', () => {
    const finder = createOccurrenceFinder(['eval'], ['akia']);
    expect([finder.wordIndex('eval'), finder.wordIndex('exec'), finder.textIndex('akia'), finder.textIndex('eval')]).toEqual([0, -1, 0, -1]);
  });

  test.each([0, 1, 2, 3])('finds the same in bytes that begin at offset %d of a buffer', (offset) => {
    const finder = createOccurrenceFinder(['eval', 'e'], ['akia']);
    const { words, texts } = finder.find(Buffer.from(`${'x'.repeat(offset)}eval(AKIA) e`).subarray(offset));
    expect([[...words], [...texts]]).toEqual([[1, 1], [1]]);
  });
});
