import { severities } from '../parts/severity.tsx';
import type { ListRow } from '../parts/list-window.ts';
import type { RuleSummaryWire } from '../wire.ts';

/** Which rules to show; empty texts let everything through. */
export interface RuleFilter {
  readonly text: string;
  readonly pack: string;
  readonly language: string;
  readonly severity: string;
}

export function readRuleFilter(query: Readonly<Record<string, string>>): RuleFilter {
  return { text: query.q ?? '', pack: query.pack ?? '', language: query.language ?? '', severity: query.severity ?? '' };
}

/** The choices that remove every filter. */
export const noRuleFilter: Readonly<Record<string, string>> = { q: '', pack: '', language: '', severity: '' };

/** Rows of the list: under a heading per pack, worst first. */
export function ruleRows(rules: readonly RuleSummaryWire[], filter: RuleFilter): readonly ListRow<RuleSummaryWire>[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const packs = new Map<string, RuleSummaryWire[]>();
  for (const rule of rules) {
    if (!passes(rule, filter) || !mentions(rule, words)) continue;
    const pack = packs.get(rule.pack);
    if (pack === undefined) packs.set(rule.pack, [rule]);
    else pack.push(rule);
  }
  return [...packs]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .flatMap(([pack, members]) => [
      { kind: 'heading' as const, key: `pack:${pack}`, text: pack, note: String(members.length) },
      ...members.toSorted(worstFirst).map((rule) => ({ kind: 'option' as const, key: rule.id, value: rule })),
    ]);
}

function passes(rule: RuleSummaryWire, { pack, language, severity }: RuleFilter): boolean {
  return (
    (pack === '' || rule.pack === pack) &&
    (severity === '' || rule.severity === severity) &&
    (language === '' || rule.languages.some((each) => each === language))
  );
}

function mentions({ id, name, pack, cwe, languages }: RuleSummaryWire, words: readonly string[]): boolean {
  const text = `${id} ${name} ${pack} ${cwe.join(' ')} ${languages.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function worstFirst(left: RuleSummaryWire, right: RuleSummaryWire): number {
  return severities.indexOf(left.severity) - severities.indexOf(right.severity) || left.name.localeCompare(right.name);
}
