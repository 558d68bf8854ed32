import { expect, test } from 'vitest';
import { countLines } from '../../../../core/scan/project/line-count.ts';
import { fc } from '../../../support/property.ts';

test('lines are counted as splitting the text counts them, wherever its bytes lie', () => {
  const text = fc.string({ unit: fc.constantFrom('\n', '\n', '\r', '\u000b', '\t', 'a', 'é', '\u0000', '\u008a') });
  fc.assert(
    fc.property(text, fc.nat(5), (written, offset) => {
      const encoded = new TextEncoder().encode(written);
      const bytes = new Uint8Array(encoded.length + offset).subarray(offset);
      bytes.set(encoded);
      expect(countLines(bytes)).toBe(written.split('\n').length - (written === '' || written.endsWith('\n') ? 1 : 0));
    }),
    { numRuns: 500 },
  );
});
