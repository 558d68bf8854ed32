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
  expect(skips).toEqual([{ path: 'app.py', reason: 'budget', ruleId: 'many-ways', message: expect.stringContaining('many-ways') }]);
  expect(findings.filter(({ ruleId }) => ruleId === 'few-ways')).toHaveLength(1);
});

test('a pattern with few ways to match is not given up', async () => {
  const scanner = await scannerOf(rule);
  const { findings, skips } = scanner.check({ path: 'app.py', text: 'f(a, b, c, d, e, end)\n' });
  expect([findings.map(({ ruleId }) => ruleId), skips]).toEqual([['many-ways'], []]);
});

test('a pattern that looks through everything below every place is cut with a skip, also where each place alone is cheap', async () => {
  const deep = 'rules: [{id: deep, message: m, severity: ERROR, languages: [javascript], pattern: "$X = <... bad(...) ...>"}]';
  const scanner = await scannerOf(deep, { trusted: true });
  const nested = (depth: number) => `x = bad(0)\nbad(1)\n${'y = '.repeat(depth)}f(1)\n`;
  const [small, large] = [nested(20), nested(900)].map((text) => scanner.check({ path: 'a.js', text }));
  expect([small?.findings.length, small?.skips]).toEqual([1, []]);
  expect([large?.findings.length, large?.skips.map(({ ruleId, reason }) => [ruleId, reason])]).toEqual([1, [['deep', 'budget']]]);
});

test('a rule that matches beyond measure is cut with a skip before its matches fill the memory', async () => {
  const each = 'rules: [{id: each, message: m, severity: ERROR, languages: [javascript], pattern: "$X"}]';
  const scanner = await scannerOf(each, { trusted: true });
  const { findings, skips } = scanner.check({ path: 'a.js', text: 'a + b;\n'.repeat(40_000) });
  expect(findings).toHaveLength(10_000);
  expect(skips).toEqual([{ path: 'a.js', reason: 'budget', ruleId: 'each', message: 'The rule each ran out of its budget in a.js' }]);
});
