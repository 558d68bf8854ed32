import fs from 'node:fs';
import { boot, type BootOptions, localActor, type Product } from '../core/boot.ts';
import type { Assets, Log } from '../core/kernel/context.ts';

/** Projects that several sessions have open together. */
export interface SharedProducts {
  /** Opens a project, or shares it with those who opened it with the same settings. Whoever opened it closes it. Throws as `boot` does. */
  open(options: BootOptions): Product;
  /** Projects that are open now, with the number of those who have them open. */
  all(): readonly { readonly root: string; readonly users: number }[];
  close(): Promise<void>;
}

interface Kept {
  readonly product: Product;
  users: number;
  /** When the last one closed it. */
  idleSince: number;
}

/** How many projects that nobody has open stay ready for the next one. */
const mostIdle = 4;

/** What of the environment changes only how something is shown. */
const presentation: ReadonlySet<string> = new Set(['NO_COLOR', 'FORCE_COLOR', 'TERM', 'SENTRIK_DEBUG']);

/** Opens each project once per settings; those that nobody uses stay open for `idleMilliseconds`, and at most four of them. */
export function sharedProducts(log: Log, idleMilliseconds: number): SharedProducts {
  const products = new Map<string, Kept>();
  let assets: Assets | undefined;
  const bootShared = (options: BootOptions): Product => {
    const product = boot({ ...options, isDedicated: false, log, ...(assets === undefined ? {} : { openAssets: assets }) });
    assets ??= product.contextFor({ actor: localActor }).assets;
    return product;
  };
  const sweep = () => {
    const idle = [...products].filter(([, { users }]) => users === 0).toSorted(([, a], [, b]) => b.idleSince - a.idleSince);
    const limit = performance.now() - idleMilliseconds;
    for (const [index, [key, { idleSince, product }]] of idle.entries()) {
      if (index < mostIdle && idleSince > limit) continue;
      products.delete(key);
      void product.close();
    }
  };
  const timer = setInterval(sweep, Math.max(1000, idleMilliseconds / 10));
  timer.unref();
  return {
    open(options) {
      const key = keyOf(options);
      const known = products.get(key);
      const kept = known ?? { product: bootShared(options), users: 0, idleSince: 0 };
      products.set(key, kept);
      kept.users += 1;
      return lease(kept, options.log ?? log, sweep);
    },
    all: () => [...products.values()].map(({ product, users }) => ({ root: product.root, users })),
    async close() {
      clearInterval(timer);
      await Promise.all([...products.values()].map(({ product }) => product.close()));
      products.clear();
    },
  };
}

function lease(kept: Kept, log: Log, sweep: () => void): Product {
  let isOpen = true;
  return {
    root: kept.product.root,
    contextFor: (request) => ({ ...kept.product.contextFor(request), log }),
    close() {
      if (isOpen) {
        isOpen = false;
        kept.users -= 1;
        kept.idleSince = performance.now();
        sweep();
      }
      return Promise.resolve();
    },
  };
}

function keyOf({ root, environment, configFile, configText, threads, worker }: BootOptions): string {
  const settings = Object.entries(environment).filter(([name]) => !presentation.has(name));
  return JSON.stringify([realFolder(root), configFile, configText, threads, worker !== undefined, settings.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function realFolder(folder: string): string {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    return folder;
  }
}
