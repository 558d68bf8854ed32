import { languageById } from '../languages/index.ts';
import type { LanguageId, Rule, RuleProblem } from '../model.ts';
import type { Engine } from './engine.ts';
import { isTextRule } from './text-rules.ts';

/** Compiles rules for each of their languages and tells what cannot be used, each rule and reason once. */
export function lintRules(engine: Engine, ruleIds?: ReadonlySet<string>, depth: LintDepth = 'every-language'): readonly RuleProblem[] {
  const before = engine.failures.problems.length;
  for (const rule of engine.rules) {
    if (ruleIds?.has(rule.id) === false) continue;
    for (const { message, line } of problemsOf(engine, rule, depth)) engine.failures.report(rule, '', message, line);
  }
  return engine.failures.problems.slice(before);
}

interface Problem {
  readonly message: string;
  readonly line?: number;
}

/** A pattern that parses in the first language of its rule rarely fails in the others, and each needs its grammar. */
export type LintDepth = 'first-language' | 'every-language';

function problemsOf(engine: Engine, rule: Rule, depth: LintDepth): readonly Problem[] {
  if (rule.detector.kind === 'join') return rule.detector.parts.flatMap((part) => problemsOf(engine, part.rule, depth));
  if (!isTextRule(rule)) return (depth === 'first-language' ? rule.languages.slice(0, 1) : rule.languages).flatMap((id) => treeProblem(engine, rule, id) ?? []);
  const message = engine.textRules.problemOf(rule);
  return message === undefined ? [] : [{ message }];
}

function treeProblem({ grammars, treeRules }: Engine, rule: Rule, id: LanguageId): Problem | undefined {
  const language = languageById(id);
  const grammar = language.grammar === undefined ? undefined : grammars.get(language.grammar);
  return treeRules.problemOf(rule, { language, grammar });
}
