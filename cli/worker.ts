import type { OpenPlatform } from '../core/boot-platform.ts';
import { once } from 'node:events';
import { optimiseLater } from './engine-flags.ts';
import { terminalLog } from './log.ts';
import { openPlatform } from './platform.ts';
import type { Shell } from './shell.ts';

/** Jobs that run here. */
export interface RunningJobs {
  /** Gives back what runs and waits for it to stop. */
  close(): Promise<void>;
}

export interface JobOptions {
  /** Jobs at the same time. */
  readonly slots: number;
  /** Threads that scan, for all jobs together; 1 for none besides the main one. */
  readonly threads?: number | undefined;
  /** After so long without a sign of life the jobs of this process are taken over by others. */
  readonly leaseSeconds?: number | undefined;
}

/** Runs jobs of a server's database in this process. Throws `unavailable` when the database cannot be reached. */
export async function runJobs(shell: Shell, { platform, dataFolder }: OpenPlatform, options: JobOptions): Promise<RunningJobs> {
  const { slots, threads, leaseSeconds } = options;
  const { assets, worker: program, environment } = shell;
  const [{ bootWithoutFolder }, { openCheckouts }, { startJobs }] = await Promise.all([
    import('../core/boot.ts'),
    import('../core/boot-checkouts.ts'),
    import('../core/boot-worker.ts'),
  ]);
  const log = terminalLog(shell);
  const product = bootWithoutFolder({ assets, environment, log });
  const scanning = { ...(threads !== undefined && threads < 2 ? {} : { worker: program }), ...(threads === undefined ? {} : { threads }) };
  const checkouts = openCheckouts({ dataFolder, blobs: platform.blobs, assets, log, ...scanning });
  const worker = await startJobs({ product, open: { platform: { ...platform, checkouts } }, slots, leaseSeconds, log });
  return {
    async close() {
      await worker.close();
      await checkouts.close();
      await product.close();
    },
  };
}

/** Runs jobs of the server of a project, on this machine or another one on the same database, until Ctrl+C: as many at the same time as threads scan, unless told. */
export async function serveJobs(shell: Shell, root: string, options: Omit<JobOptions, 'slots'> & { readonly slots?: number | undefined }): Promise<void> {
  optimiseLater();
  const { usualThreads } = await import('../core/boot-checkouts.ts');
  const { threads = usualThreads(), slots = threads, leaseSeconds } = options;
  const open = await openPlatform(shell, root);
  try {
    const running = await runJobs(shell, open, { slots, threads, leaseSeconds });
    shell.print.out.write('Waiting for jobs. Press Ctrl+C to stop.\n');
    if (!shell.signal.aborted) await once(shell.signal, 'abort');
    await running.close();
  } finally {
    await open.close();
  }
}
