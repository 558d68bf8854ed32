import { boot, type BootOptions, localActor } from './boot.ts';
import type { Blobs } from './kernel/blobs.ts';
import type { Checkouts } from './kernel/checkout.ts';
import { checkoutFolders } from './platform/jobs/checkout-folder.ts';

/** What a checkout takes over from the program that opens it. */
export type CheckoutOptions = Pick<BootOptions, 'assets' | 'openAssets' | 'worker' | 'threads' | 'log'> & {
  readonly dataFolder: string;
  readonly blobs: Blobs;
};

/** Opens snapshots as projects below the data folder. Variables of the environment do not reach them: what a scan finds comes from the files alone. */
export function openCheckouts({ dataFolder, blobs, ...options }: CheckoutOptions): Checkouts {
  const folders = checkoutFolders(dataFolder, blobs);
  return {
    async open(id, files, signal) {
      const folder = await folders.open(id, files, signal);
      const product = boot({ ...options, root: folder.root, environment: {} });
      return {
        contextFor: ({ cache, ...request }) => ({ ...product.contextFor({ actor: localActor, ...request }), cache }),
        async close() {
          await product.close();
          folder.release();
        },
      };
    },
    close: () => folders.close(),
  };
}
