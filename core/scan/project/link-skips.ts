import type { Skip } from '../model.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { ProjectPlan } from '../link/plan-project.ts';
import type { PlanOutcome } from '../scanner/link-files.ts';

export interface Limits extends Pick<ProjectPlan, 'limited'> {
  readonly ordered: readonly { readonly plan: LinkPlan; readonly outcome: PlanOutcome }[];
  /** Plans for which there was no time. */
  readonly left: readonly LinkPlan[];
}

const mostNames = 3;

/** What was not followed across files, one skip per rule and reason. */
export function limitSkips({ ordered, left, limited }: Limits): readonly Skip[] {
  const cuts = new Map<string, string[]>();
  const late = new Set<string>();
  for (const { plan, outcome } of ordered) {
    if (outcome.cuts.length > 0) cuts.set(plan.ruleId, [...(cuts.get(plan.ruleId) ?? []), ...outcome.cuts]);
    if (outcome.isLate) late.add(plan.ruleId);
  }
  return [
    ...[...cuts].map(([rule, names]) => skip(`The rule ${rule} did not follow ${named(names)} to the end across files`)),
    ...[...late].map((rule) => skip(`The rule ${rule} ran out of its time across files; some flows may be missing`)),
    ...depthSkips(limited),
    ...limited.flatMap(({ ruleId, left: parts }) =>
      parts === 0 ? [] : [skip(`The rule ${ruleId} was not followed across files in ${parts} places from which it reaches too many`)],
    ),
    ...leftSkips(left),
  ];
}

function depthSkips(limited: Limits['limited']): readonly Skip[] {
  const rules = limited.flatMap(({ ruleId, depth }) => (depth === undefined ? [] : [`${ruleId} ${depth}`]));
  if (rules.length === 0) return [];
  return [skip(`Flows across many files were followed through a limited number of calls: ${rules.join(', ')}`)];
}

function leftSkips(left: readonly LinkPlan[]): readonly Skip[] {
  const rules = [...new Set(left.map(({ ruleId }) => ruleId))];
  if (rules.length === 0) return [];
  return [skip(`Time for flows across files ran out: ${left.length} places were not followed for ${named(rules)}`)];
}

function named(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, mostNames).join(', ');
  return distinct.length <= mostNames ? shown : `${shown} and ${distinct.length - mostNames} more`;
}

function skip(message: string): Skip {
  return { path: '', reason: 'budget', message };
}
