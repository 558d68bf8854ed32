import { z } from 'zod';
import type { Catalogue } from './frameworks/catalogue.ts';
import { type Placement, placementsOf, reasonText, type Weak } from './frameworks/controls.ts';
import { confidence, languageId, type Rule, type RuleProblem, severity } from './model.ts';

/** A rule or pack file that could not be used, with where and why. */
export const problemWire = z.object({
  file: z.string(),
  line: z.number().int().optional(),
  rule_id: z.string().optional(),
  field: z.string().optional(),
  message: z.string(),
});

/** A control that a rule supports evidence for, and why. */
export const placementWire = z
  .object({
    framework: z.string(),
    framework_name: z.string(),
    control: z.string(),
    title: z.string(),
    provenance: z.enum(['stated', 'listed', 'ancestor', 'crosswalk', 'judged']).meta({
      description: 'stated by the rule; listed by the catalogue; ancestor: a more general weakness is; crosswalk: through another framework; judged by us',
    }),
    because: z.string(),
  })
  .meta({ id: 'ControlPlacement' });
export type PlacementWire = z.output<typeof placementWire>;

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
    placements: z.array(placementWire).meta({ description: 'Controls of every framework, with why the rule counts for them' }),
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

export function toRuleDetail(rule: Rule, catalogues: readonly Catalogue[]): RuleDetailWire {
  return {
    ...toRuleSummary(rule),
    message: rule.message,
    help: rule.help,
    references: [...rule.references],
    controls: Object.fromEntries(Object.entries(rule.controls).map(([framework, ids]) => [framework, [...ids]])),
    placements: placementsIn(rule, catalogues),
    tags: [...rule.tags],
    examples: rule.examples.map(({ language, bad, good, fixed }) => ({
      ...(language === undefined ? {} : { language }),
      ...(bad === undefined ? {} : { bad }),
      ...(good === undefined ? {} : { good }),
      ...(fixed === undefined ? {} : { fixed }),
    })),
  };
}

/** Controls of the catalogues that something counts for: what is stated for a framework stands for all of it. */
export function placementsIn(item: Pick<Rule, 'id' | 'cwe' | 'controls'> & Weak, catalogues: readonly Catalogue[]): PlacementWire[] {
  return catalogues.flatMap((catalogue): PlacementWire[] => {
    const { id, name, controls, documents } = catalogue;
    const derived = new Map(placementsOf(item, catalogue).map((placement) => [placement.control.id, placement]));
    const ids = item.controls[id] ?? documents[item.id] ?? [...derived.keys()];
    return ids.map((control) => {
      const known = derived.get(control);
      const title = known?.control.title ?? controls.find((each) => each.id === control)?.title ?? '';
      const isAsked = documents[item.id]?.includes(control) === true;
      return { framework: id, framework_name: name, control, title, ...whyOf(known, isAsked) };
    });
  });
}

function whyOf(placement: Placement | undefined, isAsked: boolean): Pick<PlacementWire, 'provenance' | 'because'> {
  if (placement !== undefined) return { provenance: placement.reason.kind, because: reasonText(placement) };
  return isAsked ? { provenance: 'judged', because: 'our own judgement: it asks for such a document' } : { provenance: 'stated', because: 'the rule says so' };
}

/** Whether every word of a query stands in the rule's id, texts, weaknesses or tags. */
export function mentions(rule: Rule, query: string): boolean {
  const words = query
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((word) => word !== '');
  const text = `${rule.id} ${rule.title} ${rule.message} ${rule.cwe.join(' ')} ${rule.tags.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
