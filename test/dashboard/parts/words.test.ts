import { expect, it } from 'vitest';
import { agoText, bytesText, countOf, durationText, percentText, spanText } from '../../../dashboard/parts/words.ts';

it('says numbers, durations, shares and times as people do', () => {
  expect([countOf(0, 'file'), countOf(1, 'file'), countOf(1234, 'file')]).toEqual(['0 files', '1 file', '1,234 files']);
  expect([countOf(1, 'repository'), countOf(2, 'repository')]).toEqual(['1 repository', '2 repositories']);
  expect([bytesText(0), bytesText(999), bytesText(1400), bytesText(5_400_000_000)]).toEqual(['0 B', '999 B', '1.4 kB', '5.4 GB']);
  expect([spanText(21_600), spanText(60), spanText(90)]).toEqual(['6 hours', '1 minute', '90 seconds']);
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
