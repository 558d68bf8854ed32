import fs from 'node:fs';
import path from 'node:path';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, type ProgramRun, quantile, runCommand } from './measure.ts';
import { openCorpus, repositories } from './scan/corpus.ts';
import { openPeers } from './scan/peers.ts';
import { peerTools, sentrikTools, type Tool } from './scan/tools.ts';
import { writeProject } from './source.ts';

const runs = 3;

export const scan: Bench = {
  name: 'scan',
  title: 'Repository scan',
  how:
    `whole processes, median of ${runs} interleaved runs, with all packs one, and there without flows across files unless GUARD_CROSS_FILE=true; without a corpus (\`--corpus DIR\` with ${repositories.map(({ name }) => name).join(', ')}, or \`--fetch\`) over generated files. ` +
    'The same 20 rules for Sentrik and ast-grep (bench/rules); ESLint runs its own rules, once and on TypeScript only; ripgrep looks for the rules’ words: the floor',
  run: (options) => inTemporaryFolder((folder) => measure(folder, options)),
};

/** A repository in its folder; `changes` is a file of it that a run may change. */
interface Target {
  readonly name: string;
  readonly folder: string;
  readonly changes: string;
}

async function measure(temporary: string, options: Options): Promise<readonly Figure[]> {
  const targets = targetsOf(temporary, options);
  const peers = openPeers(options.fetch === true);
  const figures: Figure[] = [];
  const totals = new Map<string, number>();
  for (const target of targets) {
    const work = fs.mkdtempSync(path.join(temporary, 'run-'));
    const sentrik = sentrikTools(work);
    const others = peers === undefined ? undefined : peerTools(peers, work);
    const cold = [sentrik.cold, ...(others === undefined ? [] : [others.astGrep, others.ripgrep]), sentrik.many];
    const measured = await interleaved(cold, target);
    measured.set(sentrik.packs, [await run(sentrik.packs, target)]);
    if (others !== undefined && target.name === 'theia') measured.set(others.eslint, [await run(others.eslint, target)]);
    await warm(sentrik.warm, { target, measured, rounds: runs });
    await warm(sentrik.packsWarm, { target, measured, rounds: 1 });
    figures.push(figure(`${target.name}: lines`, countLines(target.folder), 'lines'), ...figuresOf(target, measured, totals));
    if (others !== undefined) figures.push(agreement(target, measured, sentrik.cold, others.astGrep));
  }
  return [...figures, ...ratios(totals)];
}

function targetsOf(temporary: string, { folder, corpus, fetch = false }: Options): readonly Target[] {
  if (folder !== undefined) return [{ name: path.basename(folder), folder, changes: '' }];
  const found = openCorpus(corpus, fetch);
  const targets = repositories.flatMap(({ name, changes }) => {
    const place = found.get(name);
    return place === undefined ? [] : { name, folder: place, changes };
  });
  if (targets.length > 0) return targets;
  const generated = path.join(temporary, 'generated');
  writeProject(generated, 200, 250);
  return [{ name: 'generated', folder: generated, changes: 'part-0/file-0.ts' }];
}

type Measured = Map<Tool, ProgramRun[]>;

/** Tools take turns, so that what else the machine does meets all alike. */
async function interleaved(tools: readonly Tool[], target: Target): Promise<Measured> {
  const measured: Measured = new Map(tools.map((tool) => [tool, []]));
  for (let round = 0; round < runs; round += 1) for (const tool of tools) measured.get(tool)?.push(await run(tool, target));
  return measured;
}

interface WarmRuns {
  readonly target: Target;
  readonly measured: Measured;
  readonly rounds: number;
}

/** One run to fill the cache, then again with nothing changed, and after a change of one file. */
async function warm(tool: Tool, { target, measured, rounds }: WarmRuns): Promise<void> {
  await run(tool, target);
  const again: ProgramRun[] = [];
  const changed: ProgramRun[] = [];
  const file = path.join(target.folder, target.changes);
  const before = target.changes === '' ? undefined : fs.readFileSync(file);
  try {
    for (let round = 0; round < rounds; round += 1) {
      again.push(await run(tool, target));
      if (before === undefined) continue;
      fs.writeFileSync(file, Buffer.concat([before, Buffer.from('\n'.repeat(round + 1))]));
      changed.push(await run(tool, target));
    }
  } finally {
    if (before !== undefined) fs.writeFileSync(file, before);
  }
  measured.set(tool, again);
  if (changed.length > 0) measured.set({ ...tool, name: `${tool.name}, one file changed` }, changed);
}

function run({ program, argv, environment, codes }: Tool, { folder }: Target): Promise<ProgramRun> {
  return runCommand(program, argv, { folder, codes, ...(environment === undefined ? {} : { environment }) });
}

function figuresOf({ name }: Target, measured: Measured, totals: Map<string, number>): readonly Figure[] {
  return [...measured].flatMap(([tool, taken]) => {
    const wall = median(taken, (each) => each.milliseconds);
    const note = `processor ${median(taken, (each) => each.cpuMilliseconds).toFixed(0)} ms, peak memory ${Math.max(...taken.map((each) => each.peakMegabytes)).toFixed(0)} MB`;
    if (tool.name !== 'ESLint with its security plugin') totals.set(tool.name, (totals.get(tool.name) ?? 0) + wall);
    return [figure(`${name}: ${tool.name}`, wall, 'ms', note)];
  });
}

/** Whether both find the same, by rule, file and line. */
function agreement({ name }: Target, measured: Measured, own: Tool, peer: Tool): Figure {
  const placesOf = (tool: Tool) => new Set(tool.places?.(measured.get(tool)?.[0]?.output ?? ''));
  const [a, b] = [placesOf(own), placesOf(peer)];
  const shared = [...a].filter((place) => b.has(place)).length;
  const share = (100 * shared) / Math.max(1, a.size + b.size - shared);
  return figure(`${name}: the same findings as ast-grep`, share, '%', `${shared} shared, ${a.size - shared} only ours, ${b.size - shared} only theirs`);
}

function ratios(totals: ReadonlyMap<string, number>): readonly Figure[] {
  const ratio = (name: string, slow: string, quick: string): readonly Figure[] => {
    const [a, b] = [totals.get(slow), totals.get(quick)];
    return a === undefined || b === undefined ? [] : [figure(name, a / b, 'times', 'wall time over all repositories')];
  };
  return [
    ...ratio('ahead of ast-grep, cold, 20 rules', 'ast-grep, 20 rules', 'sentrik, 20 rules'),
    ...ratio('400 rules against 20', 'sentrik, 400 rules', 'sentrik, 20 rules'),
    ...ratio('warm against cold, 20 rules', 'sentrik, 20 rules', 'sentrik, 20 rules, warm'),
    ...ratio('warm against cold, all packs', 'sentrik, all packs', 'sentrik, all packs, warm'),
    ...ratio('one file changed against cold, all packs', 'sentrik, all packs', 'sentrik, all packs, warm, one file changed'),
  ];
}

function median(taken: readonly ProgramRun[], of: (each: ProgramRun) => number): number {
  return quantile(taken.map(of), 0.5);
}

function countLines(folder: string): number {
  let lines = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.parentPath.includes('/.git')) continue;
    const bytes = fs.readFileSync(path.join(entry.parentPath, entry.name));
    if (!bytes.subarray(0, 8000).includes(0)) for (const byte of bytes) if (byte === 10) lines += 1;
  }
  return lines;
}
