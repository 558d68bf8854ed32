import { expect, test } from 'vitest';
import { allRows } from './corpus.ts';
import { found } from './support.ts';

test.each(allRows)('%s: %s in %s', (language, pattern, code, expected) => {
  expect(found(language, pattern, code)).toEqual(expected);
});
