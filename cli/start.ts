import { once } from 'node:events';
import { bootOptions, type ProductOptions } from './product.ts';
import type { Shell } from './shell.ts';

/** Serves the language server on standard input and output; it ends with its client. */
export async function serveLanguage({ assets, worker, environment }: Shell): Promise<void> {
  const { startLanguageServer } = await import('../server/main.ts');
  startLanguageServer({ assets, worker, environment });
}

/** Serves agents over standard input and output until the client goes away. */
export async function serveAgents(shell: Shell, options: ProductOptions): Promise<void> {
  const { startMcpServer } = await import('../mcp/main.ts');
  const server = startMcpServer(bootOptions(shell, options));
  await Promise.race([server.closed, interruption(shell.signal)]);
  await server.close();
}

/** Serves the dashboard and the REST interface until Ctrl+C. */
export async function serveDashboard(shell: Shell, options: ProductOptions & { readonly host: string; readonly port: number }): Promise<void> {
  const { startApi } = await import('../api/main.ts');
  const { host, port } = options;
  const server = await startApi({ ...bootOptions(shell, options), host, port });
  shell.print.out.write(`Dashboard: ${server.url}/dashboard\nREST:      ${server.url}/docs\nPress Ctrl+C to stop.\n`);
  await interruption(shell.signal);
  await server.close();
}

async function interruption(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
