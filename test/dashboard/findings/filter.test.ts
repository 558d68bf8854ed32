import { describe, expect, it } from 'vitest';
import { filterFindings, isFiltered, noFilter, readFacets, readFilter } from '../../../dashboard/findings/filter.ts';
import { findingOf } from '../finding-sample.ts';

const findings = [
  findingOf({ severity: 'critical', rule_id: 'js-sql', title: 'SQL from data', file: 'src/Orders.ts', cwe: ['CWE-89'] }),
  findingOf({ severity: 'high', file: 'src/run.ts', fix: { title: 'Parse instead', edits: [] } }),
  findingOf({ severity: 'low', rule_id: 'py-hash', title: 'Weak hash', file: 'worker/hash.py', controls: { 'cwe-top-25': ['CWE-89'] }, tags: ['crypto'] }),
];

describe('the filter', () => {
  it('lets everything through without choices', () => {
    expect(shown({})).toHaveLength(3);
    expect(isFiltered(readFilter({}))).toBe(false);
    expect(isFiltered(readFilter(noFilter))).toBe(false);
  });

  it.each([
    [{ severity: 'critical,low' }, ['js-sql', 'py-hash']],
    [{ rule: 'py-hash' }, ['py-hash']],
    [{ file: 'SRC/' }, ['js-sql', 'js-eval']],
    [{ framework: 'cwe-top-25' }, ['py-hash']],
    [{ fix: '1' }, ['js-eval']],
    [{ q: 'data sql' }, ['js-sql']],
    [{ q: 'cwe-89' }, ['js-sql']],
    [{ q: 'crypto' }, ['py-hash']],
    [{ q: 'data', severity: 'high' }, ['js-eval']],
    [{ q: 'nothing like it' }, []],
  ] as const)('%j', (query, rules) => {
    expect(shown(query)).toEqual(rules);
    expect(isFiltered(readFilter(query))).toBe(true);
  });

  it('counts each severity as if no severity were chosen, so that the counts tell what another choice would show', () => {
    expect(filterFindings(findings, readFilter({ severity: 'low', file: 'src' })).counts).toEqual({ critical: 1, high: 1, medium: 0, low: 0, info: 0 });
  });

  it('offers the rules, frameworks and files there are', () => {
    const facets = readFacets([...findings, findingOf({ file: 'src/run.ts' })]);
    expect(facets.rules).toContainEqual(['js-eval', 'Code from data', 2]);
    expect(facets.frameworks).toEqual([
      ['cwe-top-25', 1],
      ['owasp-top-10-2021', 3],
    ]);
    expect(facets.files).toHaveLength(3);
  });
});

function shown(query: Readonly<Record<string, string>>): string[] {
  return filterFindings(findings, readFilter(query)).shown.map(({ rule_id: rule }) => rule);
}
