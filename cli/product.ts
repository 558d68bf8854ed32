import path from 'node:path';
import type { BootOptions } from '../core/boot.ts';
import type { Context } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import { optimiseLater } from './engine-flags.ts';
import { terminalLog } from './log.ts';
import { progressOn } from './render/progress.ts';
import type { Shell } from './shell.ts';
import { relativeTo } from './target.ts';

/** Options that every command on a project takes. */
export interface ProductOptions {
  readonly root: string;
  readonly config?: string | undefined;
  readonly threads?: number | undefined;
  readonly progress?: boolean | undefined;
}

/** Opens the product on a project, acts as the person at this machine, and closes it. Failures pass through. */
export async function withProduct<T>(shell: Shell, options: ProductOptions, act: (context: Context) => Promise<T>): Promise<T> {
  optimiseLater();
  const { boot, localActor } = await import('../core/boot.ts');
  const product = boot({ ...bootOptions(shell, options), isDedicated: true, log: terminalLog(shell) });
  const progress = progressOn(shell.print.err, options.progress === true, () => performance.now());
  try {
    return await actOn(shell, product.contextFor({ actor: localActor, signal: shell.signal, progress: progress.show }), act);
  } finally {
    progress.clear();
    await product.close();
  }
}

/** What a frontend needs to boot on this project. */
export function bootOptions(shell: Shell, { root, config, threads }: ProductOptions): BootOptions {
  const { assets, worker, environment } = shell;
  return {
    root,
    assets,
    environment,
    ...(threads !== undefined && threads < 2 ? {} : { worker }),
    ...(threads === undefined ? {} : { threads }),
    ...(config === undefined ? {} : configuration(shell, root, config)),
  };
}

async function actOn<T>({ signal }: Shell, context: Context, act: (context: Context) => Promise<T>): Promise<T> {
  const result = await act(context);
  if (signal.aborted) throw new Failure('cancelled', 'The work was cancelled');
  return result;
}

function configuration({ cwd, disk }: Shell, root: string, config: string): Pick<BootOptions, 'configFile' | 'configText'> {
  const full = path.resolve(cwd, config);
  if (disk.kindOf(full) !== 'file') throw new Failure('not_found', `There is no configuration file ${config}`);
  const inside = relativeTo(root, full);
  return inside === undefined ? { configText: { name: config, text: disk.readText(full) } } : { configFile: inside };
}
