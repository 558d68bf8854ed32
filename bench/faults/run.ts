import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { activeStatuses } from '../../core/jobs/job.ts';
import { jobs } from '../../core/jobs/tables.ts';
import { diskBlobs } from '../../core/platform/blobs-disk.ts';
import { openStore } from '../../core/platform/store/open.ts';
import type { Store } from '../../core/kernel/store.ts';
import { randomOf } from '../fuzz/random.ts';
import { countLeftovers, type Expected, foundBy, type Leftovers, wrongBlobs, wrongScans } from './content-checks.ts';
import { checkEndedJobs, type JobCounts, wrongJobs } from './job-checks.ts';
import { lastingAnswer } from './client.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { type Ledger, openLedger, wrongEntries } from './ledger.ts';
import { startLoad } from './load.ts';
import { type SampleProject, sampleProjects } from './projects.ts';

export interface FaultOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly databaseUrl?: string | undefined;
  readonly kills: number;
  readonly seed: number;
  readonly workers: number;
  readonly clients: number;
  /** Kills between two checks of everything that was acknowledged. */
  readonly checkEvery: number;
  /** How many sample projects clients upload: the small one first. */
  readonly samples?: number | undefined;
  readonly tell: (line: string) => void;
}

/** What a run came to; without violations nothing was lost. */
export interface FaultReport {
  readonly violations: readonly string[];
  readonly kills: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly lost: number;
  readonly entries: number;
  readonly jobs: JobCounts;
  readonly blobs: number;
  readonly auditEntries: number;
  readonly leftovers: Leftovers;
  /** Milliseconds until a program that was killed could be used again. */
  readonly startTimes: readonly number[];
  readonly seconds: number;
}

/** The next kill comes after so many acknowledged writes at most, or after so many milliseconds without them. */
const most = { writes: 15, waitMs: 10_000, jitterMs: 200 } as const;
const drainMs = 180_000;

/** Kills programs of a deployment under load, and tells what was lost. */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const { folder, databaseUrl, workers, clients: users, tell } = options;
  const begun = performance.now();
  fs.mkdirSync(path.join(folder, 'pushed'));
  const deployment = await startDeployment({ folder, databaseUrl, workers, users });
  const store = await openStore(deployment.place);
  try {
    const blobs = diskBlobs(deployment.dataFolder);
    const samples = sampleProjects(options.samples);
    const expected = new Map<string, Expected>();
    for (const sample of samples) expected.set(sample.name, await undisturbed(deployment, store, sample));
    tell(`undisturbed scans found ${[...expected].map(([name, found]) => `${found.findings.split('\n').length} in ${name}`).join(', ')}`);
    const ledger = openLedger();
    const load = startLoad({ url: deployment.url, keys: deployment.keys, ledger, samples, seed: options.seed, folder: path.join(folder, 'pushed') });
    const kills = await killAround(deployment, { ...options, ledger }, async (done) => {
      await load.pause();
      ledger.violations.push(...(await wrongEntries(ledger)), ...(await wrongJobs(store)));
      tell(`${done} kills: ${total(ledger.acknowledged)} acknowledged writes, ${ledger.lost.count} without answer, ${ledger.violations.length} violations`);
      if (done < options.kills) load.resume();
    });
    await drain(store, ledger.violations);
    const ended = await checkEndedJobs(store, load.scans);
    const contents = await wrongBlobs(store, blobs);
    const audit = await checkAudit(deployment, ledger.acknowledged);
    const found = await wrongScans(store, blobs, { sampleOf: load.sampleOf, expected });
    ledger.violations.push(...(await wrongEntries(ledger)), ...(await wrongJobs(store)), ...ended.wrong, ...contents.wrong, ...found, ...audit.wrong);
    ledger.violations.push(...(await deployment.stop()));
    return {
      ...{ violations: ledger.violations, kills, acknowledged: total(ledger.acknowledged), lost: ledger.lost.count, entries: ledger.entries.length },
      ...{ jobs: ended.counts, blobs: contents.checked, auditEntries: audit.entries, leftovers: countLeftovers(deployment.dataFolder) },
      startTimes: [deployment.server, ...deployment.workers].flatMap(({ startTimes }) => startTimes.slice(1)),
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await deployment.stop();
    await store.close();
  }
}

type Check = (done: number) => Promise<void>;
type Killing = FaultOptions & { readonly ledger: Ledger };

/** Kills one of the programs at random moments, mostly such that have come up again; gives how often each. */
async function killAround(deployment: Deployment, { kills, seed, checkEvery, ledger }: Killing, check: Check): Promise<Readonly<Record<string, number>>> {
  const random = randomOf(seed);
  const programs = [deployment.server, ...deployment.workers] as const;
  const counts: Record<string, number> = {};
  for (let done = 0; done < kills; ) {
    const program = random.chance(0.5) ? deployment.server : random.pick(programs);
    // One in five may come while it starts.
    if (!random.chance(0.2)) await program.ready();
    if (!random.chance(0.2)) await moreAcknowledged(ledger, random.below(most.writes));
    await sleep(random.below(most.jitterMs));
    await program.killAndStart();
    counts[program.name] = (counts[program.name] ?? 0) + 1;
    done += 1;
    if (done % checkEvery !== 0 && done !== kills) continue;
    await Promise.all(programs.map((each) => each.ready()));
    await check(done);
  }
  return counts;
}

/** Waits for so many more acknowledged writes: what a machine does between two kills does not hang on how fast it is. */
async function moreAcknowledged(ledger: Ledger, count: number): Promise<void> {
  const end = performance.now() + most.waitMs;
  const wanted = total(ledger.acknowledged) + count;
  while (total(ledger.acknowledged) < wanted && performance.now() < end) await sleep(5);
}

/** Waits until every job has ended. */
async function drain(store: Store, violations: string[]): Promise<void> {
  const end = performance.now() + drainMs;
  while ((await store.across(jobs).count({ status: { in: activeStatuses } })) > 0) {
    if (performance.now() > end) {
      violations.push('jobs had not ended three minutes after the last kill');
      return;
    }
    await sleep(200);
  }
}

const withId = z.object({ id: z.string() });

/** Scans a sample project while nobody is killed. */
async function undisturbed({ url, keys: [key = ''], dataFolder }: Deployment, store: Store, sample: SampleProject): Promise<Expected> {
  const send = async (method: string, target: string, rest: object) => withId.parse((await lastingAnswer({ url, key, method, path: target, ...rest })).body).id;
  const project = await send('POST', '/v1/projects', { body: { name: `undisturbed ${sample.name}` } });
  const form = new FormData();
  form.set('upload', new Blob([sample.zip]), 'sample.zip');
  const repository = await send('POST', `/v1/projects/${project}/repositories`, { form });
  await jobsDone(store);
  const id = await send('POST', `/v1/repositories/${repository}/scans`, { body: {} });
  await jobsDone(store);
  const scan = await store.across(jobs).first({ where: { id } });
  if (scan?.status !== 'completed')
    throw new Error(`the undisturbed scan of ${sample.name} is ${scan?.status} after ${scan?.attempts} attempts: ${scan?.error}`);
  return foundBy(store, diskBlobs(dataFolder), scan);
}

async function jobsDone(store: Store): Promise<void> {
  const problems: string[] = [];
  await drain(store, problems);
  if (problems.length > 0) throw new Error('an undisturbed job did not end');
}

const verified = z.object({ intact: z.boolean(), entries: z.number(), problems: z.array(z.object({ kind: z.string(), message: z.string() })) });
const listed = z.object({ total: z.number() });

/** The chain must verify, and have an entry for each write that was acknowledged. */
async function checkAudit({ url, keys: [key = ''] }: Deployment, acknowledged: ReadonlyMap<string, number>) {
  const read = async (target: string) => (await lastingAnswer({ url, key, method: 'GET', path: target })).body;
  const { intact, entries, problems } = verified.parse(await read('/api/audit/verify'));
  const wrong = intact ? [] : problems.map(({ kind, message }) => `audit trail: ${kind}: ${message}`);
  for (const [action, count] of acknowledged) {
    const recorded = listed.parse(await read(`/api/audit?action=${action}&outcome=done&limit=1`)).total;
    if (recorded < count) wrong.push(`${count} times ${action} was acknowledged, and ${recorded} times recorded`);
  }
  return { entries, wrong };
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
