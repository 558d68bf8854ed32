import { describe, expect, it } from 'vitest';
import { readCompiledPacks } from '../../../../../core/scan/packs.ts';
import { checkovRules } from '../../../../../core/scan/suppress/foreign/checkov-rules.ts';
import type { ForeignDirective } from '../../../../../core/scan/suppress/foreign/directive.ts';
import { meaningOf } from '../../../../../core/scan/suppress/foreign/meaning.ts';
import { ruleTest } from '../../../../../core/scan/suppress/rule-glob.ts';
import { builtAssets } from '../../../../support/assets.ts';

function means(
  tool: ForeignDirective['tool'],
  rules: readonly string[] | undefined,
  finding: { ruleId?: string; cwe?: readonly string[]; isSecret?: boolean },
): boolean {
  const directive = { tool, reason: '', from: 0, to: 0, ...(rules === undefined ? {} : { rules }) };
  return meaningOf(directive)({ ruleId: 'any', cwe: [], isSecret: false, ...finding });
}

describe('a comment for another tool', () => {
  it.each(['bandit', 'semgrep', 'sonar', 'gosec'] as const)('of %s that names no rule means every finding at its place', (tool) => {
    expect(means(tool, undefined, { cwe: ['CWE-79'] })).toBe(true);
  });

  it.each(['flake8', 'eslint', 'clang-tidy'] as const)('of the general linter %s that names no rule speaks about style and means nothing', (tool) => {
    expect(means(tool, undefined, { cwe: ['CWE-120'] })).toBe(false);
    expect(means(tool, undefined, { isSecret: true })).toBe(false);
  });

  it.each<[ForeignDirective['tool'], string, string, string]>([
    ['bandit', 'B602', 'CWE-78', 'CWE-89'],
    ['bandit', 'B105', 'CWE-798', 'CWE-78'],
    ['flake8', 'S608', 'CWE-89', 'CWE-78'],
    ['flake8', 'S60', 'CWE-78', 'CWE-502'],
    ['gosec', 'G304', 'CWE-22', 'CWE-327'],
    ['eslint', 'no-eval', 'CWE-95', 'CWE-79'],
    ['sonar', 'S2077', 'CWE-89', 'CWE-78'],
    ['clang-tidy', 'cert-msc3*', 'CWE-338', 'CWE-78'],
    ['semgrep', 'python.lang.security.audit.md5-used-as-password', 'CWE-328', 'CWE-89'],
  ])('%s %s means %s, not %s', (tool, rule, weakness, other) => {
    expect(means(tool, [rule], { cwe: [weakness] })).toBe(true);
    expect(means(tool, [rule], { cwe: [other] })).toBe(false);
  });

  it.each<[ForeignDirective['tool'], readonly string[]]>([
    ['bandit', ['B999']],
    ['flake8', ['E501', 'F401']],
    ['eslint', ['no-console', 'import/order']],
    ['sonar', ['S100']],
    ['clang-tidy', []],
    ['clang-tidy', ['google-*']],
    ['checkov', ['CKV_AWS_18']],
  ])('of %s that names only %s, which look for nothing of ours, means nothing', (tool, rules) => {
    expect(means(tool, rules, { cwe: ['CWE-78', 'CWE-89', 'CWE-79', 'CWE-120'], isSecret: true })).toBe(false);
  });

  it('of Semgrep that names a rule of ours means that rule', () => {
    expect(means('semgrep', ['js-some-rule'], { ruleId: 'js-some-rule' })).toBe(true);
    expect(means('semgrep', ['js-some-rule'], { ruleId: 'js-other-rule' })).toBe(false);
  });

  it('of clang-tidy can leave checks out of a glob', () => {
    expect(means('clang-tidy', ['*', '-cert-*', '-clang-*'], { cwe: ['CWE-134'] })).toBe(false);
    expect(means('clang-tidy', ['*'], { cwe: ['CWE-134'] })).toBe(true);
  });

  it('of Gitleaks means secrets only, and of Checkov by its checks for secrets', () => {
    expect(means('gitleaks', undefined, { isSecret: true })).toBe(true);
    expect(means('gitleaks', undefined, { cwe: ['CWE-78'] })).toBe(false);
    expect(means('checkov', ['CKV_SECRET_2'], { isSecret: true })).toBe(true);
  });
});

it('every rule that a check of Checkov is mapped to exists', () => {
  const ids = readCompiledPacks(builtAssets).flatMap(({ rules }) => rules.map(({ id }) => id));
  const missing = [...new Set(Object.values(checkovRules).flat())].filter((pattern) => !ids.some(ruleTest(pattern)));
  expect(missing).toEqual([]);
});
