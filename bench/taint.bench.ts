import fs from 'node:fs';
import path from 'node:path';
import { config } from '../core/config/schema.ts';
import { diskAssets } from '../core/platform/assets-disk.ts';
import { readCompiledPacks } from '../core/scan/packs.ts';
import { openScanner } from '../core/scan/scanner.ts';
import type { LinkSource } from '../core/scan/scanner/link-units.ts';
import { type Bench, figure, type Figure, type Options, root } from './measure.ts';

const skipped = new Set(['node_modules', '.git', 'dist', 'build', 'vendor', 'out', 'target']);
const largest = 1_000_000;

export const taint: Bench = {
  name: 'taint',
  title: 'Data flows across files',
  how: 'all taint rules of the packs linked over the files of `--folder` on one thread, cold: summaries of functions, made under each rule that reaches them',
  explicit: true,
  run: measure,
};

async function measure({ folder }: Options): Promise<Figure[]> {
  if (folder === undefined) throw new Error('Say which repository with --folder');
  const assets = diskAssets(path.join(root, 'dist/assets'));
  const { max_file_size: maxFileSize, languages } = config.parse({});
  const scanner = await openScanner(
    { packs: readCompiledPacks(assets), suppressions: [], maxFileSize, languages, today: '2026-01-01', testCode: 'low' },
    assets,
  );
  const sources = [...filesIn(folder, '')];
  const lines = sources.reduce((sum, source) => sum + (source.text()?.split('\n').length ?? 0), 0);
  const started = performance.now();
  const { counts } = scanner.steps.link(sources, (name) => read(path.join(folder, name)));
  const time = performance.now() - started;
  return [
    figure('files with flows', counts.units, 'files', `${lines} lines in all files`),
    figure('files opened', counts.opened, 'files'),
    figure('rules linked', counts.rules, 'rules'),
    figure('functions summarised', counts.functions, 'functions', 'counted once for each rule'),
    figure('time', time, 'ms', 'reading and parsing included'),
    figure('time per 1,000 functions', counts.functions === 0 ? 0 : (time * 1000) / counts.functions, 'ms'),
    figure('functions cut off by a budget', counts.functions === 0 ? 0 : (counts.cut * 100) / counts.functions, '%'),
    figure('flows from file to file', counts.flows, 'flows'),
    figure('memory', process.memoryUsage().rss / 1_000_000, 'MB'),
  ];
}

function* filesIn(folder: string, below: string): Generator<LinkSource> {
  for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* filesIn(folder, name);
    else if (entry.isFile() && fs.statSync(path.join(folder, name)).size <= largest) yield { path: name, text: () => read(path.join(folder, name)) };
  }
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
