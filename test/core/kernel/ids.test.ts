import { expect, it } from 'vitest';
import { newId } from '../../../core/kernel/ids.ts';

it('an id is its prefix and 20 characters that cannot be mistaken for others, and never the same twice', () => {
  const ids = Array.from({ length: 1000 }, () => newId('prj'));
  expect(ids.filter((id) => !/^prj_[0-9a-hjkmnp-tv-z]{20}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(1000);
});
