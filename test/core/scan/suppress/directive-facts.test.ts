import { expect, it } from 'vitest';
import { readFacts } from '../../../../core/scan/suppress/directive-facts.ts';

it.each([
  ['a cache key [expires=2027-01-31 owner=anna]', 'a cache key', { expires: '2027-01-31', owner: 'anna' }],
  [
    '[justification=false-positive, requested_by=anna, approved_by=ben] escaped above',
    'escaped above',
    { justification: 'false-positive', requestedBy: 'anna', approvedBy: 'ben' },
  ],
  ['see list[i] for why', 'see list[i] for why', {}],
  ['[expires=soon] a cache key', '[expires=soon] a cache key', {}],
  ['[colour=red] a cache key', '[colour=red] a cache key', {}],
])('%s', (text, rest, facts) => {
  expect(readFacts(text)).toEqual({ rest, facts });
});
