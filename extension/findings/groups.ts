import type { FindingList, ListedFinding } from '../../server/protocol.ts';

/** Ways to group findings, by the words that the picker shows. */
export const groupings = { file: 'File', rule: 'Rule', control: 'Control', severity: 'Severity' } as const;
export type Grouping = keyof typeof groupings;

/** What the view lets through; every text must occur somewhere in a finding. */
export interface Filter {
  readonly text: string;
  readonly severities: readonly ListedFinding['severity'][];
}

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const noFilter: Filter = { text: '', severities };

/** Findings under one heading. */
export interface Group {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly findings: readonly ListedFinding[];
}

export function isFiltering({ text, severities: shown }: Filter): boolean {
  return text !== '' || shown.length < severities.length;
}

/** The findings that pass, worst first, then by place. */
export function filtered({ findings }: FindingList, { text, severities: shown }: Filter): readonly ListedFinding[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passing = findings.filter((finding) => shown.includes(finding.severity) && words.every((word) => searched(finding).includes(word)));
  return passing.toSorted((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path) || a.range.start.line - b.range.start.line);
}

/** Groups in the order of their worst finding; a finding with several controls stands under each of them. */
export function grouped(findings: readonly ListedFinding[], by: Grouping): readonly Group[] {
  const groups = new Map<string, { readonly label: string; readonly detail: string; readonly findings: ListedFinding[] }>();
  for (const finding of findings) {
    for (const { key, label, detail } of headings(finding, by)) {
      const group = groups.get(key) ?? { label, detail, findings: [] };
      groups.set(key, group);
      group.findings.push(finding);
    }
  }
  return [...groups].map(([key, group]) => ({ key: `${by}:${key}`, ...group }));
}

type Heading = Omit<Group, 'findings'>;

function headings(finding: ListedFinding, by: Grouping): readonly Heading[] {
  switch (by) {
    case 'file':
      return [fileHeading(finding.path)];
    case 'rule':
      return [{ key: finding.ruleId, label: finding.title, detail: finding.ruleId }];
    case 'severity':
      return [{ key: finding.severity, label: finding.severity, detail: '' }];
    case 'control':
      return controlHeadings(finding);
    default:
      return by satisfies never;
  }
}

function fileHeading(path: string): Heading {
  if (path === '') return { key: '', label: 'Project', detail: 'about no one file' };
  const slash = path.lastIndexOf('/');
  return { key: path, label: path.slice(slash + 1), detail: path.slice(0, Math.max(0, slash)) };
}

function controlHeadings({ controls }: ListedFinding): readonly Heading[] {
  if (controls.length === 0) return [{ key: 'none', label: 'No control of an enabled framework', detail: '' }];
  return controls.map(({ framework, control, title }) => ({ key: `${framework} ${control}`, label: `${control} ${title}`.trim(), detail: framework }));
}

function searched({ path, ruleId, title, message, controls }: ListedFinding): string {
  return [path, ruleId, title, message, ...controls.flatMap(({ framework, control, title: name }) => [framework, control, name])].join('\n').toLowerCase();
}

function rank({ severity }: ListedFinding): number {
  return severities.indexOf(severity);
}
