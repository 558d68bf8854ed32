import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SentriPort } from '../api/ports.ts';
import type { OpenPlatform } from '../core/boot-platform.ts';
import { loadProgram } from '../core/launch.ts';
import type { Scope } from '../mcp/scope.ts';
import type * as LanguageServer from '../server/main.ts';
import { terminalLog } from './log.ts';
import { openPlatform } from './platform.ts';
import { bootOptions, type ProductOptions } from './product.ts';
import type { Shell } from './shell.ts';
import { type JobOptions, runJobs } from './worker.ts';

/** Long enough for a balancer that asks every second, short enough for a person who waits. */
const usualDrainSeconds = 2;

/** Serves the language server on standard input and output; it ends with its client. Answers the exit code where the process does not end with it. */
export async function serveLanguage(shell: Shell): Promise<0 | 1> {
  const { assets, worker, environment, host } = shell;
  const options = { assets, worker, environment };
  if (host !== undefined) {
    const { serveLanguageSession } = await import('../server/main.ts');
    return serveLanguageSession(host, { ...options, open: host.open });
  }
  const { startLanguageServer } = await languageServer(shell);
  startLanguageServer(options);
  return 0;
}

/** The program that starts from kept code, where the build put it beside the others. */
async function languageServer({ assets, worker, environment, disk }: Shell): Promise<Pick<typeof LanguageServer, 'startLanguageServer'>> {
  const file = fileURLToPath(new URL('./lsp.cjs', worker));
  if (disk.kindOf(file) !== 'file') return import('../server/main.ts');
  const build = disk.readText(path.join(assets, 'product-id'));
  return loadProgram({ file, build, environment }) as typeof LanguageServer;
}

/** Serves the language server together with another one that it starts. Throws Failure when the command line of that cannot be read. */
export async function serveWrapped({ assets, worker, environment }: Shell, command: string): Promise<void> {
  const { startWrapping } = await import('../server/wrapping.ts');
  // The programs stand side by side.
  startWrapping({ assets, worker, thread: new URL('./lsp-thread.js', worker), environment, command });
}

/** Serves agents over standard input and output until the client goes away. */
export async function serveAgents(shell: Shell, { scope, ...options }: ProductOptions & { readonly scope: Scope }): Promise<void> {
  const { startMcpServer } = await import('../mcp/main.ts');
  const { host } = shell;
  const shared = host === undefined ? {} : { input: host.input, output: host.output, open: host.open, log: terminalLog(shell) };
  const server = startMcpServer({ ...bootOptions(shell, options), ...shared, scope });
  await Promise.race([server.closed, interruption(shell.signal)]);
  await server.close();
}

/** Where to listen, for which project, and what agents get there. */
export interface ListenOptions extends ProductOptions {
  readonly host: string;
  readonly port: number;
  /** A second port for Sentri's clients. */
  readonly sentri?: SentriPort | undefined;
  readonly agents: Scope;
}

/** Serves the dashboard and the REST interface until Ctrl+C. */
export async function serveDashboard(shell: Shell, options: ListenOptions): Promise<void> {
  await serveApi(shell, options);
}

/** The same with a database, contents and accounts, which it opens and closes, and jobs in this process unless it is to have none. */
export async function serveTeam(shell: Shell, options: ListenOptions, work: JobOptions): Promise<void> {
  const platform = await openPlatform(shell, options.root);
  try {
    const jobs = work.slots === 0 ? undefined : await runJobs(shell, platform, work);
    // Jobs are given back while the last requests are answered.
    const jobsEnded = jobs === undefined ? undefined : interruption(shell.signal).then(() => jobs.close());
    try {
      await Promise.all([serveApi(shell, options, platform), jobsEnded]);
    } catch (thrown) {
      await jobs?.close();
      throw thrown;
    }
  } finally {
    await platform.close();
  }
}

async function serveApi(shell: Shell, { host, port, sentri, agents, ...options }: ListenOptions, platform?: OpenPlatform): Promise<void> {
  const { startApi } = await import('../api/main.ts');
  const team = platform === undefined ? {} : { server: platform, ...(await teamSettings(shell, options.root)) };
  const server = await startApi({ ...bootOptions(shell, options), host, port, sentri, agents, ...team });
  const sentriLine = server.sentriUrl === undefined ? '' : `Sentri:    ${server.sentriUrl}/api/v1\n`;
  shell.print.out.write(`Dashboard: ${server.url}/dashboard\nREST:      ${server.url}/docs\n${sentriLine}Press Ctrl+C to stop.\n`);
  await interruption(shell.signal);
  await server.close();
}

/** How a server for a team meets its network, as its environment says. */
async function teamSettings({ environment }: Shell, root: string) {
  const { serverSettings } = await import('../core/config/server.ts');
  const { adminEmail, trustedProxies, drainSeconds = usualDrainSeconds } = serverSettings(environment, root);
  return { adminEmail, trustedProxies, drainSeconds };
}

async function interruption(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
