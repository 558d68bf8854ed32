import { expect, it } from 'vitest';
import { filterFindings, isFiltered, noFilter, readFilter } from '../../../dashboard/triage/filter.ts';
import { platformFinding } from './finding-samples.ts';

const findings = [
  platformFinding({ id: 'a', priority: 40, severity: 'medium', status: 'dismissed' }),
  platformFinding({ id: 'b', priority: 90, severity: 'critical' }),
  platformFinding({ id: 'c', priority: 90, severity: 'critical', file_path: 'lib/z.js', title: 'Bad call' }),
  platformFinding({ id: 'd', priority: 70, status: 'confirmed' }),
];
const ids = (query: Readonly<Record<string, string>>) => filterFindings(findings, readFilter(query)).shown.map(({ id }) => id);

it('shows first where to look first', () => {
  expect(ids({})).toEqual(['c', 'b', 'd', 'a']);
});

it('combines severity, state and words, and counts each choice without itself', () => {
  expect(ids({ severity: 'critical,medium', status: 'open' })).toEqual(['c', 'b']);
  expect(ids({ q: 'LIB bad' })).toEqual(['c']);
  const { bySeverity, byStatus } = filterFindings(findings, readFilter({ severity: 'critical', status: 'open' }));
  expect(bySeverity).toEqual({ critical: 2, high: 0, medium: 0, low: 0, info: 0 });
  expect(byStatus).toEqual({ open: 2, confirmed: 0, dismissed: 0 });
});

it('takes what it does not know for no choice', () => {
  expect(isFiltered(readFilter({ severity: 'awful', status: 'gone' }))).toBe(false);
  expect(isFiltered(readFilter(noFilter))).toBe(false);
  expect(isFiltered(readFilter({ status: 'open' }))).toBe(true);
});
