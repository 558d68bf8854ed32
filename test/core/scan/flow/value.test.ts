import { expect, test } from 'vitest';
import { coarse, type Mark } from '../../../../core/scan/flow/value.ts';

function part(label: number, path: string): Mark {
  return { label, path, exact: path === '', step: undefined, when: undefined };
}

test('taint of many parts of a parameter counts as made from the whole of it', () => {
  const parts = Array.from({ length: 20 }, (_, index) => part(2, `field${index}`));
  const marks = [part(0, ''), part(1, ''), ...parts];
  expect(coarse(marks)).toEqual([part(0, ''), part(1, ''), { ...part(2, ''), exact: false }]);
});

test('taint of few parts keeps them apart', () => {
  const marks = Array.from({ length: 16 }, (_, index) => part(1, `field${index}`));
  expect(coarse(marks)).toBe(marks);
});
