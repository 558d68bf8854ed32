import fs from 'node:fs';
import path from 'node:path';
import { type Bench, figure, type Figure, type Options, root } from './measure.ts';
import {
  countByRule,
  type Judgement,
  ofHighConfidence,
  readJudgements,
  readRepositories,
  type Repository,
  type Scanned,
  scanRepository,
} from './quality/clean.ts';
import { type Drawable, drawSample, writeSample } from './quality/sample.ts';
import { placeOf } from './quality/place.ts';
import { type Counts, type Score, scoreTruths } from './quality/truth.ts';

export const quality: Bench = {
  name: 'quality',
  title: 'Detection quality',
  how: 'default packs over the checkouts below `--corpus` of ground truths (`--eval`, a folder with `gt/` and `score_gt.py`) and of clean repositories (`bench/quality/repositories.yaml`); judgements of single findings are in `bench/judgements/`; `--seed N` draws findings of the clean repositories to be judged into `bench/results/sample.yaml`',
  explicit: true,
  run: measure,
};

/** Weaknesses with fewer vulnerable cases say little. */
const leastCases = 5;

async function measure({ truths, corpus, only, seed }: Options): Promise<Figure[]> {
  if (corpus === undefined) throw new Error('Say where the checkouts are with --corpus');
  const scores = truths === undefined ? new Map<string, Score | null>() : await scoreTruths(truths, corpus, only);
  const clean = only === undefined ? await scanClean(corpus) : [];
  if (clean.length > 0) writeCounts(clean);
  if (seed !== undefined) writeSample(path.join(root, 'bench/results/sample.yaml'), drawSample(clean.flatMap(drawables), seed));
  return [
    ...[...scores].flatMap(([name, score]) => (score === null ? [notMeasured(name)] : truthFigures(score))),
    ...clean.flatMap(densityFigures),
    ...overallDensity(clean),
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

/** What the build shows with each rule; findings that were judged and are no longer reported say nothing of the rule as it is. */
function writeCounts(clean: readonly Clean[]): void {
  const rules = countByRule(clean.flatMap(({ scanned }) => scanned ?? []));
  const reported = new Set(clean.flatMap(drawables).map(placeOf));
  const scanned = new Set(clean.flatMap((each) => (each.scanned === undefined ? [] : [`${repositoryOf(each)} ${each.commit}`])));
  const gone = readJudgements()
    .filter((judgement) => scanned.has(`${judgement.repository} ${judgement.commit}`))
    .map(placeOf)
    .filter((place) => !reported.has(place));
  fs.writeFileSync(path.join(root, 'bench/results/clean.json'), `${JSON.stringify({ gone: [...new Set(gone)].sort(), rules }, null, 2)}\n`);
}

interface Clean extends Repository {
  /** Absent where there is no checkout. */
  readonly scanned?: Scanned;
}

async function scanClean(corpus: string): Promise<readonly Clean[]> {
  const all: Clean[] = [];
  for (const repository of readRepositories()) {
    const checkout = path.join(corpus, repository.name);
    all.push(fs.existsSync(checkout) ? { ...repository, scanned: await scanRepository(checkout) } : repository);
  }
  return all;
}

function repositoryOf({ url }: Clean): string {
  return new URL(url).pathname.slice(1);
}

function drawables(clean: Clean): readonly Drawable[] {
  const { commit, scanned } = clean;
  const repository = repositoryOf(clean);
  const findings = scanned?.findings ?? [];
  return findings.map(({ rule_id: rule, confidence, evidence }) => ({
    repository,
    commit,
    rule,
    path: evidence.file,
    line: evidence.lines[0] ?? 0,
    confidence,
  }));
}

function densityFigures({ name, scanned }: Clean): readonly Figure[] {
  return scanned === undefined ? [notMeasured(name)] : perLines(name, [scanned]);
}

function overallDensity(all: readonly Clean[]): readonly Figure[] {
  const scanned = all.flatMap((clean) => (clean.scanned === undefined ? [] : [clean.scanned]));
  return scanned.length === 0 ? [] : perLines(`all ${scanned.length} repositories`, scanned);
}

function perLines(name: string, scans: readonly Scanned[]): readonly Figure[] {
  const lines = scans.reduce((sum, { summary }) => sum + summary.lines_scanned, 0);
  const per = (count: number) => (count * 1000) / Math.max(1, lines);
  const findings = scans.flatMap((scan) => scan.findings).length;
  const certain = scans.flatMap(ofHighConfidence).length;
  return [
    figure(`${name}: findings of high confidence per 1,000 lines`, per(certain), 'findings', `${certain} in ${lines} lines`),
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
