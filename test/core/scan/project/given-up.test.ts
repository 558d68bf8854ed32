import { expect, test } from 'vitest';
import { openGivenUp } from '../../../../core/scan/project/given-up.ts';
import { scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { testContext } from '../../../support/context.ts';

const rules = `rules:
  - { id: quick, message: m, severity: ERROR, languages: [python], pattern: g(...) }
  - { id: endless, message: m, severity: ERROR, languages: [python], patterns: [{ pattern-regex: 'a' }, { pattern: h(...) }] }
`;
const letters = 'a'.repeat(10_001);

test('a rule that runs out of its budget in file after file is given up, which the scan says with its cost, while other rules go on', async () => {
  const paths = Array.from({ length: 30 }, (_, index) => `f${index}.py`);
  const files = { 'rules.yaml': rules, ...Object.fromEntries(paths.map((path) => [path, `g(1)\nh(1)\n# ${letters}\n`])) };
  const context = testContext({ files });
  const { findings, skips, costs } = await scanProject(context, await openWorkspace(context, { noPacks: true, rules: ['rules.yaml'] }), {
    paths,
    timings: true,
  });
  expect(findings.filter(({ ruleId }) => ruleId === 'quick')).toHaveLength(30);
  const [notice, ...cut] = skips;
  expect(notice).toMatchObject({ path: '', reason: 'budget', ruleId: 'endless' });
  expect(notice?.message).toMatch(/^The rule endless ran out of its budget in (\d+) files and was given up: \d+ further files were not checked with it$/);
  expect(cut.length).toBeGreaterThanOrEqual(20);
  expect(notice?.message).toContain(`in ${cut.length} files and was given up: ${30 - cut.length} further files`);
  expect(costs?.rules[0]).toMatchObject({ ruleId: 'endless', stopped: cut.length });
});

test('a rule that is cut in a few of very many files stays', () => {
  const givenUp = openGivenUp();
  const record = (cut: readonly string[]) => ({ path: 'a.py', language: 'python' as const, lines: 1, body: '', ...(cut.length === 0 ? {} : { cut }) });
  givenUp.note(Array.from({ length: 1000 }, () => record([])));
  givenUp.note(Array.from({ length: 30 }, () => record(['rare'])));
  expect(givenUp.rules).toEqual([]);
  givenUp.note(Array.from({ length: 60 }, () => record(['rare', 'rare'])));
  expect(givenUp.rules).toEqual(['rare']);
});
