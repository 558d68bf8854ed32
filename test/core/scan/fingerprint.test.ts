import { expect, test } from 'vitest';
import { fingerprintsOf, placelessFingerprint } from '../../../core/scan/fingerprint.ts';
import { cpuTimeOf } from '../../support/cpu-time.ts';

const base = { ruleId: 'r', path: 'a.js', context: 'eval(x)', scope: 'main' };

test('layout does not count, everything else does', () => {
  const [first = ''] = fingerprintsOf([base]);
  expect(first).toMatch(/^[0-9a-f]{40}$/);
  for (const context of ['\t eval(x)  ', 'eval(\n  x,\n);', 'eval x']) expect(fingerprintsOf([{ ...base, context }])).toEqual([first]);
  for (const change of [{ ruleId: 's' }, { path: 'b.js' }, { context: 'eval(y)' }, { scope: 'other' }]) {
    expect(fingerprintsOf([{ ...base, ...change }])).not.toEqual([first]);
  }
});

test('another path changes the first part only', () => {
  const [here = '', there = ''] = fingerprintsOf([base, { ...base, path: 'b.js' }]);
  expect(here).not.toBe(there);
  expect(placelessFingerprint(here)).toBe(placelessFingerprint(there));
  expect(placelessFingerprint(here)).toMatch(/^[0-9a-f]{24}$/);
  expect(placelessFingerprint('1'.repeat(32))).toBeUndefined();
});

test('equal places are told apart by their order', () => {
  const [first, second, third] = fingerprintsOf([base, base, base]);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(fingerprintsOf([base, { ...base, context: 'else' }, base])[2]).toBe(second);
});

test('of a long match only the beginning counts, and the rest is not read', () => {
  const [whole] = fingerprintsOf([{ ...base, context: 'ab '.repeat(500) }]);
  expect(fingerprintsOf([{ ...base, context: `${'ab '.repeat(50)}${'c '.repeat(1000)}` }])).toEqual([whole]);
  expect(fingerprintsOf([{ ...base, context: `c${'ab '.repeat(500)}` }])).not.toEqual([whole]);
  const line = 'eval(a) + b, '.repeat(80_000);
  const time = cpuTimeOf(() => fingerprintsOf(Array.from({ length: 2000 }, () => ({ ...base, context: line }))));
  expect(time).toBeLessThan(5000);
});
