import type { Command } from 'commander';
import { Failure } from '../../core/kernel/failure.ts';
import type { ControlOptions, Survey } from '../../daemon/control.ts';
import { formatOption, wholeNumber } from '../options.ts';
import type { Cli } from '../program.ts';
import { renderSurvey } from '../render/daemon.ts';
import { exitCode, type Shell } from '../shell.ts';

interface FormatFlags {
  readonly format: 'text' | 'json';
  readonly json?: boolean;
}

interface StartFlags extends FormatFlags {
  readonly idle?: number;
}

interface StopFlags extends FormatFlags {
  readonly all?: boolean;
}

const mostSeconds = 86_400 * 7;

const examples = `
Examples:
  sentrik daemon start            lsp, mcp-server and check of this user share one process from now on
  sentrik daemon status --json    what it serves, and how much memory it uses
  sentrik daemon stop --all       end it, and those of other versions

Frontends use a daemon that runs. SENTRIK_DAEMON=auto lets them start one where none runs, SENTRIK_DAEMON=off leaves it out, and so does
\`daemon: off\` in the settings of a project. In CI (variable CI) it is off. It ends after 10 minutes without frontends (--idle).`;

/** `daemon start`, `stop`, `restart`, `status` and `logs`. */
export function addDaemonCommand(program: Command, cli: Cli): void {
  const daemon = program
    .command('daemon')
    .description('one background process that editors, agents, hooks and the command line share')
    .addHelpText('after', examples);
  withFormat(daemon.command('start'))
    .description('start it, unless it runs; exit code 2 when it cannot be started')
    .option('--idle <seconds>', 'end it after this time without frontends; 600 when absent, or SENTRIK_DAEMON_IDLE', wholeNumber(1, mostSeconds))
    .addHelpText('after', '\nExample:\n  sentrik daemon start --idle 3600')
    .action((flags: StartFlags) => runStart(cli, flags));
  withFormat(daemon.command('stop'))
    .description('end it with its sessions; exit code 0 also when none runs')
    .option('--all', 'those of every version and build')
    .addHelpText('after', '\nExample:\n  sentrik daemon stop')
    .action((flags: StopFlags) => runStop(cli, flags));
  withFormat(daemon.command('restart'))
    .description('end it and start it')
    .option('--idle <seconds>', 'as for start', wholeNumber(1, mostSeconds))
    .addHelpText('after', '\nExample:\n  sentrik daemon restart')
    .action((flags: StartFlags) => runRestart(cli, flags));
  withFormat(daemon.command('status'))
    .description('whether it runs and what it serves; exit code 1 when none runs')
    .addHelpText('after', '\nExample:\n  sentrik daemon status --json')
    .action((flags: FormatFlags) => runStatus(cli, flags));
  daemon
    .command('logs')
    .description('what it noted: sessions and defects, no code and no file names')
    .addHelpText('after', '\nExample:\n  sentrik daemon logs')
    .action(() => runLogs(cli));
}

function withFormat(command: Command): Command {
  return command.addOption(formatOption('text', 'json')).option('--json', 'short for --format json');
}

async function runStart({ shell }: Cli, flags: StartFlags): Promise<void> {
  const { startOwnDaemon } = await import('../../daemon/control.ts');
  const started = await startOwnDaemon(optionsOf(shell), flags.idle);
  if (started.kind === 'failed') throw new Failure('unavailable', `The daemon cannot be used: ${started.reason}`);
  answer(shell, flags, { outcome: started.kind }, started.kind === 'started' ? 'The daemon runs now.' : 'The daemon was running already.');
}

async function runStop({ shell }: Cli, flags: StopFlags): Promise<void> {
  const { stopDaemons } = await import('../../daemon/control.ts');
  const stopped = await stopDaemons(optionsOf(shell), flags.all === true);
  answer(shell, flags, { stopped }, stopped === 0 ? 'No daemon was running.' : `Stopped ${stopped === 1 ? 'the daemon' : `${stopped} daemons`}.`);
}

async function runRestart(cli: Cli, flags: StartFlags): Promise<void> {
  const { stopDaemons } = await import('../../daemon/control.ts');
  await stopDaemons(optionsOf(cli.shell), false);
  await runStart(cli, flags);
}

async function runStatus({ shell, end }: Cli, flags: FormatFlags): Promise<void> {
  const { surveyDaemons } = await import('../../daemon/control.ts');
  const survey = await surveyDaemons(optionsOf(shell));
  if (survey.daemon === undefined) end(exitCode.findings);
  answer(shell, flags, { running: survey.daemon !== undefined, ...survey }, renderSurvey(survey));
}

async function runLogs({ shell }: Cli): Promise<void> {
  const { daemonLog } = await import('../../daemon/control.ts');
  shell.print.out.write(daemonLog(optionsOf(shell)));
}

function optionsOf({ assets, environment, cwd }: Shell): ControlOptions {
  return { assets, environment, folder: cwd };
}

function answer({ print: { out } }: Shell, { format, json }: FormatFlags, data: object | Survey, text: string): void {
  out.write(json === true || format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
}
