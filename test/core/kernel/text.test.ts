import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { lineIndex } from '../../../core/kernel/text.ts';

it('counts lines that end in \\n, \\r\\n and \\r', () => {
  const text = 'a\nbb\r\nccc\rd';
  const index = lineIndex(text);
  expect(index.lineCount).toBe(4);
  expect([0, 1, 2, 3].map((line) => text.slice(index.lineStart(line), index.lineEnd(line)))).toEqual(['a', 'bb', 'ccc', 'd']);
});

it('turns every offset into a position and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '\r\n') }), (text) => {
      const index = lineIndex(text);
      for (let offset = 0; offset <= text.length; offset += 1) {
        const position = index.positionAt(offset);
        if (offset <= index.lineEnd(position.line)) expect(index.offsetAt(position)).toBe(offset);
      }
    }),
  );
});

it('keeps a column past the end of its line on that line', () => {
  const index = lineIndex('ab\ncd\n');
  expect(index.offsetAt({ line: 0, column: 99 })).toBe(2);
  expect(index.offsetAt({ line: 9, column: 0 })).toBe(6);
});
