import fs from 'node:fs';
import path from 'node:path';
import { boot, localActor } from '../core/boot.ts';
import { languageOf } from '../core/scan/languages/index.ts';
import { openGrammars } from '../core/scan/tree/grammar.ts';
import { openWorkspace } from '../core/scan/workspace.ts';
import type { Scanner } from '../core/scan/scanner.ts';
import { parseFile } from './fingerprints/code-file.ts';
import { runTrials, type Sample, type Trial } from './fingerprints/trial.ts';
import { type Bench, figure, type Figure, type Options, root } from './measure.ts';
import type { Grammars } from '../core/scan/tree/grammar.ts';

export const fingerprints: Bench = {
  name: 'fingerprints',
  title: 'Fingerprints',
  how: '500 random refactorings (insert lines, reformat, rename a name that no finding depends on, move the file) of real files with findings below `--corpus`: a finding keeps its fingerprint, or, when its file is moved, the part without the path',
  explicit: true,
  run: measure,
};

const count = 500;
const maxSamples = 400;
const maxPerFolder = 40;
const maxLooked = 150;
const maxBytes = 30_000;
const defaultSeed = 20_261_121;

async function measure({ corpus, seed = defaultSeed }: Options): Promise<Figure[]> {
  if (corpus === undefined) throw new Error('Say where the checkouts are with --corpus');
  const product = boot({ root: fs.realpathSync(corpus), assets: path.join(root, 'dist/assets'), environment: {}, worker: path.join(root, 'dist/worker.js') });
  try {
    const context = product.contextFor({ actor: localActor });
    const { scanner } = await openWorkspace(context, { config: { cross_file: false } });
    const grammars = await openGrammars(context.assets);
    const [first, ...others] = readSamples(corpus, scanner, grammars);
    if (first === undefined) throw new Error('No file below --corpus has a finding');
    return figuresOf(runTrials({ scanner, grammars }, [first, ...others], { count, seed }), others.length + 1);
  } finally {
    await product.close();
  }
}

/** Files with findings, at most so many of each folder, of which not all are looked at. */
function readSamples(corpus: string, scanner: Scanner, grammars: Grammars): readonly Sample[] {
  const samples: Sample[] = [];
  for (const entry of fs.readdirSync(corpus, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || samples.length >= maxSamples) continue;
    let [left, looked] = [maxPerFolder, 0];
    for (const file of filesBelow(path.join(corpus, entry.name))) {
      looked += 1;
      if (left === 0 || looked > maxLooked || samples.length >= maxSamples) break;
      const sample = { path: path.relative(corpus, file), text: fs.readFileSync(file, 'utf8') };
      if (scanner.check(sample).findings.length === 0 || parseFile(grammars, sample) === undefined) continue;
      samples.push(sample);
      left -= 1;
    }
  }
  return samples;
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.git') && entry.name !== 'node_modules') yield* filesBelow(full);
    else if (entry.isFile() && languageOf({ path: full })?.grammar !== undefined && fs.statSync(full).size <= maxBytes) yield full;
  }
}

function figuresOf(trials: readonly Trial[], samples: number): Figure[] {
  const sum = (of: (trial: Trial) => number, some = trials) => some.reduce((total, trial) => total + of(trial), 0);
  const findings = sum((trial) => trial.findings);
  const rules = (list: keyof Pick<Trial, 'changed' | 'gone' | 'merged'>) =>
    [...new Set(trials.flatMap((trial) => trial[list].map(({ ruleId }) => ruleId)))].sort().join(', ');
  const byKind = [...new Set(trials.map(({ refactoring }) => refactoring))].map((kind) => {
    const own = trials.filter(({ refactoring }) => refactoring === kind);
    const all = sum((trial) => trial.findings, own);
    return figure(`kept after: ${kind}`, (100 * sum((trial) => trial.kept, own)) / all, '%', `${own.length} refactorings, ${all} findings`);
  });
  return [
    figure('files', samples, 'files'),
    figure('refactorings', trials.length, 'refactorings', `${findings} findings`),
    figure('fingerprints kept', (100 * sum((trial) => trial.kept)) / findings, '%'),
    ...byKind,
    figure(
      'findings with another fingerprint',
      sum(({ changed }) => changed.length),
      'findings',
      rules('changed'),
    ),
    figure(
      'findings no longer made',
      sum(({ gone }) => gone.length),
      'findings',
      rules('gone'),
    ),
    figure(
      'findings merged',
      sum(({ merged }) => merged.length),
      'findings',
      rules('merged'),
    ),
  ];
}
