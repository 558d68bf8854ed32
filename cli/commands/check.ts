import path from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../core/kernel/failure.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, verboseOption, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderCheck, renderContext } from '../render/check.ts';
import { exitCode, type Shell } from '../shell.ts';
import { relativeTo, targetOf } from '../target.ts';

interface CheckFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly filename?: string;
  readonly fail?: boolean;
}

interface ContextFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const linesAround = 2;

const checkExamples = `
Examples:
  sentrik check src/server.ts
  git show :src/server.ts | sentrik check - --filename src/server.ts
  sentrik check src/server.ts --format json --fail`;

const contextExamples = `
Examples:
  sentrik context src/server.ts        the file need not exist yet
  sentrik context main.go --format json`;

/** `check` and `context`. */
export function addCheckCommands(program: Command, cli: Cli): void {
  withProjectFlags(program.command('check'))
    .description('check one file, or standard input, and write nothing')
    .argument('<file>', "the file, or '-' for standard input")
    .option('--filename <path>', "what the text on standard input is called; needed with '-'")
    .addOption(formatOption('text', 'json'))
    .option('--fail', 'exit with 1 when there is a finding')
    .addOption(verboseOption())
    .addHelpText('after', checkExamples)
    .action((file: string, flags: CheckFlags) => runCheck(cli, file, flags));
  withProjectFlags(program.command('context'))
    .description('the rules, weaknesses and frameworks that matter for a file')
    .argument('<file>', 'path of the file')
    .addOption(formatOption('text', 'json'))
    .addOption(verboseOption())
    .addHelpText('after', contextExamples)
    .action((file: string, flags: ContextFlags) => runContext(cli, file, flags));
}

async function runCheck({ shell, end }: Cli, file: string, flags: CheckFlags): Promise<void> {
  const { root, input } = file === '-' ? await standardInput(shell, flags) : namedFile(shell, file, flags);
  const request = { ...input, ...(flags.format === 'text' ? { frames: linesAround } : {}) };
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/sdk.ops.ts')).sdkCheck, context, request),
  );
  if (flags.fail === true && answer.findings.length > 0) end(exitCode.findings);
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderCheck(answer, out));
}

async function runContext({ shell }: Cli, file: string, flags: ContextFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const filename = insideOf(shell, root, file);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/sdk.ops.ts')).sdkContext, context, { filename }),
  );
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderContext(answer, out));
}

interface CheckTarget {
  readonly root: string;
  readonly input: { readonly path: string } | { readonly code: string; readonly filename: string };
}

async function standardInput(shell: Shell, flags: CheckFlags): Promise<CheckTarget> {
  if (flags.filename === undefined) throw new Failure('bad_request', 'Give --filename, so that the language and the rules are known');
  const { root } = targetOf(shell, flags.root, []);
  const filename = insideOf(shell, root, flags.filename);
  return { root, input: { code: await shell.readStandardInput(), filename } };
}

/** A file outside the current folder is checked in a project of its own: the folder it is in. */
function namedFile(shell: Shell, file: string, flags: CheckFlags): CheckTarget {
  const full = path.resolve(shell.cwd, file);
  const kind = shell.disk.kindOf(full);
  if (kind === undefined) throw new Failure('not_found', `There is no file ${file}`);
  if (kind === 'folder') throw new Failure('bad_request', `${file} is a folder; use sentrik scan ${file}`);
  const isElsewhere = flags.root === undefined && relativeTo(shell.cwd, full) === undefined;
  const { root, paths } = targetOf(shell, isElsewhere ? path.dirname(full) : flags.root, [full]);
  return { root, input: { path: paths[0] ?? '' } };
}

/** A path as the caller wrote it, relative to the root. Throws Failure `outside_root` naming it. */
function insideOf({ cwd }: Shell, root: string, file: string): string {
  const inside = relativeTo(root, path.resolve(cwd, file));
  if (inside === undefined || inside === '') throw new Failure('outside_root', `${file} is not a file inside the project ${root}`);
  return inside;
}
