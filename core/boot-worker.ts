import type { Product } from './boot.ts';
import type { OpenPlatform } from './boot-platform.ts';
import { jobKinds } from './job-kinds.ts';
import { type JobWorker, startWorker } from './jobs/worker.ts';
import type { Log } from './kernel/context.ts';
import { Failure, toFailure } from './kernel/failure.ts';
import { newId } from './kernel/ids.ts';
import { version } from './version.ts';
import { cleanUp } from './upkeep/clean-up.ts';

/** Who runs jobs, and on what. */
export interface WorkerSetting {
  readonly product: Pick<Product, 'contextFor'>;
  readonly open: Pick<OpenPlatform, 'platform'>;
  /** Jobs at the same time. */
  readonly slots: number;
  /** After so long without a sign of life its jobs are taken over by other workers; 30 unless given. */
  readonly leaseSeconds?: number | undefined;
  readonly log: Log;
}

const defaultLeaseSeconds = 30;
const firstCleanUpMs = 10 * 60 * 1000;
const cleanUpEveryMs = 6 * 60 * 60 * 1000;

/** Runs jobs of every kind in this process until it is closed. Throws `unavailable` when the database cannot be reached. */
export async function startJobs({ product, open: { platform }, slots, leaseSeconds = defaultLeaseSeconds, log }: WorkerSetting): Promise<JobWorker> {
  const { dispatch } = platform;
  if (dispatch === undefined) throw new Failure('unavailable', 'Nothing tells this process of jobs');
  const worker = await startWorker({
    ...{ workerId: newId('wrk'), store: platform.system, dispatch, kinds: jobKinds, leaseMs: leaseSeconds * 1000, slots, version, log },
    now: () => new Date(),
    contextFor: ({ store, ...request }) => product.contextFor({ ...request, platform: { ...platform, tenant: store } }),
  });
  const context = product.contextFor({ actor: { id: 'worker', via: 'local', access: 'operator' }, platform });
  const tidy = () => void cleanUp(context).catch((thrown: unknown) => log.warn('cleaning up failed', { error: toFailure(thrown).message }));
  const first = setTimeout(tidy, firstCleanUpMs).unref();
  const timer = setInterval(tidy, cleanUpEveryMs).unref();
  return {
    ...worker,
    async close() {
      clearTimeout(first);
      clearInterval(timer);
      await worker.close();
    },
  };
}
