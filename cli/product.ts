import path from 'node:path';
import type { BootOptions } from '../core/boot.ts';
import type { Actor, Context } from '../core/kernel/context.ts';
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
  /** Who acts; the person at this machine when absent. */
  readonly actor?: Actor | undefined;
}

/** Opens the product on a project, acts, and closes it. Failures pass through. */
export async function withProduct<T>(shell: Shell, options: ProductOptions, act: (context: Context) => Promise<T>): Promise<T> {
  if (shell.host === undefined) optimiseLater();
  const { boot, localActor } = await import('../core/boot.ts');
  const open = shell.host?.open ?? boot;
  const product = open({ ...bootOptions(shell, options), isDedicated: shell.host === undefined, log: terminalLog(shell) });
  const progress = progressOn(shell.print.err, options.progress === true, () => performance.now());
  try {
    return await actOn(shell, product.contextFor({ actor: options.actor ?? localActor, signal: shell.signal, progress: progress.show }), act);
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
