import { z } from 'zod';
import { confidence, languageId, type Rule, type RuleProblem, severity } from './model.ts';

/** A rule or pack file that could not be used, with where and why. */
export const problemWire = z.object({
  file: z.string(),
  line: z.number().int().optional(),
  rule_id: z.string().optional(),
  field: z.string().optional(),
  message: z.string(),
});

/** A rule in lists. */
export const ruleSummaryWire = z
  .object({
    id: z.string(),
    name: z.string(),
    pack: z.string(),
    severity,
    confidence,
    type: z.string(),
    languages: z.array(languageId),
    cwe: z.array(z.string()),
    has_fix: z.boolean(),
  })
  .meta({ id: 'RuleSummary' });

/** A rule with all that helps to act on its findings. */
export const ruleDetailWire = ruleSummaryWire
  .extend({
    message: z.string(),
    help: z.string(),
    references: z.array(z.string()),
    controls: z.record(z.string(), z.array(z.string())),
    tags: z.array(z.string()),
    examples: z.array(z.object({ language: z.string().optional(), bad: z.string().optional(), good: z.string().optional(), fixed: z.string().optional() })),
  })
  .meta({ id: 'RuleDetail' });

export type RuleSummaryWire = z.output<typeof ruleSummaryWire>;
export type RuleDetailWire = z.output<typeof ruleDetailWire>;

export function toProblemWire({ file, line, ruleId, field, message }: RuleProblem): z.output<typeof problemWire> {
  return {
    file,
    message,
    ...(line === undefined ? {} : { line }),
    ...(ruleId === undefined ? {} : { rule_id: ruleId }),
    ...(field === undefined ? {} : { field }),
  };
}

export function toRuleSummary(rule: Rule): RuleSummaryWire {
  return {
    id: rule.id,
    name: rule.title,
    pack: rule.pack,
    severity: rule.severity,
    confidence: rule.confidence,
    type: rule.detector.kind,
    languages: [...rule.languages],
    cwe: [...rule.cwe],
    has_fix: rule.fix !== undefined,
  };
}

export function toRuleDetail(rule: Rule): RuleDetailWire {
  return {
    ...toRuleSummary(rule),
    message: rule.message,
    help: rule.help,
    references: [...rule.references],
    controls: Object.fromEntries(Object.entries(rule.controls).map(([framework, ids]) => [framework, [...ids]])),
    tags: [...rule.tags],
    examples: rule.examples.map(({ language, bad, good, fixed }) => ({
      ...(language === undefined ? {} : { language }),
      ...(bad === undefined ? {} : { bad }),
      ...(good === undefined ? {} : { good }),
      ...(fixed === undefined ? {} : { fixed }),
    })),
  };
}
