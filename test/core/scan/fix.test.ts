import { expect, test } from 'vitest';
import { applyEdits, overlaps } from '../../../core/scan/fix.ts';

test('edits apply in any order', () => {
  const edits = [
    { start: 4, end: 5, text: 'B' },
    { start: 0, end: 1, text: 'AA' },
    { start: 5, end: 5, text: '!' },
  ];
  expect(applyEdits('a + b', edits)).toBe('AA + B!');
  expect(applyEdits('a + b', edits.toReversed())).toBe('AA + B!');
});

test.each([
  [
    [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' },
    ],
  ],
  [[{ start: 3, end: 2, text: '' }]],
  [[{ start: 0, end: 99, text: '' }]],
])('edits that cannot be applied are a conflict', (edits) => {
  expect(() => applyEdits('a + b', edits)).toThrow('overlap or do not fit');
});

test('insertions at one place overlap, neighbours do not', () => {
  expect(overlaps([{ start: 2, end: 2, text: 'a' }], [{ start: 2, end: 2, text: 'b' }])).toBe(true);
  expect(overlaps([{ start: 0, end: 2, text: 'a' }], [{ start: 2, end: 4, text: 'b' }])).toBe(false);
});
