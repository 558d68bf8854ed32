import { expect, it } from 'vitest';
import { backOff, isPassing } from '../../../core/jobs/back-off.ts';

it('waits twice as long from try to try, up to five minutes, and at least half of that', () => {
  const longest = [1, 2, 3, 4, 20].map((attempts) => backOff(attempts, () => 1));
  expect(longest).toEqual([1000, 2000, 4000, 8000, 300_000]);
  expect([1, 2, 20].map((attempts) => backOff(attempts, () => 0))).toEqual([500, 1000, 150_000]);
});

it('tries again what another try can mend, and nothing that is wrong in itself', () => {
  expect(isPassing('unavailable')).toBe(true);
  expect(isPassing('internal')).toBe(true);
  expect(isPassing('too_large')).toBe(false);
  expect(isPassing('invalid_input')).toBe(false);
});
