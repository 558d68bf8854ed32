import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderCacheInfo, renderCleared } from '../render/cache.ts';
import { targetOf } from '../target.ts';

interface CacheFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const examples = `
Examples:
  sentrik cache info      what is kept of earlier scans of this project, and how much
  sentrik cache clear     the next scan looks at every file again

SENTRIK_CACHE_DIR names another place for it; --no-cache scans without it once.`;

/** `cache info` and `cache clear`. */
export function addCacheCommand(program: Command, cli: Cli): void {
  const cache = program.command('cache').description('results of earlier scans: show or forget them').addHelpText('after', examples);
  withProjectFlags(cache.command('info'))
    .description('what is kept for this project')
    .addOption(formatOption('text', 'json'))
    .action((flags: CacheFlags) => runInfo(cli, flags));
  withProjectFlags(cache.command('clear'))
    .description('forget it; costs time at the next scan, nothing else')
    .addOption(formatOption('text', 'json'))
    .action((flags: CacheFlags) => runClear(cli, flags));
}

async function runInfo({ shell }: Cli, flags: CacheFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/cache.ops.ts')).cacheInfo, context, {}),
  );
  shell.print.out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderCacheInfo(answer));
}

async function runClear({ shell }: Cli, flags: CacheFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/cache.ops.ts')).clearCache, context, {}),
  );
  shell.print.out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderCleared(answer));
}
