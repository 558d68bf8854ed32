import { type Command, Option } from 'commander';
import type { Profile } from '../../mcp/scope.ts';
import { type ProjectFlags, verboseOption, wholeNumber, withProjectFlags } from '../options.ts';
import type { Cli } from '../program.ts';
import { type ListenOptions, serveAgents, serveDashboard, serveLanguage, serveTeam, serveWrapped } from '../start.ts';
import { targetOf } from '../target.ts';
import { serveJobs } from '../worker.ts';

/** Which tools agents get. */
interface AgentFlags extends ProjectFlags {
  readonly profile: Profile;
  readonly readOnly?: boolean;
}

interface DashboardFlags extends ProjectFlags {
  readonly port: number;
  readonly host: string;
  readonly mcpProfile: Profile;
  readonly mcpReadOnly?: boolean;
}

interface ServerFlags extends DashboardFlags {
  readonly workers: number;
  /** False: none; undefined: the usual one, where it is free. */
  readonly sentriPort?: number | false;
  readonly lease: number;
}

interface WorkerFlags extends ProjectFlags {
  readonly slots?: number;
  readonly threads?: number;
  readonly lease: number;
}

interface LspFlags {
  readonly wrap?: string;
}

const defaultPort = 8000;
const usualSentriPort = 3001;
const maxPort = 65_535;
const defaultSlots = 2;
const maxSlots = 64;
const leaseSeconds = { least: 2, usual: 30, most: 3600 } as const;

const workerHelp = `
It takes the database and contents from the same variables as the server:
  SENTRIK_DATABASE_URL=postgres://… SENTRIK_BLOBS_URL=s3://… sentrik worker`;

const dashboardExamples = `
Examples:
  sentrik dashboard                          http://127.0.0.1:8000/dashboard, for this machine only
  GUARD_API_KEY=… sentrik dashboard --host 0.0.0.0   for others too, with a key`;

const serverHelp = `
The first start makes an administrator and shows its password once, on standard error.

  SENTRIK_DATA          folder of the database, contents and keys; .sentrik/local/server of the project by default
  SENTRIK_DATABASE_URL  postgres://… in place of the embedded database
  SENTRIK_BLOBS_URL     s3://bucket?endpoint=… in place of files
  SENTRIK_AUTH_SECRET   signs tokens; made and kept in the folder by default
  SENTRIK_ADMIN_EMAIL   address of the first administrator
  SENTRIK_TRUSTED_PROXIES  proxies that tell the client's address: how many, or their addresses and networks; none by default
  SENTRIK_DRAIN_SECONDS    how long it goes on after SIGTERM with /v1/readyz at 503; 2 by default

Examples:
  sentrik server
  GUARD_API_KEY=… sentrik server --host 0.0.0.0 --port 8080`;

const lspHelp = `
Examples:
  sentrik lsp --stdio
  sentrik lsp --stdio --wrap "typescript-language-server --stdio"
  sentrik lsp --stdio --wrap "pyright-langserver --stdio"

The wrapped server is started without a shell: words and quotes are read, nothing is expanded. When it crashes it is started again, until it
has crashed 4 times within 3 minutes; from then on, or when it cannot be started, Sentrik goes on alone and says so in the editor.`;

const agentExamples = `
Examples:
  sentrik mcp-server --root .
  sentrik mcp-server --profile full              the ten tools, and a search that reaches every other operation
  sentrik mcp-server --profile lite --read-only  nothing that writes`;

/** The type holds for the list: both come from the same file, which is loaded only where a server starts. */
const profileNames: readonly Profile[] = ['hook', 'lite', 'full'];

function profileOption(flag: string, fallback: Profile): Option {
  return new Option(`${flag} <name>`, 'tools for agents: those that hooks call, the ten tools, or all operations').choices(profileNames).default(fallback);
}

/** Short ones take over sooner from a worker that was killed, and sooner from one that is only slow. */
function leaseOption(): Option {
  return new Option('--lease <seconds>', 'time without a sign of life after which others take over the jobs of this process')
    .argParser(wholeNumber(leaseSeconds.least, leaseSeconds.most))
    .default(leaseSeconds.usual);
}

/** `lsp`, `mcp-server`, `dashboard`, `server` and `worker`. */
export function addServerCommands(program: Command, { shell, end }: Cli): void {
  program
    .command('lsp')
    .description('language server for editors')
    .addOption(new Option('--stdio', 'speak on standard input and output; the only way there is').default(true))
    .addOption(verboseOption())
    .option('--wrap <command>', 'start this language server too and appear as one with it, for hosts that allow one server per language')
    .addHelpText('after', lspHelp)
    .action(async ({ wrap }: LspFlags) => (wrap === undefined ? end(await serveLanguage(shell)) : serveWrapped(shell, wrap)));
  withProjectFlags(program.command('mcp-server'))
    .description('MCP server for coding agents, on standard input and output')
    .addOption(profileOption('--profile', 'lite'))
    .option('--read-only', 'only tools that change nothing')
    .addOption(verboseOption())
    .addHelpText('after', agentExamples)
    .action(({ root, config, profile, readOnly = false }: AgentFlags) =>
      serveAgents(shell, { root: targetOf(shell, root, []).root, config, scope: { profile, isReadOnly: readOnly } }),
    );
  withListenFlags(program.command('dashboard'))
    .description('dashboard and REST interface')
    .addHelpText('after', dashboardExamples)
    .action((flags: DashboardFlags) => serveDashboard(shell, listening(flags)));
  withListenFlags(program.command('server'))
    .description('server for a team: accounts, workspaces and a database besides the dashboard and REST interface')
    .option('--workers <number>', 'jobs that run in this process at the same time; 0 leaves them to `sentrik worker`', wholeNumber(0, maxSlots), defaultSlots)
    .option(
      '--sentri-port <number>',
      `second port, for Sentri's clients (${usualSentriPort}, where it is free); 0 for any that is free`,
      wholeNumber(0, maxPort),
    )
    .option('--no-sentri-port', 'listen on --port only')
    .addOption(leaseOption())
    .addHelpText('after', serverHelp)
    .action(({ workers, lease, sentriPort, ...flags }: ServerFlags) =>
      serveTeam(shell, { ...listening(flags), sentri: sentriOf(sentriPort) }, { slots: workers, leaseSeconds: lease }),
    );
  withProjectFlags(program.command('worker'))
    .description('runs jobs of a server, such as scans, beside it or on another machine')
    .option('--slots <number>', 'jobs at the same time; as many as threads when absent', wholeNumber(1, maxSlots))
    .option('--threads <number>', 'threads that scan; one per processor, at most 4, when absent', wholeNumber(1, maxSlots))
    .addOption(leaseOption())
    .addHelpText('after', workerHelp)
    .action(({ root, slots, threads, lease }: WorkerFlags) => serveJobs(shell, targetOf(shell, root, []).root, { slots, threads, leaseSeconds: lease }));

  function listening({ root, config, host, port, mcpProfile: profile, mcpReadOnly = false }: DashboardFlags): ListenOptions {
    return { root: targetOf(shell, root, []).root, config, host, port, agents: { profile, isReadOnly: mcpReadOnly } };
  }
}

/** A port that was asked for is needed; the usual one is a convenience. */
function sentriOf(flag: ServerFlags['sentriPort']): ListenOptions['sentri'] {
  if (flag === false) return undefined;
  return { port: flag ?? usualSentriPort, isRequired: flag !== undefined };
}

/** Where to listen, and what agents get there. */
function withListenFlags(command: Command): Command {
  return withProjectFlags(command)
    .option('--port <number>', 'port to listen on; 0 for any that is free', wholeNumber(0, maxPort), defaultPort)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(profileOption('--mcp-profile', 'lite'))
    .option('--mcp-read-only', 'only tools that change nothing at /mcp');
}
