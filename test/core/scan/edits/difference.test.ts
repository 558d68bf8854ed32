import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { difference } from '../../../../core/scan/edits/difference.ts';

const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', 'é', '😀', '😁')).map((parts) => parts.join(''));

it('the difference of two texts turns the first into the second', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = difference(before, after);
      expect(edit === undefined ? before : applyEdits(before, [edit])).toBe(after);
    }),
  );
});

it('the difference never starts or ends inside a character', () => {
  expect(difference('x😀y', 'x😁y')).toEqual({ start: 1, end: 3, text: '😁' });
  expect(difference('a\r\nb', 'a\nb')).toEqual({ start: 1, end: 3, text: '\n' });
});
