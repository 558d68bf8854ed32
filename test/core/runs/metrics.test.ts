import { expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { scan } from '../../../core/runs/runs.ops.ts';
import { listRules } from '../../../core/scan/rules.ops.ts';
import { testContext } from '../../support/context.ts';

const rules = `pack: { id: own, name: Own }
rules:
  - id: works
    languages: [javascript]
    severity: ERROR
    message: old is called
    pattern: old($X)
    metadata: { cwe: CWE-477 }
  - id: fails
    languages: [javascript]
    severity: ERROR
    message: cannot be read
    pattern: "old((("
    metadata: { cwe: CWE-477 }
  - id: no-file
    languages: [go]
    severity: ERROR
    message: no Go here
    pattern: old($X)
    metadata: { cwe: CWE-477 }
`;

it('a rule that failed, or had no file, is never counted as evaluated, in the first scan as in the next', async () => {
  const context = testContext({ files: { 'a.js': 'fine(old);\n', '.sentrik/rules/own.yaml': rules, '.sentrik/config.yaml': 'standards_packs: [own]\n' } });
  for (const round of [1, 2]) {
    const { metrics, problems } = await runJson(scan, context, {});
    const { rules_total: total, rules_evaluated: evaluated, rules_not_evaluated: open, score } = metrics.compliance_score;
    expect({ round, total, evaluated, open, score }).toEqual({ round, total: 3, evaluated: 1, open: 2, score: 100 });
    expect(problems.some(({ message }) => message !== '')).toBe(true);
  }
  expect((await runJson(listRules, context, {})).problems.map(({ rule_id: rule }) => rule)).toContain('fails');
});
