import { type Command, Option } from 'commander';
import { type ProjectFlags, wholeNumber, withProjectFlags } from '../options.ts';
import type { Cli } from '../program.ts';
import { serveAgents, serveDashboard, serveLanguage } from '../start.ts';
import { targetOf } from '../target.ts';

interface DashboardFlags extends ProjectFlags {
  readonly port: number;
  readonly host: string;
}

const defaultPort = 8000;
const maxPort = 65_535;

const dashboardExamples = `
Examples:
  sentrik dashboard                          http://127.0.0.1:8000/dashboard, for this machine only
  GUARD_API_KEY=… sentrik dashboard --host 0.0.0.0   for others too, with a key`;

/** `lsp`, `mcp-server` and `dashboard`. */
export function addServerCommands(program: Command, { shell }: Cli): void {
  program
    .command('lsp')
    .description('language server for editors')
    .addOption(new Option('--stdio', 'speak on standard input and output; the only way there is').default(true))
    .addHelpText('after', '\nExample:\n  sentrik lsp --stdio')
    .action(() => serveLanguage(shell));
  withProjectFlags(program.command('mcp-server'))
    .description('MCP server for coding agents, on standard input and output')
    .addHelpText('after', '\nExample:\n  sentrik mcp-server --root .')
    .action((flags: ProjectFlags) => serveAgents(shell, { root: targetOf(shell, flags.root, []).root, config: flags.config }));
  withProjectFlags(program.command('dashboard'))
    .description('dashboard and REST interface')
    .option('--port <number>', 'port to listen on; 0 for any that is free', wholeNumber(0, maxPort), defaultPort)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addHelpText('after', dashboardExamples)
    .action((flags: DashboardFlags) => runDashboard(flags));

  function runDashboard({ root, config, host, port }: DashboardFlags): Promise<void> {
    return serveDashboard(shell, { root: targetOf(shell, root, []).root, config, host, port });
  }
}
