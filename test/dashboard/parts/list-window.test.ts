import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { type ListRow, layoutRows, rowsBetween, stepOption } from '../../../dashboard/parts/list-window.ts';

const heights = { heading: 30, option: 50 };
const rows: readonly ListRow<number>[] = [
  { kind: 'heading', key: 'h', text: 'a', note: '' },
  { kind: 'option', key: '1', value: 1 },
  { kind: 'option', key: '2', value: 2 },
];

it('places rows under each other and numbers the options', () => {
  const layout = layoutRows(rows, heights);
  expect([...layout.tops]).toEqual([0, 30, 80, 130]);
  expect([...layout.numbers]).toEqual([0, 1, 2]);
  expect(layout.options).toBe(2);
});

it('draws every row that is in view, and no more than one beyond', () => {
  const kinds = fc.array(fc.constantFrom('heading' as const, 'option' as const), { maxLength: 60 });
  fc.assert(
    fc.property(kinds, fc.nat(3000), fc.integer({ min: 1, max: 900 }), (drawn, top, height) => {
      const list = drawn.map(
        (kind, index): ListRow<number> => (kind === 'heading' ? { kind, key: `${index}`, text: '', note: '' } : { kind, key: `${index}`, value: index }),
      );
      const layout = layoutRows(list, heights);
      const [first, end] = rowsBetween(layout, top, top + height);
      const inView = list.flatMap((_row, index) => ((layout.tops[index + 1] ?? 0) > top && (layout.tops[index] ?? 0) < top + height ? [index] : []));
      for (const index of inView) expect(index >= first && index < end).toBe(true);
      expect(Math.max(0, end - first)).toBeLessThanOrEqual(inView.length + 2);
    }),
  );
});

it('steps over headings and stops at the ends', () => {
  expect(stepOption(rows, undefined, 1)).toBe('1');
  expect(stepOption(rows, undefined, -1)).toBe('2');
  expect(stepOption(rows, '1', 1)).toBe('2');
  expect(stepOption(rows, '2', 1)).toBe('2');
  expect(stepOption(rows, '2', -10)).toBe('1');
  expect(stepOption([], undefined, 1)).toBeUndefined();
});
