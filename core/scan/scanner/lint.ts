import { languageById } from '../languages/index.ts';
import type { LanguageId, Rule, RuleProblem } from '../model.ts';
import type { Engine } from './engine.ts';
import { isTextRule } from './text-rules.ts';

/** Compiles rules for each of their languages and tells what cannot be used, each rule and reason once. */
export function lintRules(engine: Engine, ruleIds?: ReadonlySet<string>): readonly RuleProblem[] {
  const before = engine.failures.problems.length;
  for (const rule of engine.rules) {
    if (ruleIds?.has(rule.id) === false) continue;
    for (const { message, line } of problemsOf(engine, rule)) engine.failures.report(rule, '', message, line);
  }
  return engine.failures.problems.slice(before);
}

interface Problem {
  readonly message: string;
  readonly line?: number;
}

function problemsOf(engine: Engine, rule: Rule): readonly Problem[] {
  if (!isTextRule(rule)) return rule.languages.flatMap((id) => treeProblem(engine, rule, id) ?? []);
  const message = engine.textRules.problemOf(rule);
  return message === undefined ? [] : [{ message }];
}

function treeProblem({ grammars, treeRules }: Engine, rule: Rule, id: LanguageId): Problem | undefined {
  const language = languageById(id);
  const grammar = language.grammar === undefined ? undefined : grammars.get(language.grammar);
  return treeRules.problemOf(rule, { language, grammar });
}
