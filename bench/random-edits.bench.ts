import fs from 'node:fs';
import path from 'node:path';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, root, runCommand } from './measure.ts';

const edits = 10_000;

export const randomEdits: Bench = {
  name: 'random-edits',
  title: 'Random edits',
  how: 'the test of the language server under random edits in eight languages, with as many edits as take it minutes: after each batch its answer has to be what a fresh check gives (`--seed N`)',
  explicit: true,
  run: (options) => inTemporaryFolder((folder) => measure(folder, options)),
};

async function measure(folder: string, { seed }: Options): Promise<readonly Figure[]> {
  const report = path.join(folder, 'report.json');
  const environment = { SENTRIK_TEST_BUILT: '1', SENTRIK_TEST_EDITS: String(edits), ...(seed === undefined ? {} : { SENTRIK_TEST_SEED: String(seed) }) };
  const argv = ['run', 'test/server/random-edits', '--reporter=json', `--outputFile=${report}`];
  const { milliseconds } = await runCommand(path.join(root, 'node_modules/.bin/vitest'), argv, { folder: root, codes: [0, 1], environment });
  const told: unknown = JSON.parse(fs.readFileSync(report, 'utf8'));
  const countOf = (name: string) => Number(typeof told === 'object' && told !== null ? Reflect.get(told, name) : Number.NaN);
  return [
    figure('edits', edits, 'edits'),
    figure('languages passed', countOf('numPassedTests'), 'languages'),
    figure('languages failed', countOf('numFailedTests'), 'languages'),
    figure('time', milliseconds / 1000, 's'),
  ];
}
