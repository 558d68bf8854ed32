import { Command, CommanderError } from 'commander';
import { toFailure } from '../core/kernel/failure.ts';
import { version } from '../core/version.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCacheCommand } from './commands/cache.ts';
import { addCheckCommands } from './commands/check.ts';
import { addDaemonCommand } from './commands/daemon.ts';
import { addFixCommand } from './commands/fix.ts';
import { addControlsCommand } from './commands/controls.ts';
import { addPackageCommand } from './commands/package.ts';
import { addPackCommands } from './commands/packs.ts';
import { addHookCommand } from './commands/hook.ts';
import { addProjectCommands } from './commands/project.ts';
import { addRuleCommands } from './commands/rules.ts';
import { addScanCommands } from './commands/scan.ts';
import { addSecretsCommand } from './commands/secrets.ts';
import { addServerCommands } from './commands/servers.ts';
import { addTestCommand } from './commands/test.ts';
import { addUsersCommand } from './commands/users.ts';
import { addWhyNotCommand } from './commands/why-not.ts';
import { plain } from './render/plain.ts';
import { type ExitCode, exitCode, type Shell } from './shell.ts';

/** What commands are given: the shell, and how to say that the process ends with another code than 0. */
export interface Cli {
  readonly shell: Shell;
  readonly end: (code: ExitCode) => void;
}

const examples = `
Examples:
  sentrik scan                          check the project in this folder
  sentrik gate --fail-on critical,high  the same in CI: exit code 1 when the gate fails
  sentrik check src/server.ts           check one file, write nothing
  sentrik explain js-sql-injection      what a rule is about and how to repair

Exit codes: 0 done, 1 the gate failed, 2 the call or the configuration is wrong, 130 cancelled`;

/** Runs the command line and gives the exit code. Messages about a wrong call go to standard error; nothing is thrown. */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<number> {
  let code: ExitCode = exitCode.done;
  const program = createProgram({ shell, end: (given) => (code = given) });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    return thrown instanceof CommanderError ? codeOf(thrown) : explain(shell, thrown);
  }
}

function createProgram(cli: Cli): Command {
  const { out, err } = cli.shell.print;
  const program = new Command('sentrik')
    .description('Checks code for security and compliance while it is being written.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: out.write, writeErr: err.write, getOutHelpWidth: () => out.columns, getErrHelpWidth: () => err.columns })
    .showHelpAfterError('Run with --help to see the commands and options.')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', examples);
  for (const add of [
    addProjectCommands,
    addScanCommands,
    addCheckCommands,
    addFixCommand,
    addRuleCommands,
    addTestCommand,
    addWhyNotCommand,
    addPackCommands,
    addPackageCommand,
    addControlsCommand,
    addSecretsCommand,
    addCacheCommand,
    addAuditCommand,
    addServerCommands,
    addUsersCommand,
    addDaemonCommand,
    addHookCommand,
  ])
    add(program, cli);
  return program;
}

/** Help and version are what was asked for; everything else that the parser throws is a wrong call. */
function codeOf(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? exitCode.done : exitCode.wrongCall;
}

function explain({ print: { err } }: Shell, thrown: unknown): ExitCode {
  const failure = toFailure(thrown);
  if (failure.code === 'cancelled') {
    err.write('Cancelled.\n');
    return exitCode.cancelled;
  }
  err.write(`${err.colors.red('error:')} ${plain(failure.message)}\n`);
  if (failure.code === 'internal' && failure.cause instanceof Error)
    err.write(`${plain(failure.cause.message)}\nThis is a defect of Sentrik; please report it.\n`);
  return exitCode.wrongCall;
}
