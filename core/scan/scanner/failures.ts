import type { Rule, RuleProblem, Skip } from '../model.ts';

/** What went wrong with rules while scanning; each rule is told once. */
export interface Failures {
  readonly problems: readonly RuleProblem[];
  /** Records the problem of a rule; the skip tells the file in which it came up, the first time only. `line`: of the pattern in the rule's file (1-based). */
  report(rule: Rule, path: string, message: string, line?: number): readonly Skip[];
}

export function createFailures(known: readonly RuleProblem[] = []): Failures {
  const problems: RuleProblem[] = [...known];
  const told = new Set<string>();
  return {
    problems,
    report(rule, path, message, line) {
      const key = `${rule.id}\n${message}`;
      if (told.has(key)) return [];
      told.add(key);
      problems.push({ ...(rule.origin ?? { file: rule.pack }), ...(line === undefined ? {} : { line }), ruleId: rule.id, message });
      return [{ path, reason: 'rule-error', message: `The rule ${rule.id} could not be used: ${message}` }];
    },
  };
}
