import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { plainLine } from '../render/plain.ts';
import { counted } from '../render/summary.ts';
import { table } from '../render/table.ts';
import { targetOf } from '../target.ts';
import { addOwnPackCommands } from './own-packs.ts';

interface ListFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const examples = `
Examples:
  sentrik packs list
  sentrik packs create our-rules
  sentrik packs import ../shared/our-rules.tar.gz
  sentrik packs override python py-weak-hash --severity low`;

/** `packs` with its parts, and `list-packs` and `add-pack`, which are short for two of them. */
export function addPackCommands(program: Command, cli: Cli): void {
  const packs = program.command('packs').description('packs of rules: list, create, import, export, validate, test, override').addHelpText('after', examples);
  addListing(packs.command('list'), cli);
  addAdding(packs.command('add'), cli);
  addOwnPackCommands(packs, cli);
  addListing(program.command('list-packs'), cli);
  addAdding(program.command('add-pack'), cli);
}

function addListing(command: Command, cli: Cli): void {
  withProjectFlags(command)
    .description('list all packs and frameworks, and whether they are on in this project')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', `\nExample:\n  sentrik ${command.name() === 'list' ? 'packs list' : command.name()}`)
    .action((flags: ListFlags) => runList(cli, flags));
}

function addAdding(command: Command, cli: Cli): void {
  withProjectFlags(command)
    .description('turn a pack or a framework on in .sentrik/config.yaml')
    .argument('<id>', 'pack or framework id')
    .addHelpText('after', `\nExample:\n  sentrik ${command.name() === 'add' ? 'packs add' : command.name()} secrets`)
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
