import { severities } from '../parts/severity.tsx';
import type { FindingWire, Severity } from '../wire.ts';

/** Which findings to show. Empty texts and an empty set let everything through. */
export interface FindingFilter {
  readonly severities: ReadonlySet<Severity>;
  readonly rule: string;
  /** A part of the path. */
  readonly file: string;
  readonly framework: string;
  /** Words that all occur in title, message, rule, file, CWE or tags. */
  readonly text: string;
  readonly fixable: boolean;
}

/** Reads the filter from a page's choices. */
export function readFilter(query: Readonly<Record<string, string>>): FindingFilter {
  const named = new Set((query.severity ?? '').split(','));
  return {
    severities: new Set(severities.filter((severity) => named.has(severity))),
    rule: query.rule ?? '',
    file: query.file ?? '',
    framework: query.framework ?? '',
    text: query.q ?? '',
    fixable: query.fix === '1',
  };
}

/** The choices that remove every filter. */
export const noFilter: Readonly<Record<string, string>> = { severity: '', rule: '', file: '', framework: '', q: '', fix: '' };

export function isFiltered({ severities: chosen, rule, file, framework, text, fixable }: FindingFilter): boolean {
  return chosen.size > 0 || rule !== '' || file !== '' || framework !== '' || text !== '' || fixable;
}

/** What the filter lets through, and how many of each severity it would without its own choice of severities. */
export interface Filtered {
  readonly shown: readonly FindingWire[];
  readonly counts: Readonly<Record<Severity, number>>;
}

/** Applies the filter and keeps the order. */
export function filterFindings(findings: readonly FindingWire[], filter: FindingFilter): Filtered {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const file = filter.file.toLowerCase();
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const shown: FindingWire[] = [];
  for (const finding of findings) {
    if (!passes(finding, filter, file) || !mentions(finding, words)) continue;
    counts[finding.severity] += 1;
    if (filter.severities.size === 0 || filter.severities.has(finding.severity)) shown.push(finding);
  }
  return { shown, counts };
}

function passes(finding: FindingWire, { rule, framework, fixable }: FindingFilter, file: string): boolean {
  return (
    (rule === '' || finding.rule_id === rule) &&
    (framework === '' || Object.hasOwn(finding.controls, framework)) &&
    (!fixable || finding.fix !== undefined) &&
    (file === '' || finding.evidence.file.toLowerCase().includes(file))
  );
}

function mentions({ title, message, rule_id: rule, evidence, cwe, tags }: FindingWire, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${title} ${message} ${rule} ${evidence.file} ${cwe.join(' ')} ${tags.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** What there is to filter by. */
export interface Facets {
  readonly rules: readonly (readonly [id: string, title: string, count: number])[];
  readonly frameworks: readonly (readonly [id: string, count: number])[];
  readonly files: readonly string[];
}

/** Rules, frameworks and files of the findings, by name. */
export function readFacets(findings: readonly FindingWire[]): Facets {
  const rules = new Map<string, { readonly title: string; count: number }>();
  const frameworks = new Map<string, number>();
  for (const { rule_id: id, title, controls } of findings) {
    const rule = rules.get(id);
    if (rule === undefined) rules.set(id, { title, count: 1 });
    else rule.count += 1;
    for (const framework of Object.keys(controls)) frameworks.set(framework, (frameworks.get(framework) ?? 0) + 1);
  }
  return {
    rules: [...rules].map(([id, { title, count }]) => [id, title, count] as const).toSorted(([, left], [, right]) => left.localeCompare(right)),
    frameworks: [...frameworks].toSorted(([left], [right]) => left.localeCompare(right)),
    files: [...new Set(findings.map(({ evidence }) => evidence.file))].toSorted((left, right) => left.localeCompare(right)),
  };
}
