import { expect, it } from 'vitest';
import { rankFiles, rankRules } from '../../../dashboard/overview/rank.ts';
import { findingOf } from '../finding-sample.ts';

const findings = [
  findingOf({ file: 'many.ts', severity: 'low' }),
  findingOf({ file: 'many.ts', severity: 'low' }),
  findingOf({ file: 'worst.ts', severity: 'critical', rule_id: 'js-sql', title: 'SQL from data' }),
];

it('puts the file with the worst finding before the file with the most', () => {
  expect(rankFiles(findings, 5).map(({ file, count }) => `${file} ${count}`)).toEqual(['worst.ts 1', 'many.ts 2']);
  expect(rankFiles(findings, 1)).toHaveLength(1);
});

it('puts the rule with the most findings first and keeps the counts of the measures', () => {
  expect(rankRules({ 'js-sql': 1, 'js-eval': 2, 'not-loaded': 7 }, findings, 5).map(({ title, count }) => `${title} ${count}`)).toEqual([
    'not-loaded 7',
    'Code from data 2',
    'SQL from data 1',
  ]);
});
