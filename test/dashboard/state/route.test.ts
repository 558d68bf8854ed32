import { expect, it } from 'vitest';
import { addressOf, readAddress } from '../../../dashboard/state/route.ts';

it('every address that the dashboard writes is read back', () => {
  for (const [page, query] of [
    ['overview', {}],
    ['findings', { severity: 'critical,high', file: 'src/a b&c=d.ts', finding: 'ab' }],
    ['rules', { rule: 'js-eval' }],
    ['packs', {}],
  ] as const) {
    const address = new URL(addressOf(page, query), 'http://localhost');
    expect(readAddress(address.pathname, address.search)).toEqual({ page, query });
  }
});

it('empty choices stay out of the address, and an unknown page is said to be unknown', () => {
  expect(addressOf('findings', { q: '', rule: 'x' })).toBe('/dashboard/findings?rule=x');
  expect(readAddress('/dashboard/', '').page).toBe('overview');
  expect(readAddress('/dashboard/nowhere', '').page).toBe('unknown');
});
