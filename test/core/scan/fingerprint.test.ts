import { expect, test } from 'vitest';
import { fingerprintsOf } from '../../../core/scan/fingerprint.ts';

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
