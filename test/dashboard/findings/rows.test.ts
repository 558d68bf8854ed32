import { expect, it } from 'vitest';
import { placeText, toRows } from '../../../dashboard/findings/rows.ts';
import { compareFindings } from '../../../dashboard/state/last-scan.ts';
import { findingOf } from '../finding-sample.ts';

const findings = [
  findingOf({ file: 'b.ts', line: 9, severity: 'low' }),
  findingOf({ file: 'a.ts', line: 5, severity: 'high' }),
  findingOf({ file: 'b.ts', line: 2, severity: 'critical' }),
].toSorted(compareFindings);

it('groups by file, the file with the worst finding first, each file in the order of its lines', () => {
  const rows = toRows(findings, true).map((row) => (row.kind === 'heading' ? `${row.text} (${row.note})` : placeText(row.value)));
  expect(rows).toEqual(['b.ts (2)', 'b.ts:2', 'b.ts:9', 'a.ts (1)', 'a.ts:5']);
});

it('lists worst first without groups', () => {
  expect(toRows(findings, false).map((row) => (row.kind === 'option' ? placeText(row.value) : ''))).toEqual(['b.ts:2', 'a.ts:5', 'b.ts:9']);
});

it('names no line for a finding about the whole project', () => {
  expect(placeText(findingOf({ evidence: { file: '<project>', lines: [], snippet: '' }, is_obligation: true }))).toBe('<project>');
});
