import { boot, type BootOptions, localActor, type Product } from './boot.ts';
import type { Blobs } from './kernel/blobs.ts';
import type { Checkouts } from './kernel/checkout.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { checkoutFolders } from './platform/jobs/checkout-folder.ts';
import { usualThreads, workerPool } from './platform/workers.ts';

export { usualThreads };

/** What a checkout takes over from the program that opens it. */
export type CheckoutOptions = Pick<BootOptions, 'assets' | 'worker' | 'threads' | 'log'> & {
  readonly dataFolder: string;
  readonly blobs: Blobs;
};

/**
 * Opens snapshots as projects below the data folder, which have their threads in common: all scanning goes to these, and
 * stays on this thread only where there is no program of theirs. Variables of the environment do not reach them: what a
 * scan finds comes from the files alone.
 */
export function openCheckouts({ dataFolder, blobs, worker, threads = usualThreads(), ...options }: CheckoutOptions): Checkouts {
  const { assets } = options;
  const openAssets = diskAssets(assets);
  const workers = worker === undefined ? undefined : workerPool({ program: worker, assetsFolder: assets, size: threads });
  const openAt = (root: string): Product => boot({ ...options, root, openAssets, environment: {}, ...(workers === undefined ? {} : { workers }) });
  const folders = checkoutFolders({ dataFolder, blobs, openAt });
  return {
    async open(id, files, signal) {
      const { opened, release } = await folders.open(id, files, signal);
      return {
        contextFor: ({ cache, ...request }) => ({ ...opened.contextFor({ actor: localActor, ...request }), cache, sparesThread: true }),
        close: () => Promise.resolve(release()),
      };
    },
    async close() {
      await folders.close();
      await workers?.close();
    },
  };
}
