import { expect, it } from 'vitest';
import { type CleanCounts, measuredOf, measurementsAsset, readMeasurements } from '../../../core/scan/measured.ts';

const verdicts = (right: number, wrong: number, unsure = 0) =>
  [...Array<'right'>(right).fill('right'), ...Array<'wrong'>(wrong).fill('wrong'), ...Array<'unsure'>(unsure).fill('unsure')].map((verdict, index) => ({
    rule: 'some-rule',
    repository: `owner/${index % 2}`,
    verdict,
  }));

function measured(all: ReturnType<typeof verdicts>, clean: Readonly<Record<string, CleanCounts>> = {}) {
  const { name, text } = measurementsAsset(all, clean);
  const measurements = readMeasurements({ read: (asked) => new TextEncoder().encode(asked === name ? text : '') });
  return measuredOf(measurements.get('some-rule'));
}

it('a rule is measured by the findings that were decided, from ten on', () => {
  expect(measured(verdicts(9, 1, 4))).toMatchObject({ precision: 90, right: 9, wrong: 1, unsure: 4, repositories: 2 });
  expect(measured(verdicts(9, 0, 4)).precision).toBeNull();
});

it('the sentence says what a figure rests on, and why there is none', () => {
  expect(measured(verdicts(9, 1, 1)).text).toBe(
    '90 %: of 10 findings that were read in 2 repositories and are still reported, 9 were right, 1 could not be decided',
  );
  expect(measured(verdicts(1, 0)).text).toBe('not measured: only 1 finding was read, 1 right');
  expect(measured([]).text).toBe('not measured');
});

it('findings in clean repositories are told with what was evaluated', () => {
  const clean = { 'some-rule': { repositories: 3, lines: 41000, findings: 1 }, 'other-rule': { repositories: 1, lines: 10, findings: 0 } };
  const { text, clean: counted } = measured([], clean);
  expect(counted).toEqual(clean['some-rule']);
  expect(text).toBe('not measured; 1 finding in 3 clean, well-known repositories of 41,000 lines that had something to check');
  expect(measured(verdicts(1, 0)).clean).toBeNull();
});
