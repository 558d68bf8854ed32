import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startCluster, stopCluster } from '../test/support/postgres-cluster.ts';
import { type FaultReport, runFaults } from './faults/run.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, quantile, root } from './measure.ts';
import pg from 'pg';

const usual = { kills: 200, seed: 1, workers: 2, clients: 5, checkEvery: 25 } as const;

export const faults: Bench = {
  name: 'faults',
  title: 'Kills under load',
  how: `\`kill -9\` of \`sentrik server\` or one of ${usual.workers} \`sentrik worker\` at random moments (\`--kills\`, per \`--engine\`, from \`--seed\`) while ${usual.clients} clients write over HTTP: projects, API keys, archives, git pushes, scans, threat profiles, triage. Afterwards everything acknowledged is read again, every job must have ended exactly once with the findings of an undisturbed scan, every content that a row names must have its hash, and the audit chain must verify. A violation ends the run with an error`,
  explicit: true,
  run: measure,
};

async function measure({ kills = usual.kills, seed = usual.seed, engine = 'both' }: Options): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const violations: string[] = [];
  for (const name of ['sqlite', 'postgres'] as const) {
    if (engine !== 'both' && engine !== name) continue;
    const tell = (line: string) => process.stderr.write(`${name}: ${line}\n`);
    const report = await inTemporaryFolder((folder) => withDatabase(name, (databaseUrl) => runFaults({ ...usual, folder, databaseUrl, kills, seed, tell })));
    for (const each of report.violations) tell(`VIOLATION ${each}`);
    violations.push(...report.violations);
    figures.push(...figuresOf(name, report));
  }
  if (violations.length > 0) process.exitCode = 1;
  return figures;
}

async function withDatabase<T>(engine: 'sqlite' | 'postgres', use: (url: string | undefined) => Promise<T>): Promise<T> {
  if (engine === 'sqlite') return use(undefined);
  // Its folder has to be reached by the user that PostgreSQL runs as.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-faults-postgres-'));
  fs.chmodSync(folder, 0o755);
  const cluster = path.join(folder, 'cluster');
  try {
    const server = await startCluster(cluster, root);
    const client = new pg.Client({ connectionString: `${server}/postgres` });
    await client.connect();
    await client.query('create database faults');
    await client.end();
    return await use(`${server}/faults`);
  } finally {
    stopCluster(cluster, root);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(engine: string, report: FaultReport): readonly Figure[] {
  const { kills, jobs, leftovers, startTimes } = report;
  const named = (name: string) => `${engine}: ${name}`;
  const killed = Object.entries(kills).map(([name, count]) => `${name} ${count}`);
  return [
    figure(
      named('kills'),
      Object.values(kills).reduce((sum, count) => sum + count, 0),
      '',
      killed.join(', '),
    ),
    figure(named('violations'), report.violations.length, '', report.violations.slice(0, 3).join('; ') || 'none'),
    figure(named('acknowledged writes'), report.acknowledged, '', `${report.entries} values read again, ${report.lost} writes without an answer`),
    figure(
      named('jobs that ended'),
      jobs.completed + jobs.cancelled + jobs.givenUp,
      '',
      `${jobs.completed} completed, ${jobs.cancelled} cancelled, ${jobs.givenUp} given up after four claims that each ended in a kill or in no sign of life for the lease; ${jobs.repeated} took more than one attempt`,
    ),
    figure(named('contents with their hash'), report.blobs, ''),
    figure(named('entries of the audit chain'), report.auditEntries, ''),
    figure(
      named('half-written contents left'),
      leftovers.halfBlobs,
      '',
      `swept a day later; ${leftovers.scratch} scratch folders, ${leftovers.checkouts} checkouts, ${leftovers.gitRepositories} pushed repositories`,
    ),
    figure(named('start after a kill, median'), quantile(startTimes, 0.5), 'ms'),
    figure(named('start after a kill, longest'), Math.max(0, ...startTimes), 'ms'),
    figure(named('whole run'), report.seconds, 's'),
  ];
}
