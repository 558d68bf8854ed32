import { type ChildProcess, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { packZip } from '../test/support/archives.ts';
import { startCluster, stopCluster } from '../test/support/postgres-cluster.ts';
import { type Bench, cli, type Figure, figure, inTemporaryFolder, type Options, quantile, runCommand, watchUsage } from './measure.ts';
import { type ScanState, type ServerClient, signIn } from './server/client.ts';
import { type RunningProgram, startServer, startWorker } from './server/programs.ts';
import { fileExtension, makeSource, sourceLanguages } from './source.ts';

const rounds = 2;
const files = 1250;
const linesPerFile = 250;
const least = 300_000;
const oneThread = ['--threads', '1'];

export const workers: Bench = {
  name: 'workers',
  title: 'Workers on one scan',
  how:
    '`sentrik server --workers 0` on a PostgreSQL of its own, beside it one or two `sentrik worker --threads 1` (each a process that scans on one thread, one job at a time); ' +
    'once as they are and once each held to one processor of its own (`taskset`), since optimising and collecting garbage use other processors where these are free; ' +
    `a repository of more than ${least} lines (${files} generated files of five languages, or \`--folder\`) is taken in once and scanned ${rounds} times each way in turn (the quicker counts), with all packs and flows across files, from the request to the complete scan. ` +
    'Beside it, once, a worker with its default threads, and `sentrik scan` of the same folder without a cache on one thread and with its default',
  run: (options) => inTemporaryFolder((folder) => withCluster(folder, (database) => measure(folder, database, options))),
};

async function withCluster<T>(folder: string, use: (database: string) => Promise<T>): Promise<T> {
  // PostgreSQL runs as another user where this one is root.
  fs.chmodSync(folder, 0o755);
  const cluster = path.join(folder, 'cluster');
  try {
    return await use(`${await startCluster(cluster)}/postgres`);
  } finally {
    stopCluster(cluster);
  }
}

/** What a scan took, in seconds, and what it found. */
interface Run {
  readonly seconds: number;
  /** Processor time of the programs that scan. */
  readonly processor: number;
  readonly findings: string;
}

interface Way {
  readonly name: string;
  readonly rounds: number;
  readonly runs: Run[];
  scan(): Promise<Run>;
}

interface Setting {
  readonly source: string;
  /** The server's project. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function measure(folder: string, database: string, options: Options): Promise<readonly Figure[]> {
  const source = options.folder ?? generated(path.join(folder, 'source'));
  const home = path.join(folder, 'home');
  fs.mkdirSync(home);
  const environment = {
    ...{ SENTRIK_DATABASE_URL: database, SENTRIK_DATA: path.join(folder, 'data'), SENTRIK_CACHE_DIR: path.join(folder, 'cache') },
    GUARD_RATE_LIMIT_ENABLED: 'false',
  };
  const setting = { source, home, environment };
  const server = await startServer({ folder: home, environment, flags: ['--workers', '0'] });
  try {
    if (server.admin === undefined) throw new Error('The server made no administrator');
    const client = await signIn(server.url, server.admin);
    const begun = performance.now();
    const repository = await withWorkers(setting, [[]], () => client.addRepository('source', archiveOf(source)));
    const ingest = (performance.now() - begun) / 1000;
    return [...(await compare(setting, client, repository)), figure('taking the source in', ingest, 's', 'start of a worker included')];
  } finally {
    await server.stop();
  }
}

async function compare(setting: Setting, client: ServerClient, repository: string): Promise<readonly Figure[]> {
  const states: ScanState[] = [];
  const scan = async () => {
    const state = await client.completed(repository, await client.startScan(repository));
    states.push(state);
    return client.text(state.artifacts.find(({ name }) => name === 'findings.json')?.url ?? '');
  };
  const one = byWorkers('one worker, one thread', { setting, scan, flags: [oneThread] });
  const two = byWorkers('two workers, one thread each', { setting, scan, flags: [oneThread, oneThread] });
  const oneHeld = byWorkers('one worker on one processor', { setting, scan, flags: [oneThread], isHeld: true });
  const twoHeld = byWorkers('two workers, each on a processor of its own', { setting, scan, flags: [oneThread, oneThread], isHeld: true });
  const usual = { ...byWorkers('one worker, default threads', { setting, scan, flags: [[]] }), rounds: 1 };
  const alone = byCommand('sentrik scan, one thread', setting, oneThread);
  const direct = byCommand('sentrik scan, default threads', setting, []);
  const ways = [oneHeld, twoHeld, one, two, alone, usual, direct];
  for (let round = 0; round < rounds; round += 1) for (const way of ways) if (round < way.rounds) await take(way);
  const found = new Set(ways.flatMap((way) => way.runs.map(({ findings }) => findings)));
  const summary = states[0]?.summary;
  return [
    figure('lines', summary?.lines ?? 0, 'lines', `${summary?.files} files in ${summary?.parts} parts, ${summary?.findings} findings`),
    ...ways.map((way) => figure(way.name, secondsOf(way), 's', `each ${way.runs.map(told).join('; ')}`)),
    figure('two workers against one, each on a processor of its own', secondsOf(oneHeld) / secondsOf(twoHeld), 'times', 'target 1.5'),
    figure('two workers against one, sharing the processors', secondsOf(one) / secondsOf(two), 'times'),
    figure('one worker over sentrik scan, one thread', overhead(one, alone), '%', 'target at most 30'),
    figure('one worker over sentrik scan, default threads', overhead(usual, direct), '%', 'target at most 30'),
    figure('different findings.json', found.size, 'documents', `of ${ways.reduce((sum, way) => sum + way.runs.length, 0)} scans, byte by byte; 1 is right`),
  ];
}

async function take(way: Way): Promise<void> {
  const run = await way.scan();
  way.runs.push(run);
  console.error(`${way.name}: ${told(run)}`);
}

function told({ seconds, processor }: Run): string {
  return `${seconds.toFixed(1)} s (processor ${processor.toFixed(1)} s)`;
}

function secondsOf({ runs }: Way): number {
  return quantile(
    runs.map(({ seconds }) => seconds),
    0,
  );
}

function overhead(way: Way, over: Way): number {
  return 100 * (secondsOf(way) / secondsOf(over) - 1);
}

interface WorkerWay {
  readonly setting: Setting;
  /** Flags of each worker. */
  readonly flags: readonly (readonly string[])[];
  readonly scan: () => Promise<string>;
  /** Each worker has one processor and no other. */
  readonly isHeld?: boolean;
}

function byWorkers(name: string, { setting, flags, scan, isHeld = false }: WorkerWay): Way {
  return {
    ...{ name, rounds, runs: [] },
    scan: () =>
      withWorkers(setting, flags, async (running) => {
        if (isHeld) for (const [index, { child }] of running.entries()) hold(child, index);
        const watched = running.map(({ child }) => watchUsage(child));
        const [begun, used] = [performance.now(), processorOf(watched)];
        try {
          const findings = await scan();
          return { seconds: (performance.now() - begun) / 1000, processor: processorOf(watched) - used, findings };
        } finally {
          for (const usage of watched) usage.stop();
        }
      }),
  };
}

/** Leaves a process, with its threads, one processor. */
function hold({ pid }: ChildProcess, processor: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', `${processor}`, `${pid}`], { stdio: 'ignore' });
}

/** Seconds. */
function processorOf(watched: readonly ReturnType<typeof watchUsage>[]): number {
  return watched.reduce((sum, usage) => sum + usage.now().cpuMilliseconds / 1000, 0);
}

async function withWorkers<T>(
  { home, environment }: Setting,
  flags: readonly (readonly string[])[],
  use: (running: readonly RunningProgram[]) => Promise<T>,
): Promise<T> {
  const running: RunningProgram[] = [];
  try {
    for (const each of flags) running.push(await startWorker({ folder: home, environment, flags: each }));
    return await use(running);
  } finally {
    await Promise.all(running.map((worker) => worker.stop()));
  }
}

/** The same scan without a server. */
function byCommand(name: string, { source, environment }: Setting, flags: readonly string[]): Way {
  return {
    ...{ name, rounds: 1, runs: [] },
    async scan() {
      const folder = `${source}.scanned`;
      fs.cpSync(source, folder, { recursive: true });
      try {
        const argv = [cli, 'scan', '.', '--no-cache', '--no-progress', '--quiet', ...flags];
        const { milliseconds, cpuMilliseconds } = await runCommand(process.execPath, argv, { folder, codes: [0], environment });
        const findings = fs.readFileSync(path.join(folder, 'out/findings.json'), 'utf8');
        return { seconds: milliseconds / 1000, processor: cpuMilliseconds / 1000, findings };
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    },
  };
}

/** Files of all languages in folders of some fifty. */
function generated(folder: string): string {
  for (let index = 0; index < files; index += 1) {
    const language = sourceLanguages[index % sourceLanguages.length] ?? 'typescript';
    const target = path.join(folder, `part-${index % 25}`, `file-${index}.${fileExtension(language)}`);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, makeSource(language, linesPerFile, index + 1));
  }
  return folder;
}

function archiveOf(folder: string): Blob {
  const entries = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${path.sep}.git`))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Blob([
    new Uint8Array(
      packZip(
        entries.map((file) => ({ name: path.relative(folder, file), content: fs.readFileSync(file) })),
        0,
      ),
    ),
  ]);
}
