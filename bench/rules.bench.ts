import os from 'node:os';
import path from 'node:path';
import { diskAssets } from '../core/platform/assets-disk.ts';
import { type Bench, type Figure, figure, type Options, root } from './measure.ts';
import { fetchCorpus, readCorpus } from './rule-tests/corpus.ts';
import { openTrial, type Outcome } from './rule-tests/trial.ts';

export const rules: Bench = {
  name: 'rules',
  title: 'Rule language',
  how: 'share of public rule tests of peers whose annotations all agree; each rule sees its texts through the engine as in a scan (`--fetch` clones the material, `--corpus DIR` names a folder that has it)',
  explicit: true,
  run: measure,
};

/** Languages that the product means to cover; others are counted apart. */
const covered = new Set(
  'javascript typescript python java kotlin go c cpp csharp php ruby rust swift scala bash lua solidity sql html css yaml json toml dockerfile terraform generic regex'.split(
    ' ',
  ),
);

async function measure(options: Options): Promise<readonly Figure[]> {
  const folder = options.corpus ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'sentrik/rule-tests');
  if (options.fetch === true) fetchCorpus(folder);
  const tests = readCorpus(folder);
  if (tests.length === 0) throw new Error(`No rule tests in ${folder}; run with --fetch to clone them, or name a folder with --corpus`);
  const trial = await openTrial(diskAssets(path.join(root, 'dist/assets')));
  const outcomes: Outcome[] = [];
  for (const test of tests) {
    const wanted = options.only === undefined || test.name.includes(options.only) || (test.language ?? '') === options.only;
    if (wanted || mayBeOf(test.rules, options.only)) outcomes.push(...trial.run(test).filter((outcome) => isWanted(outcome, options.only)));
  }
  for (const outcome of outcomes.filter(({ passed }) => !passed).slice(0, options.fails ?? 0)) {
    console.log(`${outcome.name} [${outcome.languages.join(' ')}] ${outcome.cause}: ${outcome.detail}`);
  }
  return figuresOf(outcomes);
}

/** Languages are only known after the rules were read: a cheap look first. */
function mayBeOf(yaml: string, only: string | undefined): boolean {
  return only !== undefined && new RegExp(`\\b${only.slice(0, 2)}`, 'i').test(yaml);
}

function isWanted(outcome: Outcome, only: string | undefined): boolean {
  return only === undefined || outcome.name.includes(only) || outcome.languages.includes(only);
}

function figuresOf(outcomes: readonly Outcome[]): readonly Figure[] {
  const isCovered = ({ languages }: Outcome) => languages.some((language) => covered.has(language));
  const failures = outcomes.filter(({ passed }) => !passed);
  return [
    share('all', outcomes),
    share('all covered languages', outcomes.filter(isCovered)),
    ...grouped('suite', outcomes, ({ suite }) => [suite]),
    ...grouped('language', outcomes, ({ languages }) => languages),
    ...grouped('feature', outcomes.filter(isCovered), ({ features }) => features).slice(0, 50),
    ...count('cause', failures.filter(isCovered), ({ cause }) => cause),
  ];
}

function grouped(label: string, outcomes: readonly Outcome[], keysOf: (outcome: Outcome) => readonly string[]): readonly Figure[] {
  const groups = groupBy(outcomes, keysOf);
  return [...groups].sort((a, b) => b[1].length - a[1].length).map(([key, members]) => share(`${label} ${key}`, members));
}

function groupBy(outcomes: readonly Outcome[], keysOf: (outcome: Outcome) => readonly string[]): ReadonlyMap<string, readonly Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    for (const key of keysOf(outcome)) {
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [outcome]);
      else known.push(outcome);
    }
  }
  return groups;
}

function count(label: string, outcomes: readonly Outcome[], keyOf: (outcome: Outcome) => string): readonly Figure[] {
  return [...groupBy(outcomes, (outcome) => [keyOf(outcome)])].map(([key, members]) =>
    figure(`${label} ${key}`, members.length, 'failed cases', 'covered languages'),
  );
}

function share(name: string, outcomes: readonly Outcome[]): Figure {
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return figure(name, outcomes.length === 0 ? 0 : Number(((100 * passed) / outcomes.length).toFixed(1)), '%', `${passed} of ${outcomes.length}`);
}
