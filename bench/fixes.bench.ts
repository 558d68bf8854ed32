import fs from 'node:fs';
import path from 'node:path';
import { groupBy } from '../core/kernel/grouping.ts';
import { type Heard, type Trial, tryRepository } from './fixes/trial.ts';
import { type Bench, figure, type Figure, type Options } from './measure.ts';
import { readFixable, readRepositories } from './quality/clean.ts';

export const fixes: Bench = {
  name: 'fixes',
  title: 'Automatic fixes',
  how: 'the repositories of `bench/quality/repositories.yaml` and `bench/quality/fixable.yaml` below `--corpus`, with the default packs. Each fix of each finding is tried alone: the text parses no worse, the finding is gone, nothing new is found. Then all verified fixes of a repository are made at once in a copy, its changed files are scanned anew, and each of them is parsed by a parser that is not ours where this machine has one',
  explicit: true,
  run: measure,
};

async function measure({ corpus, only }: Options): Promise<Figure[]> {
  if (corpus === undefined) throw new Error('Say where the checkouts are with --corpus');
  const folders = [...readRepositories(), ...readFixable()]
    .filter(({ name }) => only === undefined || name.includes(only))
    .map(({ name }) => path.join(corpus, name))
    .filter((folder) => fs.existsSync(folder));
  const trials: Trial[] = [];
  for (const folder of folders) {
    const trial = await tryRepository(folder);
    for (const text of problemsOf(trial)) console.log(`${path.basename(folder)}: ${text}`);
    trials.push(trial);
  }
  return [...figuresAlone(trials), ...figuresTogether(trials), ...figuresOfWitnesses(trials.flatMap(({ heard }) => heard))];
}

/** What a maintainer of a rule wants to look at. */
function problemsOf({ tried, left, heard, added }: Trial): readonly string[] {
  return [
    ...tried.filter(({ verified }) => !verified).map(({ rule }) => `${rule} is not verified`),
    ...left.map(({ finding, reason }) => `${finding.ruleId} in ${finding.path}:${finding.span.startLine + 1}: ${reason}`),
    ...added.map((place) => `more of ${place}`),
    ...heard.filter(isWorse).map(({ file, witness }) => `${witness} refuses ${file}`),
  ];
}

function figuresAlone(trials: readonly Trial[]): readonly Figure[] {
  const tried = trials.flatMap((trial) => trial.tried);
  const rules = groupBy(tried, ({ rule }) => rule);
  const kinds = groupBy(tried, ({ kind }) => kind);
  const verified = tried.filter((each) => each.verified).length;
  const inTest = tried.filter((each) => each.inTest).length;
  const byKind = [...kinds].toSorted((a, b) => b[1].length - a[1].length).map(([kind, own]) => `${kind} ${own.length}`);
  const failing = [...rules].toSorted().flatMap(([rule, own]) => {
    const failed = own.filter((each) => !each.verified).length;
    return failed === 0 ? [] : [figure(`${rule}: not verified`, failed, 'fixes', `of ${own.length}`)];
  });
  return [
    figure('repositories', trials.length, 'repositories', `${trials.filter((trial) => trial.tried.length > 0).length} with fixes`),
    figure(
      'findings',
      trials.reduce((sum, { findings }) => sum + findings, 0),
      'findings',
    ),
    figure('findings with a fix', tried.length, 'findings', `${inTest} of them in test code`),
    figure('rules whose fix was tried', rules.size, 'rules'),
    figure('kinds of files', kinds.size, 'kinds', byKind.join(', ')),
    figure('fixes that hold', share(verified, tried.length), '%', `${verified} of ${tried.length}; only these are offered as verified`),
    ...failing,
  ];
}

function figuresTogether(trials: readonly Trial[]): readonly Figure[] {
  const sum = (count: (trial: Trial) => number) => trials.reduce((total, trial) => total + count(trial), 0);
  const left = sum((trial) => trial.left.length);
  return [
    figure(
      'fixes made at once',
      sum(({ applied }) => applied),
      'fixes',
      `${left} left for a second run`,
    ),
    figure(
      'new findings afterwards',
      sum(({ added }) => added.length),
      'findings',
      'rules and files with more findings in a fresh scan of the changed files',
    ),
  ];
}

function figuresOfWitnesses(heard: readonly Heard[]): readonly Figure[] {
  const asked = heard.filter(({ witness }) => witness !== undefined);
  const names = [...groupBy(asked, ({ witness }) => witness)].map(([name, own]) => `${name} ${own.length}`).join(', ');
  const doubted = asked.filter(({ before }) => !before).length;
  return [
    figure('changed files', heard.length, 'files', `${heard.length - asked.length} of a kind that only our own parser read`),
    figure(
      'changed files that another parser accepts',
      share(asked.filter((each) => !isWorse(each)).length, asked.length),
      '%',
      `of ${asked.length}: ${names}; ${doubted} it refused before the change already`,
    ),
  ];
}

function isWorse({ before, after }: Heard): boolean {
  return before && !after;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part * 100) / whole;
}
