import type { Finding } from '../../model.ts';
import { ruleTest } from '../rule-glob.ts';
import { banditRules } from './bandit-rules.ts';
import { checkovRules } from './checkov-rules.ts';
import type { ForeignDirective } from './directive.ts';
import { clangTidyChecks, eslintRules, gosecRules, semgrepWords, sonarRules } from './rule-weaknesses.ts';
import { type WeaknessGroup, weaknessGroups } from './weakness-groups.ts';

/** What decides whether a comment for another tool means a finding. */
export type MeantFinding = Pick<Finding, 'ruleId' | 'cwe'> & { readonly isSecret: boolean };

/** Linters for whom security is one subject among many: who silences all of them at a place mostly means its style. */
const generalLinters: ReadonlySet<ForeignDirective['tool']> = new Set(['flake8', 'eslint', 'clang-tidy']);

/**
 * Whether a directive means a finding at its place: it names a rule that looks for the same weakness or, for a security tool, no rule at all.
 * A rule that is not known means nothing of ours.
 */
export function meaningOf({ tool, rules }: ForeignDirective): (finding: MeantFinding) => boolean {
  if (tool === 'gitleaks') return ({ isSecret }) => isSecret;
  if (rules === undefined) return () => !generalLinters.has(tool);
  switch (tool) {
    case 'bandit':
      return meansAny(rules.map((rule) => banditRules[rule]));
    case 'flake8':
      return meansAny(rules.flatMap(banditOfCode));
    case 'gosec':
      return meansAny(rules.map((rule) => gosecRules[rule]));
    case 'eslint':
      return meansAny(rules.map((rule) => eslintRules[rule]));
    case 'sonar':
      return meansAny(rules.map((rule) => sonarRules[rule]));
    case 'clang-tidy':
      return meansAny(clangChecks(rules));
    case 'semgrep':
      return semgrepMeaning(rules);
    case 'checkov':
      return checkovMeaning(rules);
  }
  return tool satisfies never;
}

function meansAny(groups: readonly (WeaknessGroup | undefined)[]): (finding: MeantFinding) => boolean {
  const weaknesses = new Set(groups.flatMap((group) => (group === undefined ? [] : weaknessGroups[group])).map((number) => `CWE-${number}`));
  return ({ cwe }) => cwe.some((id) => weaknesses.has(id));
}

/** Codes that begin with S are Bandit's; a code stands for all that begin with it. */
function banditOfCode(code: string): readonly (WeaknessGroup | undefined)[] {
  if (!/^S\d/.test(code)) return [];
  return Object.entries(banditRules).flatMap(([id, group]) => (id.startsWith(`B${code.slice(1)}`) ? [group] : []));
}

/** Later patterns of a list win: `*,-cert-*` is everything but those. */
function clangChecks(patterns: readonly string[]): readonly WeaknessGroup[] {
  return Object.entries(clangTidyChecks).flatMap(([check, group]) => {
    const last = patterns.findLast((pattern) => ruleTest(pattern.replace(/^-/, ''))(check));
    return last === undefined || last.startsWith('-') ? [] : [group];
  });
}

/** Our own rule by its id, or a rule that has the weakness in its name. */
function semgrepMeaning(rules: readonly string[]): (finding: MeantFinding) => boolean {
  const names = rules.map((rule) => rule.slice(rule.lastIndexOf('.') + 1));
  const byWeakness = meansAny(rules.flatMap((rule) => semgrepWords.flatMap(([words, group]) => (words.test(rule) ? [group] : []))));
  return (finding) => names.includes(finding.ruleId) || byWeakness(finding);
}

function checkovMeaning(rules: readonly string[]): (finding: MeantFinding) => boolean {
  const tests = rules.flatMap((rule) => checkovRules[rule] ?? []).map(ruleTest);
  const isForSecrets = rules.some((rule) => rule.startsWith('CKV_SECRET_'));
  return ({ ruleId, isSecret }) => (isForSecrets && isSecret) || tests.some((test) => test(ruleId));
}
