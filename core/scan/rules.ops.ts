import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { readCatalogues } from './frameworks/catalogue.ts';
import type { Rule } from './model.ts';
import { problemWire, ruleDetailWire, ruleSummaryWire, toProblemWire, toRuleDetail, toRuleSummary } from './rule-wire.ts';
import { openWorkspace } from './workspace.ts';

/** Every rule that is on for this project, with what was wrong with rule files and with rules that failed in a scan. */
export const listRules = defineOperation({
  name: 'rules.list',
  summary: 'List all configured rules',
  input: z.object({ pack: z.string().optional(), language: z.string().optional(), severity: z.string().optional(), query: z.string().optional() }),
  output: z.object({ rules: z.array(ruleSummaryWire), total: z.number().int(), problems: z.array(problemWire) }),
  access: 'member',
  effect: 'read',
  limit: 'none',
  http: { sentrik: 'GET /rules' },
  cli: 'rules',
  async run(context, input) {
    const { scanner, problems } = await openWorkspace(context);
    const rules = scanner.rules.filter(
      (rule) =>
        (input.pack === undefined || rule.pack === input.pack) &&
        (input.language === undefined || rule.languages.some((language) => language === input.language)) &&
        (input.severity === undefined || rule.severity === input.severity) &&
        (input.query === undefined || mentions(rule, input.query)),
    );
    return {
      rules: rules.map(toRuleSummary),
      total: rules.length,
      problems: [...new Set([...problems, ...scanner.problems])].map(toProblemWire),
    };
  },
});

/** One rule with help, controls and examples; `not_found` names the nearest ids. */
export const explainRule = defineOperation({
  name: 'rules.explain',
  summary: 'Explain a rule: help, weaknesses, controls, examples',
  input: z.object({ rule_id: z.string().min(1).meta({ description: 'Rule id, such as js-command-injection' }) }),
  output: ruleDetailWire,
  access: 'member',
  effect: 'read',
  limit: 'none',
  http: { sentrik: 'GET /rules/{rule_id}' },
  mcp: 'explain',
  lsp: 'sentrik.explain',
  cli: 'explain',
  async run(context, input) {
    const { packs } = await openWorkspace(context);
    const rules = packs.flatMap(({ pack }) => pack.rules);
    const rule = rules.find((candidate) => candidate.id === input.rule_id);
    if (rule !== undefined) return toRuleDetail(rule, readCatalogues(context.assets));
    const near = rules
      .filter((candidate) => mentions(candidate, input.rule_id))
      .slice(0, 5)
      .map((candidate) => candidate.id);
    throw new Failure('not_found', `There is no rule with this id${near.length > 0 ? `; near: ${near.join(', ')}` : ''}`, { near });
  },
});

function mentions(rule: Rule, query: string): boolean {
  const words = query
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((word) => word !== '');
  const text = `${rule.id} ${rule.title} ${rule.message} ${rule.cwe.join(' ')} ${rule.tags.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
