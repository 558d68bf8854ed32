import type { Command } from 'commander';
import { Failure } from '../../core/kernel/failure.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { plainLine } from '../render/plain.ts';
import { exitCode } from '../shell.ts';
import { targetOf } from '../target.ts';
import { type AgentFlags, initAgents } from './init-agent.ts';

interface ValidateFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const initExamples = `
Examples:
  sentrik init
  sentrik init --agent claude
  sentrik init --agent all --dry-run
  sentrik init --agent cursor --remove`;

/** `init` and `validate-config`. */
export function addProjectCommands(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('write starter settings to .sentrik/, or with --agent the configuration of a coding agent; what is there stays')
    .option('--root <folder>', 'the project; the current folder when absent')
    .option('--agent <name>', 'set up claude, cursor, copilot, codex, gemini, windsurf, opencode or all: MCP, hooks and instructions')
    .option('--user', "with --agent: also change files in the user's home, where an agent reads nothing else")
    .option('--dry-run', 'with --agent: show a diff and write nothing')
    .option('--remove', 'with --agent: take back what was added')
    .option('--command <words>', 'with --agent: how agents start this program', 'sentrik')
    .addHelpText('after', initExamples)
    .action((flags: AgentFlags) => runInit(cli, flags));
  withProjectFlags(program.command('validate-config'))
    .description('check the configuration; exit code 1 when it is not valid')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', '\nExample:\n  sentrik validate-config --config strict.yaml')
    .action((flags: ValidateFlags) => runValidate(cli, flags));
}

async function runInit(cli: Cli, flags: AgentFlags): Promise<void> {
  if (flags.agent !== undefined) return initAgents(cli, flags);
  if (flags.user === true || flags.dryRun === true || flags.remove === true) throw new Failure('bad_request', '--user, --dry-run and --remove need --agent');
  const { shell } = cli;
  const { root } = targetOf(shell, flags.root, []);
  const { created, kept } = await withProduct(shell, { root }, async (context) =>
    runJson((await import('../../core/config/config.ops.ts')).initProject, context, {}),
  );
  const lines = [...created.map((file) => `created ${file}`), ...kept.map((file) => `kept ${file}`), 'Next: sentrik scan'];
  shell.print.out.write(`${lines.join('\n')}\n`);
}

async function runValidate({ shell, end }: Cli, flags: ValidateFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/config/config.ops.ts')).validateConfig, context, {}),
  );
  if (!answer.valid) end(exitCode.findings);
  const { out } = shell.print;
  if (flags.format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const line = (kind: string, problem: (typeof answer.errors)[number]) => {
    const at = problem.line === undefined ? '' : `:${problem.line}`;
    const field = problem.field === undefined ? '' : ` ${plainLine(problem.field)}:`;
    return `${kind} ${plainLine(problem.file)}${at}:${field} ${plainLine(problem.message)}\n`;
  };
  const files = answer.files.length === 0 ? 'there is no configuration file, so the defaults hold' : answer.files.join(', ');
  const verdict = answer.valid ? `${out.colors.green('valid')}: ${files}\n` : '';
  const problems = [
    ...answer.errors.map((each) => line(out.colors.red('error'), each)),
    ...answer.warnings.map((each) => line(out.colors.yellow('warning'), each)),
  ];
  out.write(`${problems.join('')}${verdict}`);
}
