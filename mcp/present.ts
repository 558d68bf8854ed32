import type { z } from 'zod';
import { groupBy } from '../core/kernel/grouping.ts';
import { quotedPath } from '../core/kernel/quoted.ts';
import type { sdkRules } from '../core/scan/sdk.ops.ts';
import type { explainRule } from '../core/runs/explain.ops.ts';
import { type Compact, type Page, pageOf, textSize } from './budget.ts';
import { findingLine } from './finding-lines.ts';
import { afterCursor, nextAfter } from './paging.ts';

type RulesResult = z.output<typeof sdkRules.output>;
type RuleDetail = z.output<typeof explainRule.output>;

/** The rules of a file by id, a page at a time. */
export function presentRules(result: RulesResult, page: Page): Compact {
  const rest = afterCursor(result.rules, page.cursor, (rule) => rule.id);
  const line = (rule: RulesResult['rules'][number]) => ({ sev: rule.severity, cwe: rule.cwe[0], name: rule.name, ...(rule.has_fix ? { fix: true } : {}) });
  const { shown, isWhole } = pageOf(rest, page.maxTokens, (rule) => textSize(rule.id) + textSize(line(rule)));
  return {
    filename: quotedPath(result.filename),
    total: result.total,
    shown: shown.length,
    ...nextAfter(isWhole, shown.at(-1)?.id),
    rules: Object.fromEntries(shown.map((rule) => [rule.id, line(rule)])),
  };
}

/** A rule, or a finding with its rule; what does not fit is left out, the least needed part first, and named in `omitted`. Holds no code of the project. */
export function presentRule(result: RuleDetail, page: Page): Compact {
  const { id, name, pack, severity, confidence, cwe, languages, message, help, references, controls, examples, has_fix: hasFix } = result;
  const core: Record<string, unknown> = {
    ...{ id, name, pack, severity, confidence, cwe, languages, fix: hasFix, message, measured: result.measured.text },
    ...(result.enabled ? {} : { off: true }),
    ...(result.finding === undefined ? {} : { finding: explainedFinding(result.finding) }),
  };
  const extras: readonly (readonly [string, unknown])[] = [
    ['help', help],
    ['controls', controls],
    ['references', references],
    ['examples', examples],
    ...(result.placements.length === 0 ? [] : [['reasons', reasonsOf(result)] as const]),
  ];
  const omitted: string[] = [];
  let left = page.maxTokens - textSize(core);
  for (const [key, value] of extras) {
    left -= textSize(value);
    if (left >= 0) core[key] = value;
    else omitted.push(key);
  }
  return omitted.length === 0 ? core : { ...core, omitted };
}

/** Where a finding is and the way its data takes, as places; `stale` where the file no longer has it. */
function explainedFinding({ finding, code_frame: frame }: NonNullable<RuleDetail['finding']>): Compact {
  const { file } = finding.evidence;
  const way = finding.trace?.map((step) => `${step.kind} ${quotedPath(step.file ?? file)}:${step.range.start_line}`);
  return { at: findingLine(finding), ...(way === undefined ? {} : { way }), ...(frame?.stale === true ? { stale: true } : {}) };
}

/** A line for each framework and reason: which of its controls the rule supports evidence for, and why. */
function reasonsOf({ placements }: RuleDetail): readonly string[] {
  return [...groupBy(placements, ({ framework, because }) => `${framework}\n${because}`).values()].map((group) => {
    const { framework = '', because = '' } = group[0] ?? {};
    return `${framework} ${group.map(({ control }) => control).join(', ')}: ${because}`;
  });
}
