import { describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { explainRule } from '../../../core/runs/explain.ops.ts';
import { scan } from '../../../core/runs/runs.ops.ts';
import { sdkCheck } from '../../../core/scan/sdk.ops.ts';
import { testContext } from '../../support/context.ts';

const rule = '{id: todo-note, message: A task is left, severity: low, languages: [generic], pattern-regex: TODO, metadata: {cwe: [CWE-546]}}';
const files = { '.sentrik/rules/own.yaml': rule, '.guard.yaml': 'standards_packs: [custom, secrets]\n', 'src/a.txt': 'one\nTODO two\n' };

describe('an explanation', () => {
  it('of a built-in rule gives reasons for its controls, examples, and what was measured', async () => {
    const answer = await runJson(explainRule, testContext(), { rule_id: 'py-no-request-timeout' });
    expect(answer).toMatchObject({ id: 'py-no-request-timeout', enabled: true, measured: { precision: expect.any(Number) as number } });
    expect(answer.measured.text).toMatch(/^\d+ %: of \d+ findings that were read in \d+ repositor(y|ies) and are still reported, \d+ were right/);
    expect(answer.placements.filter(({ because }) => because === '')).toEqual([]);
    expect(answer.examples.some(({ bad }) => bad !== undefined) && answer.examples.some(({ good }) => good !== undefined)).toBe(true);
  });

  it('of a rule of the project has no figure, whatever its name', async () => {
    const own = { '.sentrik/rules/own.yaml': rule.replace('todo-note', 'py-weak-hash'), '.guard.yaml': 'standards_packs: [custom]\n' };
    const builtin = await runJson(explainRule, testContext({ files: own }), { rule_id: 'todo' }).catch(String);
    expect(builtin).toContain('There is no rule with this id');
    const answer = await runJson(explainRule, testContext({ files }), { rule_id: 'todo-note' });
    expect(answer.measured).toMatchObject({ precision: null, text: 'not measured' });
  });

  it('of a rule that is switched off says so', async () => {
    const off = { '.guard.yaml': 'pack_overrides: {secrets: {private-key: {enabled: false}}}\n' };
    expect(await runJson(explainRule, testContext({ files: off }), { rule_id: 'private-key' })).toMatchObject({ id: 'private-key', enabled: false });
  });

  it('of a finding of the last scan shows where it is now', async () => {
    const context = testContext({ files });
    await runJson(scan, context, {});
    const byId = await runJson(explainRule, context, { rule_id: 'todo-note-src/a.txt:2' });
    expect(byId).toMatchObject({ id: 'todo-note', finding: { finding: { rule_id: 'todo-note' }, code_frame: { stale: false } } });
    const fingerprint = byId.finding?.finding.fingerprint ?? '';
    expect(await runJson(explainRule, context, { rule_id: fingerprint })).toMatchObject({ finding: { finding: { finding_id: 'todo-note-src/a.txt:2' } } });
  });

  it('of a finding in a file needs no scan, and tells when there is none', async () => {
    const context = testContext({ files });
    const { findings } = await runJson(sdkCheck, context, { path: 'src/a.txt' });
    const fingerprint = findings[0]?.fingerprint ?? '';
    const answer = await runJson(explainRule, context, { rule_id: fingerprint, path: 'src/a.txt' });
    expect(answer).toMatchObject({ id: 'todo-note', finding: { finding: { range: { start_line: 2 } } } });
    await expect(runJson(explainRule, context, { rule_id: fingerprint })).rejects.toThrow('The last scan has no finding with this fingerprint');
    await expect(runJson(explainRule, context, { rule_id: fingerprint, path: '../a.txt' })).rejects.toMatchObject({ code: 'outside_root' });
  });
});
