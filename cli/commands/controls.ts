import path from 'node:path';
import { type Command, Option } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { counted } from '../render/summary.ts';
import { table } from '../render/table.ts';
import { targetOf } from '../target.ts';

interface ControlsFlags extends ProjectFlags {
  readonly format: 'text' | 'html' | 'markdown' | 'json';
  readonly framework?: string;
  readonly level?: string;
  readonly control?: string;
  readonly output?: string;
}

const examples = `
Examples:
  sentrik controls                                the frameworks
  sentrik controls hipaa
  sentrik controls iec-62304 --level B --format html -o iec-62304.html`;

/** `controls`. */
export function addControlsCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('controls'))
    .description('the state of every control of a framework: what was checked, what was not, and why')
    .argument('[framework]', 'framework by id or alias; all frameworks are listed without it')
    .option('--framework <name>', 'the same as an option')
    .addOption(new Option('--level <name>', 'only controls of this level or class, such as B of IEC 62304'))
    .option('--control <id>', 'only this control')
    .addOption(formatOption('text', 'html', 'markdown', 'json'))
    .option('-o, --output <file>', 'write the report there instead of standard output')
    .addHelpText('after', examples)
    .action((named: string | undefined, flags: ControlsFlags) => {
      const framework = named ?? flags.framework;
      return framework === undefined ? runList(cli, flags) : runControls(cli, flags, framework);
    });
}

async function runControls({ shell }: Cli, { format, level, control, output, ...flags }: ControlsFlags, framework: string): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const render = format === 'json' ? undefined : format;
  const { document, ...assessment } = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/compliance/controls.ops.ts')).showControls, context, { framework, level, control, render }),
  );
  const content = document?.content ?? `${JSON.stringify(assessment, null, 2)}\n`;
  if (output === undefined) {
    shell.print.out.write(content);
    return;
  }
  shell.disk.write(path.resolve(shell.cwd, output), content);
  shell.print.err.write(`Wrote ${output}\n`);
}

async function runList({ shell }: Cli, flags: ControlsFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/compliance/controls.ops.ts')).listFrameworks, context, {}),
  );
  const { out } = shell.print;
  if (flags.format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const rows = answer.frameworks.map(({ id, controls, version = '', name }) => [id, String(controls), version, name]);
  out.write(`${table(['FRAMEWORK', 'CONTROLS', 'VERSION', 'NAME'], rows, out.columns)}\n${counted(answer.total, 'framework')}\n`);
}
