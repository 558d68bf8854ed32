import path from 'node:path';
import { boot, localActor } from '../core/boot.ts';
import { scanProject, type ScanResult } from '../core/scan/project.ts';
import { openWorkspace } from '../core/scan/workspace.ts';
import { type Bench, figure, type Figure, type Options, root } from './measure.ts';

export const taint: Bench = {
  name: 'taint',
  title: 'Data flows across files',
  how: 'all packs over the files of `--folder` without a cache, in the threads that a scan has: alone, then with flows followed from file to file; functions are summarised under each rule that reaches them (build first: `node scripts/build.mjs`)',
  explicit: true,
  run: measure,
};

async function measure({ folder }: Options): Promise<Figure[]> {
  if (folder === undefined) throw new Error('Say which repository with --folder');
  // Once before, so that neither figure pays for reading the disk and compiling the program.
  await scan(folder, false);
  const alone = await scan(folder, false);
  const { result, time, cpu } = await scan(folder, true);
  const { linked, timings, linesScanned, skips, threads } = result;
  if (linked === undefined) throw new Error('No flows were followed');
  const whole = timings.link + Math.max(0, timings.scan - alone.result.timings.scan);
  const per = (count: number, of: number) => (of === 0 ? 0 : count / of);
  return [
    figure('lines', linesScanned, 'lines'),
    figure('scan without flows across files', alone.time, 'ms', `${threads} threads`),
    figure('scan with them', time, 'ms'),
    figure('ratio', per(time, alone.time), 'x'),
    figure('processor time without', alone.cpu, 'ms'),
    figure('processor time with them', cpu, 'ms', 'less depends on what else runs'),
    figure('files with flows', linked.units, 'files'),
    figure('files opened again to follow them', linked.opened, 'files'),
    figure('rules with a source and a sink', linked.rules, 'rules'),
    figure('parts in which they may meet', linked.parts, 'parts'),
    figure('functions summarised', linked.functions, 'functions', 'counted once for each rule and part'),
    figure('time per 1,000 functions', per(whole * 1000, linked.functions), 'ms', 'all that flows across files add to the scan'),
    figure('functions cut off by a budget', per(linked.cut * 100, linked.functions), '%'),
    figure('limits told to the user', skips.filter(({ path: where }) => where === '').length, 'skips'),
    figure('flows from file to file', linked.flows, 'flows'),
    figure('peak memory', process.resourceUsage().maxRSS / 1000, 'MB', 'threads included'),
  ];
}

interface Measured {
  readonly result: ScanResult;
  /** Milliseconds, of the clock and of the processor. */
  readonly time: number;
  readonly cpu: number;
}

async function scan(folder: string, crossFile: boolean): Promise<Measured> {
  const product = boot({ root: path.resolve(folder), assets: path.join(root, 'dist/assets'), environment: {}, worker: path.join(root, 'dist/worker.js') });
  try {
    const context = product.contextFor({ actor: localActor });
    const workspace = await openWorkspace(context, { config: { cross_file: crossFile } });
    const started = performance.now();
    const before = process.cpuUsage();
    const result = await scanProject(context, workspace, { noCache: true });
    const { user, system } = process.cpuUsage(before);
    return { result, time: performance.now() - started, cpu: (user + system) / 1000 };
  } finally {
    await product.close();
  }
}
