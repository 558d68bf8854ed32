import { expect, test } from 'vitest';
import { fingerprintsOf } from '../../../core/scan/fingerprint.ts';
import { cpuTimeOf } from '../../support/cpu-time.ts';

const base = { ruleId: 'r', path: 'a.js', context: 'eval(x)', scope: 'main' };

test('white space does not count, everything else does', () => {
  const [first] = fingerprintsOf([base]);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(fingerprintsOf([{ ...base, context: '\t eval(x)  ' }])).toEqual([first]);
  for (const change of [{ ruleId: 's' }, { path: 'b.js' }, { context: 'eval(y)' }, { scope: 'other' }]) {
    expect(fingerprintsOf([{ ...base, ...change }])).not.toEqual([first]);
  }
});

test('equal places are told apart by their order', () => {
  const [first, second, third] = fingerprintsOf([base, base, base]);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(fingerprintsOf([base, { ...base, context: 'else' }, base])[2]).toBe(second);
});

test('of a long line only the beginning counts, however much white space is in it, and the rest is not read', () => {
  const spaced = 'a '.repeat(500) + ' '.repeat(20_000) + 'b '.repeat(1000);
  const [whole] = fingerprintsOf([{ ...base, context: spaced }]);
  expect(fingerprintsOf([{ ...base, context: `${'a '.repeat(500)}${'b '.repeat(1000)}` }])).toEqual([whole]);
  expect(fingerprintsOf([{ ...base, context: `${'a '.repeat(500)}${'c '.repeat(1000)}` }])).not.toEqual([whole]);
  const line = 'eval(a) + b, '.repeat(80_000);
  const time = cpuTimeOf(() => fingerprintsOf(Array.from({ length: 2000 }, () => ({ ...base, context: line }))));
  expect(time).toBeLessThan(5000);
});
