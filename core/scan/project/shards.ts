import { z } from 'zod';
import type { Context, Workers } from '../../kernel/context.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { RuleProblem, Skip } from '../model.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { FileRecord } from './file-record.ts';
import { type GivenUp, openGivenUp } from './given-up.ts';
import { type BatchOptions, scanBatch } from './scan-batch.ts';
import { settingsJson, type ShardAnswer, type ShardRequest } from './worker-shard.ts';

/** Files to scan, on how many threads, and who wants to know. */
export interface ScanWork {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly paths: readonly RepoPath[];
  /** At most this many threads; 0 or 1 keeps all work on this one. */
  readonly threads: number;
  /** Records are to be kept, so they need the state of their files. */
  readonly keepsState: boolean;
  /** Records tell what they cost. */
  readonly measures: boolean;
  /** Flows across files will be followed, so what other files need to know of each is gathered. */
  readonly gathersFacts: boolean;
  /** Called with the records of each batch as they come, in no order. */
  readonly onRecords: (records: readonly FileRecord[]) => void;
}

/** How the work went. */
export interface ScanRun {
  readonly threads: number;
  /** Rules that failed at their first use. */
  readonly problems: readonly RuleProblem[];
  /** Rules that were given up on the way. */
  readonly skips: readonly Skip[];
}

/** The work, with the rules that were given up so far. */
interface Watched extends ScanWork {
  readonly givenUp: GivenUp;
}

/** From here on a scan goes to threads. */
export const parallelFiles = 150;
const smallestBatch = 4;
const largestBatch = 48;
/** The others' answers wait for this thread's own batch. */
const ownBatch = 16;
const waitingPerThread = 2;
const yieldAfter = 25;

/** The thread's answer comes from our own program; only its envelope is checked. */
const shardAnswer = z.custom<ShardAnswer>((value) => typeof value === 'object' && value !== null && 'kind' in value);

/** How many threads a scan of so many files gets; 1 means this one. */
export function threadsFor(files: number, context: Context, most: number): number {
  const { workers, isDedicated } = context;
  const threads = Math.min(workers === undefined ? 1 : workers.size + (isDedicated === true ? 1 : 0), most);
  return threads < 2 || (files <= parallelFiles && !isElsewhere(context)) ? 1 : threads;
}

/** Whether work goes to other threads, be it for one of them. */
export function isElsewhere({ workers, sparesThread }: Context): boolean {
  return workers !== undefined && sparesThread === true;
}

/** Scans files on this thread, and on the context's workers when there is enough to do. */
export async function scanPaths(asked: ScanWork): Promise<ScanRun> {
  const givenUp = openGivenUp();
  const onRecords = (records: readonly FileRecord[]) => {
    givenUp.note(records);
    asked.onRecords(records);
  };
  const work = { ...asked, onRecords, givenUp };
  return { ...(await scanWatched(work)), skips: givenUp.skips() };
}

async function scanWatched(work: Watched): Promise<Omit<ScanRun, 'skips'>> {
  const { workers } = work.context;
  const threads = threadsFor(work.paths.length, work.context, work.threads);
  if (workers === undefined || (threads < 2 && !isElsewhere(work.context))) return { threads: 1, problems: await scanInline(work, work.paths) };
  const pool = openPool(work, workers, threads);
  const others = Array.from({ length: otherThreads(threads, work.context) * waitingPerThread }, () => pool.drain());
  await Promise.all(work.context.isDedicated === true ? [...others, pool.help()] : others);
  return { threads, problems: [...pool.problems.values()] };
}

/** How many of the threads of a scan have to be started. */
export function otherThreads(threads: number, { isDedicated }: Context): number {
  return isDedicated === true ? threads - 1 : threads;
}

interface Pool {
  readonly problems: ReadonlyMap<string, RuleProblem>;
  /** Has batch after batch scanned until none is left. */
  drain(): Promise<void>;
  /** Scans batch after batch on this thread until none is left, and takes in what the others answer in between. */
  help(): Promise<void>;
}

/** Threads pull small batches, so that none waits for another at the end. */
function openPool(work: Watched, workers: Workers, threads: number): Pool {
  const { context, settings, keepsState, measures, gathersFacts, scanner } = work;
  const problems = new Map<string, RuleProblem>();
  const json = settingsJson(settings);
  const request = (paths: readonly string[]): ShardRequest => {
    const givenUp = [...work.givenUp.rules];
    return { root: context.files.root, stamp: scanner.stamp, paths, keepsState, measures, gathersFacts, givenUp };
  };
  let next = 0;
  let introduced = 0;
  const take = (most = largestBatch): readonly RepoPath[] => {
    const size = Math.ceil((work.paths.length - next) / (threads * 6));
    const batch = work.paths.slice(next, next + Math.min(Math.max(size, smallestBatch), most));
    next += batch.length;
    return batch;
  };
  const ask = async (paths: readonly string[], withSettings: boolean) =>
    shardAnswer.parse(await workers.run('scan-shard', { ...request(paths), ...(withSettings ? { settings: json } : {}) }, context.signal));
  const scan = async (batch: readonly RepoPath[]) => {
    introduced += 1;
    let answer = await ask(batch, introduced <= threads);
    if (answer.kind === 'unknown-settings') answer = await ask(batch, true);
    if (answer.kind === 'unknown-settings') throw new Failure('unavailable', 'A worker thread does not take its settings');
    for (const problem of answer.problems) problems.set(JSON.stringify(problem), problem);
    return answer.records;
  };
  return {
    problems,
    async drain() {
      for (let batch = take(); batch.length > 0; batch = take()) {
        const records = await orHere(work, batch, scan, problems);
        if (records !== undefined) work.onRecords(records);
      }
    },
    async help() {
      await nextTurn();
      for (let batch = take(ownBatch); batch.length > 0; batch = take(ownBatch)) {
        work.onRecords(scanBatch(batch, optionsOf(work)));
        await nextTurn();
        if (context.signal.aborted) throw cancelled();
      }
      for (const problem of scanner.problems) problems.set(JSON.stringify(problem), problem);
    },
  };
}

/** A thread that fails loses nothing: its files are scanned here, and the log says so. */
async function orHere(
  work: Watched,
  batch: readonly RepoPath[],
  scan: (batch: readonly RepoPath[]) => Promise<readonly FileRecord[]>,
  problems: Map<string, RuleProblem>,
): Promise<readonly FileRecord[] | undefined> {
  const { context } = work;
  try {
    return await scan(batch);
  } catch (thrown) {
    if (context.signal.aborted) throw cancelled();
    context.log.warn('a scan thread failed; its files are scanned on the main thread', { files: batch.length, error: toFailure(thrown).message });
    for (const problem of await scanInline(work, batch)) problems.set(JSON.stringify(problem), problem);
    return undefined;
  }
}

/** A few files at a time, so that the thread stays responsive and the work can be cancelled. */
async function scanInline(work: Watched, paths: readonly RepoPath[]): Promise<readonly RuleProblem[]> {
  const { context, scanner, onRecords } = work;
  let since = context.clock.elapsed();
  for (let at = 0; at < paths.length; at += ownBatch) {
    onRecords(scanBatch(paths.slice(at, at + ownBatch), optionsOf(work)));
    if (context.clock.elapsed() - since < yieldAfter) continue;
    await nextTurn();
    if (context.signal.aborted) throw cancelled();
    since = context.clock.elapsed();
  }
  return scanner.problems;
}

function optionsOf({ context, scanner, settings, keepsState, measures, gathersFacts, givenUp }: Watched): BatchOptions {
  return { files: context.files, scanner, maxBytes: settings.maxFileSize, keepsState, measures, gathersFacts, givenUp: givenUp.rules };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function cancelled(): Failure {
  return new Failure('cancelled', 'The scan was cancelled');
}
