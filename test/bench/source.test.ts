import { beforeAll, describe, expect, it } from 'vitest';
import { makeSource, sourceLanguages } from '../../bench/source.ts';
import { type Grammars, openGrammars } from '../../core/scan/tree/grammar.ts';
import { builtAssets } from '../support/assets.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

describe('a generated file for measurements', () => {
  for (const language of sourceLanguages) {
    it(`parses without errors and has the asked size in ${language}`, () => {
      const text = makeSource(language, 1000);
      const lines = text.split('\n').length;
      expect(lines).toBeGreaterThanOrEqual(1000);
      expect(lines).toBeLessThan(1050);
      expect(grammars.get(language).parse(text)?.hasError).toBe(false);
    });

    it(`depends on the seed only in ${language}`, () => {
      expect(makeSource(language, 200, 7)).toBe(makeSource(language, 200, 7));
      expect(makeSource(language, 200, 7)).not.toBe(makeSource(language, 200, 8));
    });
  }
});
