import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { mentions, problemWire, ruleSummaryWire, toProblemWire, toRuleSummary } from './rule-wire.ts';
import { openWorkspace } from './workspace.ts';

/** Every rule that is on for this project, with what was wrong with rule files and with rules that failed in a scan. */
export const listRules = defineOperation({
  name: 'rules.list',
  summary: 'List all configured rules',
  input: z.object({ pack: z.string().optional(), language: z.string().optional(), severity: z.string().optional(), query: z.string().optional() }),
  output: z.object({ rules: z.array(ruleSummaryWire), total: z.number().int(), problems: z.array(problemWire) }),
  access: 'member',
  permission: 'packs:read',
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
