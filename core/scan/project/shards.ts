import { z } from 'zod';
import type { Context, Workers } from '../../kernel/context.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import { loadFile, mergeShards, openTally, type ShardResult } from './scan-files.ts';

/** A file to scan and its size in bytes, by which the work is divided. */
export interface SizedFile {
  readonly path: RepoPath;
  readonly size: number;
}

/** What a worker thread gets for the task `scan-shard`. */
export interface ShardRequest {
  readonly root: string;
  readonly settings: ScannerSettings;
  readonly paths: readonly string[];
}

export interface ShardWork {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly files: readonly SizedFile[];
  /** At most this many threads; 0 or 1 keeps all work on this one. */
  readonly threads: number;
  /** Called after each batch of files with how many more are done. */
  readonly onDone: (files: number) => void;
}

const parallelFiles = 150;
const parallelBytes = 1_500_000;
const shardsPerThread = 4;
const yieldAfter = 25;

/** The thread's answer comes from our own program; only its envelope is checked. */
const shardResult = z.custom<ShardResult>((value) => typeof value === 'object' && value !== null && 'findings' in value && 'evaluated' in value);

/** Scans files on this thread, or on the context's workers when there is enough to do; the order of files does not matter. */
export async function scanSized(work: ShardWork): Promise<ShardResult & { readonly threads: number }> {
  const { workers } = work.context;
  const threads = Math.min(workers?.size ?? 1, work.threads);
  if (workers === undefined || threads < 2 || !isLarge(work.files)) return { ...(await scanInline(work, work.files)), threads: 1 };
  const queue = [...divide(work.files, threads * shardsPerThread)];
  const results: ShardResult[] = [];
  const drain = async () => {
    for (let shard = queue.shift(); shard !== undefined; shard = queue.shift()) results.push(await scanOnThread(work, workers, shard));
  };
  await Promise.all(Array.from({ length: threads }, drain));
  return { ...mergeShards(results), threads };
}

function isLarge(files: readonly SizedFile[]): boolean {
  return files.length > parallelFiles || files.reduce((sum, file) => sum + file.size, 0) > parallelBytes;
}

/** Largest first, each to the lightest shard. */
function divide(files: readonly SizedFile[], count: number): readonly (readonly SizedFile[])[] {
  const shards = Array.from({ length: Math.min(count, files.length) }, (): { bytes: number; files: SizedFile[] } => ({ bytes: 0, files: [] }));
  for (const file of files.toSorted((a, b) => b.size - a.size)) {
    const lightest = shards.reduce((best, shard) => (shard.bytes < best.bytes ? shard : best));
    lightest.files.push(file);
    lightest.bytes += file.size + 500;
  }
  return shards.map((shard) => shard.files);
}

/** A thread that fails loses nothing: its files are scanned here, and the log says so. */
async function scanOnThread(work: ShardWork, workers: Workers, files: readonly SizedFile[]): Promise<ShardResult> {
  const { context, settings } = work;
  const request: ShardRequest = { root: context.files.root, settings, paths: files.map((file) => file.path) };
  try {
    const result = shardResult.parse(await workers.run('scan-shard', request, context.signal));
    work.onDone(files.length);
    return result;
  } catch (thrown) {
    if (context.signal.aborted) throw cancelled();
    context.log.warn('a scan thread failed; its files are scanned on the main thread', { files: files.length, error: toFailure(thrown).message });
    return await scanInline(work, files);
  }
}

async function scanInline({ context, scanner, settings, onDone }: ShardWork, files: readonly SizedFile[]): Promise<ShardResult> {
  const tally = openTally(scanner);
  let since = context.clock.elapsed();
  let done = 0;
  for (const { path } of files) {
    tally.add(path, loadFile(context.files, path, settings.maxFileSize));
    done += 1;
    if (context.clock.elapsed() - since < yieldAfter) continue;
    onDone(done);
    done = 0;
    await new Promise((resolve) => setImmediate(resolve));
    if (context.signal.aborted) throw cancelled();
    since = context.clock.elapsed();
  }
  onDone(done);
  return tally.result();
}

function cancelled(): Failure {
  return new Failure('cancelled', 'The scan was cancelled');
}
