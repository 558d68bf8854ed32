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
    expect(metrics.cross_file).toBeUndefined();
    expect({ round, total, evaluated, open, score }).toEqual({ round, total: 3, evaluated: 1, open: 2, score: 100 });
    expect(problems.some(({ message }) => message !== '')).toBe(true);
  }
  expect((await runJson(listRules, context, {})).problems.map(({ rule_id: rule }) => rule)).toContain('fails');
});

it('tells what flows across files came to, and whether they were followed in the whole project', async () => {
  const flow = `rules:
  - { id: flow, message: m, severity: ERROR, languages: [javascript], mode: taint, pattern-sources: [{ pattern: source() }], pattern-sinks: [{ pattern: sink(...) }] }
`;
  const code = { 'app.js': "const { run } = require('./run');\nrun(source());\n", 'run.js': 'exports.run = (x) => sink(x);\n', 'other.js': 'other();\n' };
  const context = testContext({
    files: { ...code, '.sentrik/rules/own.yaml': `pack: { id: own, name: Own }\n${flow}`, '.sentrik/config.yaml': 'standards_packs: [own]\n' },
  });
  const whole = (await runJson(scan, context, {})).metrics.cross_file;
  expect(whole).toMatchObject({ whole_project: true, files: 3, files_opened: 2, rules: 1, parts: 1, flows: 1, functions_cut: 0 });
  const some = (await runJson(scan, context, { paths: ['app.js', 'other.js'] })).metrics.cross_file;
  expect(some).toMatchObject({ whole_project: false, files: 2, flows: 0 });
});
