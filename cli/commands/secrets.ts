import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, list, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderHistory } from '../render/secrets.ts';
import { targetOf } from '../target.ts';

interface SecretsFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly range?: string;
  readonly packs?: readonly string[];
  readonly maxSeconds?: string;
  readonly progress: boolean;
}

const examples = `
Examples:
  sentrik secrets --history                        all branches, tags and remote branches
  sentrik secrets --history --range main..feature
  sentrik scan --packs secrets                     the files as they are now`;

/** `secrets --history`. */
export function addSecretsCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('secrets'))
    .description('keys, tokens and passwords in the git history, with the first commit of each')
    .requiredOption('--history', 'look into every commit; the files as they are now are checked by scan')
    .option('--range <range>', 'only these commits, such as main..feature')
    .option('--packs <ids>', 'use only these packs, comma-separated', list)
    .option('--max-seconds <number>', 'end after this time with what was found until then')
    .option('--no-progress', 'no progress bar')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', examples)
    .action((flags: SecretsFlags) => runHistory(cli, flags));
}

async function runHistory({ shell }: Cli, { range, packs, maxSeconds, ...flags }: SecretsFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const input = {
    ...(range === undefined ? {} : { git_range: range }),
    ...(packs === undefined ? {} : { packs: [...packs] }),
    ...(maxSeconds === undefined ? {} : { max_seconds: Number(maxSeconds) }),
  };
  const progress = flags.progress && flags.format === 'text';
  const answer = await withProduct(shell, { root, config: flags.config, progress }, async (context) =>
    runJson((await import('../../core/runs/secrets.ops.ts')).secretHistory, context, input),
  );
  shell.print.out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderHistory(answer));
}
