import { expect, it } from 'vitest';
import { judgedAsset, measuredOf, readJudged } from '../../../core/scan/measured.ts';

const verdicts = (right: number, wrong: number, unsure = 0) =>
  [...Array<'right'>(right).fill('right'), ...Array<'wrong'>(wrong).fill('wrong'), ...Array<'unsure'>(unsure).fill('unsure')].map((verdict, index) => ({
    rule: 'some-rule',
    repository: `owner/${index % 2}`,
    verdict,
  }));

function measured(all: ReturnType<typeof verdicts>) {
  const { name, text } = judgedAsset(all);
  const judged = readJudged({ read: (asked) => new TextEncoder().encode(asked === name ? text : '') });
  return measuredOf(judged.get('some-rule'));
}

it('a rule is measured by the findings that were decided, from ten on', () => {
  expect(measured(verdicts(9, 1, 4))).toMatchObject({ precision: 90, right: 9, wrong: 1, unsure: 4, repositories: 2 });
  expect(measured(verdicts(9, 0, 4)).precision).toBeNull();
});

it('the sentence says what a figure rests on, and why there is none', () => {
  expect(measured(verdicts(9, 1, 1)).text).toBe(
    '90 %: of 10 findings that were read in 2 repositories, 9 were right, 1 could not be decided; the rule may have changed since',
  );
  expect(measured(verdicts(1, 0)).text).toBe('not measured: only 1 finding was read, 1 right');
  expect(measured([]).text).toBe('not measured');
});
