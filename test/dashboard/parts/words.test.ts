import { expect, it } from 'vitest';
import { agoText, countOf, durationText, percentText } from '../../../dashboard/parts/words.ts';

it('says numbers, durations, shares and times as people do', () => {
  expect([countOf(0, 'file'), countOf(1, 'file'), countOf(1234, 'file')]).toEqual(['0 files', '1 file', '1,234 files']);
  expect([durationText(84.4), durationText(2400), durationText(200_000)]).toEqual(['84 ms', '2.4 s', '3 min 20 s']);
  expect([percentText(0), percentText(0.125), percentText(1)]).toEqual(['0 %', '12.5 %', '100 %']);
  expect([0, 59_000, 61_000, 7_200_000, 90_000_000].map((passed) => agoText(1e12 - passed, 1e12))).toEqual([
    'just now',
    'just now',
    '1 minute ago',
    '2 hours ago',
    'yesterday',
  ]);
});
