import { describe, expect, test } from 'vitest';
import { openLedger } from '../../../../core/scan/project/costs.ts';
import { scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { testContext } from '../../../support/context.ts';

const rules = `rules:
  - { id: quick, message: m, severity: ERROR, languages: [python], pattern: g(...) }
  - { id: endless, message: m, severity: ERROR, languages: [python], pattern: 'f(..., $A, ..., $B, ..., $C, ..., $D, ..., $E, ..., end)' }
  - { id: backtracks, message: m, severity: ERROR, languages: [generic], pattern-regex: '(?:(a|aa)+)\\1$' }
`;
const names = Array.from({ length: 60 }, (_, index) => `a${index}`).join(', ');
const files = { 'rules.yaml': rules, 'small.py': 'g(1)\n', 'large.py': `end = 1\ng(1)\nf(${names})\n`, 'a.txt': `${'a'.repeat(60)}b` };

async function scan(timings: boolean) {
  const context = testContext({ files });
  return await scanProject(context, await openWorkspace(context, { noPacks: true, rules: ['rules.yaml'] }), {
    timings,
    paths: ['small.py', 'large.py', 'a.txt'],
  });
}

describe('timings', () => {
  test('tell the slowest rules and files, those first that ran out of a budget', async () => {
    const { costs, skips } = await scan(true);
    expect(skips.map(({ path, reason }) => [path, reason])).toEqual([
      ['a.txt', 'budget'],
      ['large.py', 'budget'],
    ]);
    expect(costs?.measured).toBe(3);
    const rule = (id: string) => costs?.rules.find(({ ruleId }) => ruleId === id);
    expect(rule('endless')).toMatchObject({ files: 1, stopped: 1, slowest: { path: 'large.py' } });
    expect(rule('backtracks')?.stopped).toBe(1);
    expect(rule('backtracks')?.slowest?.path).toBe('a.txt');
    expect(rule('backtracks')?.ms).toBeGreaterThan(50);
    expect(rule('quick')).toMatchObject({ files: 2, stopped: 0 });
    expect(new Set(costs?.rules.slice(0, 2).map(({ ruleId }) => ruleId))).toEqual(new Set(['endless', 'backtracks']));
    const large = costs?.files.find(({ path }) => path === 'large.py');
    expect(large?.stopped).toEqual(['endless']);
    expect(large?.ms).toBeGreaterThanOrEqual((large?.parseMs ?? 0) + (large?.slowest?.ms ?? 0));
  });

  test('are not there unless somebody asks, and change nothing else', async () => {
    const [plain, measured] = [await scan(false), await scan(true)];
    expect(plain.costs).toBeUndefined();
    expect(measured.findings).toEqual(plain.findings);
    const places = (skips: typeof plain.skips) => skips.map(({ path, reason }) => ({ path, reason }));
    // Which of its two limits a rule meets first, time or steps, depends on the machine.
    expect(places(measured.skips)).toEqual(places(plain.skips));
  });
});

test('the ledger of many files keeps the slowest ones and those with rules that were stopped', () => {
  const ledger = openLedger();
  for (let index = 0; index < 3000; index += 1) {
    ledger.add(`f${index}`, { ms: index, parseMs: 0, setupMs: 0, rules: [{ ruleId: 'r', ms: index === 7 ? 5000 : 1, isStopped: index === 7 }] });
  }
  const { files: slowest, rules: costs, measured } = ledger.total();
  expect(slowest.slice(0, 3).map(({ path }) => path)).toEqual(['f7', 'f2999', 'f2998']);
  expect(slowest).toHaveLength(20);
  expect(costs).toEqual([{ ruleId: 'r', ms: 7999, files: 3000, parts: 0, partsMs: 0, stopped: 1, slowest: { path: 'f7', ms: 5000 } }]);
  expect(measured).toBe(3000);
});

test('rules that ran out of time while they were followed from file to file count as stopped', () => {
  const ledger = openLedger();
  const late = { ruleId: 'late', ms: 10, isStopped: true };
  ledger.addRules([{ ruleId: 'slow', ms: 90, isStopped: false }, late, late]);
  expect(ledger.total().rules).toEqual([
    { ruleId: 'late', ms: 20, files: 0, parts: 2, partsMs: 20, stopped: 2 },
    { ruleId: 'slow', ms: 90, files: 0, parts: 1, partsMs: 90, stopped: 0 },
  ]);
});
