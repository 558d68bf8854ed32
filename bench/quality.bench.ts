import fs from 'node:fs';
import path from 'node:path';
import { type Bench, figure, type Figure, type Options } from './measure.ts';
import { type Judgement, measureDensity, readJudgements, readRepositories } from './quality/clean.ts';
import { type Counts, type Score, scoreTruths } from './quality/truth.ts';

export const quality: Bench = {
  name: 'quality',
  title: 'Detection quality',
  how: 'default packs over the checkouts below `--corpus` of ground truths (`--eval`, a folder with `gt/` and `score_gt.py`) and of clean repositories (`bench/quality/repositories.yaml`); judgements of single findings are in `bench/judgements/`',
  explicit: true,
  run: measure,
};

/** Weaknesses with fewer vulnerable cases say little. */
const leastCases = 5;

async function measure({ truths, corpus, only }: Options): Promise<Figure[]> {
  if (corpus === undefined) throw new Error('Say where the checkouts are with --corpus');
  const scores = truths === undefined ? new Map<string, Score | null>() : await scoreTruths(truths, corpus, only);
  const clean: Figure[] = [];
  for (const { name } of only === undefined ? readRepositories() : []) clean.push(...(await densityFigures(name, path.join(corpus, name))));
  return [
    ...[...scores].flatMap(([name, score]) => (score === null ? [notMeasured(name)] : truthFigures(score))),
    ...clean,
    ...judgedFigures(readJudgements()),
  ];
}

function notMeasured(name: string): Figure {
  return figure(`${name}: not measured`, 0, 'cases', 'there is no checkout');
}

function truthFigures(score: Score): Figure[] {
  const weak = [...score.byWeakness].filter(([, counts]) => counts.found + counts.missed >= leastCases);
  const wrong = score.wrong + score.lines;
  return [
    ...rates(
      score.truth,
      { ...score, wrong },
      `${score.found} of ${score.found + score.missed} found, ${score.wrong} safe cases and ${score.lines} other lines reported`,
    ),
    ...weak.flatMap(([weakness, counts]) => rates(`${score.truth} ${weakness}`, counts, `${counts.found} of ${counts.found + counts.missed} found`)),
  ];
}

function rates(name: string, { found, missed, wrong }: Counts, note: string): Figure[] {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const [recall, precision] = [share(found, found + missed), share(found, found + wrong)];
  return [
    figure(`${name}: recall`, recall * 100, '%', note),
    ...(found + wrong === 0
      ? []
      : [figure(`${name}: precision`, precision * 100, '%'), figure(`${name}: F1`, share(2 * precision * recall, precision + recall) * 100, '%')]),
  ];
}

async function densityFigures(name: string, checkout: string): Promise<Figure[]> {
  if (!fs.existsSync(checkout)) return [notMeasured(name)];
  const { lines, findings, highConfidence } = await measureDensity(checkout);
  const per = (count: number) => (count * 1000) / Math.max(1, lines);
  return [
    figure(`${name}: findings of high confidence per 1,000 lines`, per(highConfidence), 'findings', `${highConfidence} in ${lines} lines`),
    figure(`${name}: findings per 1,000 lines`, per(findings), 'findings', `${findings} in all`),
  ];
}

/** Precision as people judged it, by repository. */
function judgedFigures(all: readonly Judgement[]): Figure[] {
  const repositories = [...new Set(all.map(({ repository }) => repository))].sort();
  return repositories.map((repository) => {
    const own = all.filter((judgement) => judgement.repository === repository);
    const count = (verdict: Judgement['verdict']) => own.filter((judgement) => judgement.verdict === verdict).length;
    const decided = count('right') + count('wrong');
    const note = `${count('right')} right, ${count('wrong')} wrong, ${count('unsure')} unsure`;
    return figure(`${repository}: judged right`, decided === 0 ? 0 : (count('right') / decided) * 100, '%', note);
  });
}
