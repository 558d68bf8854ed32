import { languageById } from '../languages/index.ts';
import type { LanguageId, Rule, RuleProblem } from '../model.ts';
import type { Engine } from './engine.ts';
import { isTextRule } from './text-rules.ts';

/** Compiles rules for each of their languages and tells what cannot be used, each rule and reason once. */
export function lintRules(engine: Engine, ruleIds?: ReadonlySet<string>): readonly RuleProblem[] {
  const before = engine.failures.problems.length;
  for (const rule of engine.rules) {
    if (ruleIds?.has(rule.id) === false) continue;
    for (const message of problemsOf(engine, rule)) engine.failures.report(rule, '', message);
  }
  return engine.failures.problems.slice(before);
}

function problemsOf(engine: Engine, rule: Rule): ReadonlySet<string> {
  const messages = isTextRule(rule) ? [engine.textRules.problemOf(rule)] : rule.languages.map((id) => treeProblem(engine, rule, id));
  return new Set(messages.filter((message) => message !== undefined));
}

function treeProblem({ grammars, treeRules }: Engine, rule: Rule, id: LanguageId): string | undefined {
  const language = languageById(id);
  const grammar = language.grammar === undefined ? undefined : grammars.get(language.grammar);
  return treeRules.problemOf(rule, { language, grammar });
}
