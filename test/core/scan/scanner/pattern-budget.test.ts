import { expect, test } from 'vitest';
import { scannerOf } from '../../../support/scanning.ts';

const rule = `rules:
  - {id: many-ways, message: m, severity: ERROR, languages: [python], pattern: 'f(..., $A, ..., $B, ..., $C, ..., $D, ..., $E, ..., end)'}
  - {id: few-ways, message: m, severity: ERROR, languages: [python], pattern: 'g(...)'}
`;

test('a pattern that is given up at a place is told as a skip, and other rules go on', async () => {
  const scanner = await scannerOf(rule);
  const names = Array.from({ length: 60 }, (_, index) => `a${index}`).join(', ');
  const { findings, skips } = scanner.check({ path: 'app.py', text: `end = 1\ng(1)\nf(${names})\n` });
  expect(skips).toEqual([{ path: 'app.py', reason: 'budget', message: expect.stringContaining('many-ways') }]);
  expect(findings.filter(({ ruleId }) => ruleId === 'few-ways')).toHaveLength(1);
});

test('a pattern with few ways to match is not given up', async () => {
  const scanner = await scannerOf(rule);
  const { findings, skips } = scanner.check({ path: 'app.py', text: 'f(a, b, c, d, e, end)\n' });
  expect([findings.map(({ ruleId }) => ruleId), skips]).toEqual([['many-ways'], []]);
});
