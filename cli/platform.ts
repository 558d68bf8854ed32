import type { OpenPlatform } from '../core/boot-platform.ts';
import type { Context } from '../core/kernel/context.ts';
import { type ProductOptions, withProduct } from './product.ts';
import type { Shell } from './shell.ts';

/** Opens the database and contents of the server of a project, as its environment says. Throws `invalid_input` and `unavailable`. */
export async function openPlatform({ environment }: Shell, root: string): Promise<OpenPlatform> {
  const [{ bootPlatform }, { serverSettings }] = await Promise.all([import('../core/boot-platform.ts'), import('../core/config/server.ts')]);
  return bootPlatform(serverSettings(environment, root));
}

/** Acts on the server of a project as the person at its machine, whether it runs or not. */
export async function withPlatform<T>(shell: Shell, options: ProductOptions, act: (context: Context) => Promise<T>): Promise<T> {
  const open = await openPlatform(shell, options.root);
  try {
    return await withProduct(shell, options, (context) => act({ ...context, platform: open.platform }));
  } finally {
    await open.close();
  }
}
