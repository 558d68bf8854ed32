import { z } from 'zod';
import type { Context, Workers } from '../../kernel/context.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { RuleProblem } from '../model.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { FileRecord } from './file-record.ts';
import { scanBatch } from './scan-batch.ts';
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
  /** Called with the records of each batch as they come, in no order. */
  readonly onRecords: (records: readonly FileRecord[]) => void;
}

/** How the work went. */
export interface ScanRun {
  readonly threads: number;
  /** Rules that failed at their first use. */
  readonly problems: readonly RuleProblem[];
}

/** From here on a scan goes to threads. */
export const parallelFiles = 150;
const smallestBatch = 4;
const largestBatch = 48;
const waitingPerThread = 2;
const yieldAfter = 25;

/** The thread's answer comes from our own program; only its envelope is checked. */
const shardAnswer = z.custom<ShardAnswer>((value) => typeof value === 'object' && value !== null && 'kind' in value);

/** How many threads a scan of so many files gets; 1 means this one. */
export function threadsFor(files: number, context: Context, most: number): number {
  const threads = Math.min(context.workers?.size ?? 1, most);
  return threads < 2 || files <= parallelFiles ? 1 : threads;
}

/** Scans files on this thread, or on the context's workers when there is enough to do. */
export async function scanPaths(work: ScanWork): Promise<ScanRun> {
  const { workers } = work.context;
  const threads = threadsFor(work.paths.length, work.context, work.threads);
  if (workers === undefined || threads < 2) return { threads: 1, problems: await scanInline(work, work.paths) };
  const pool = openPool(work, workers, threads);
  await Promise.all(Array.from({ length: threads * waitingPerThread }, () => pool.drain()));
  return { threads, problems: [...pool.problems.values()] };
}

interface Pool {
  readonly problems: ReadonlyMap<string, RuleProblem>;
  /** Takes batch after batch until none is left. */
  drain(): Promise<void>;
}

/** Threads pull small batches, so that none waits for another at the end. */
function openPool(work: ScanWork, workers: Workers, threads: number): Pool {
  const { context, settings, keepsState, scanner } = work;
  const problems = new Map<string, RuleProblem>();
  const json = settingsJson(settings);
  const request = (paths: readonly string[]): ShardRequest => ({ root: context.files.root, stamp: scanner.stamp, paths, keepsState });
  let next = 0;
  let introduced = 0;
  const take = (): readonly RepoPath[] => {
    const size = Math.ceil((work.paths.length - next) / (threads * 6));
    const batch = work.paths.slice(next, next + Math.min(Math.max(size, smallestBatch), largestBatch));
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
  };
}

/** A thread that fails loses nothing: its files are scanned here, and the log says so. */
async function orHere(
  work: ScanWork,
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
async function scanInline({ context, scanner, settings, keepsState, onRecords }: ScanWork, paths: readonly RepoPath[]): Promise<readonly RuleProblem[]> {
  const options = { files: context.files, scanner, maxBytes: settings.maxFileSize, keepsState };
  let since = context.clock.elapsed();
  for (let at = 0; at < paths.length; at += smallestBatch) {
    onRecords(scanBatch(paths.slice(at, at + smallestBatch), options));
    if (context.clock.elapsed() - since < yieldAfter) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (context.signal.aborted) throw cancelled();
    since = context.clock.elapsed();
  }
  return scanner.problems;
}

function cancelled(): Failure {
  return new Failure('cancelled', 'The scan was cancelled');
}
