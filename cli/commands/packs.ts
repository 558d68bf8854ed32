import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { plainLine } from '../render/plain.ts';
import { counted } from '../render/summary.ts';
import { table } from '../render/table.ts';
import { targetOf } from '../target.ts';

interface ListFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

/** `list-packs` and `add-pack`. */
export function addPackCommands(program: Command, cli: Cli): void {
  withProjectFlags(program.command('list-packs'))
    .description('list all packs and whether they are on in this project')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', '\nExample:\n  sentrik list-packs')
    .action((flags: ListFlags) => runList(cli, flags));
  withProjectFlags(program.command('add-pack'))
    .description('turn a pack on in .sentrik/config.yaml')
    .argument('<id>', 'pack id')
    .addHelpText('after', '\nExample:\n  sentrik add-pack secrets')
    .action((id: string, flags: ProjectFlags) => runAdd(cli, id, flags));
}

async function runList({ shell }: Cli, flags: ListFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/packs.ops.ts')).listPacks, context, {}),
  );
  const { out } = shell.print;
  if (flags.format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const rows = answer.packs.map((pack) => [pack.id, pack.status, pack.source, String(pack.rules), pack.version, pack.name]);
  const frameworks = answer.frameworks.map(({ id, status, controls, name }) => [id, status, String(controls), name]);
  out.write(`${table(['PACK', 'STATUS', 'SOURCE', 'RULES', 'VERSION', 'NAME'], rows, out.columns)}\n`);
  out.write(`${table(['FRAMEWORK', 'STATUS', 'CONTROLS', 'NAME'], frameworks, out.columns)}\n`);
  out.write(`${counted(answer.total, 'pack')}, ${counted(frameworks.length, 'framework')}\n`);
}

async function runAdd({ shell }: Cli, id: string, flags: ProjectFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const {
    pack,
    frameworks = [],
    config_file: file,
  } = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/packs.ops.ts')).addPack, context, { id }),
  );
  const names = frameworks.map((framework) => `The framework ${plainLine(framework.id)} with ${counted(framework.controls, 'control')} is on (${file})\n`);
  shell.print.out.write(pack === undefined ? names.join('') : `The pack ${plainLine(pack.id)} with ${counted(pack.rules, 'rule')} is on (${file})\n`);
}
