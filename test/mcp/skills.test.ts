import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runJson } from '../../core/kernel/operation.ts';
import { testRules } from '../../core/scan/rule-tests.ops.ts';
import { testContext } from '../support/context.ts';

it('the rule that the skill for writing rules shows can be used, and its examples hold', async () => {
  const skill = fs.readFileSync(path.resolve(import.meta.dirname, '../../mcp/skills/write-rule/SKILL.md'), 'utf8');
  const shown = [...skill.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);
  expect(shown).toHaveLength(1);
  const answer = await runJson(testRules, testContext({ files: { '.sentrik/rules/own.yaml': shown[0] ?? '' } }), {});
  expect(answer).toMatchObject({ ok: true, failed: 0, rules: 1, untested: [], problems: [] });
  // The bad example and the good one.
  expect(answer.passed).toBeGreaterThan(0);
});
