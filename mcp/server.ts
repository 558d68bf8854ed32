import { McpServer } from '@modelcontextprotocol/server';
import { version } from '../core/version.ts';
import { registerResources } from './resources.ts';
import { registerTools, type ToolHost } from './tools.ts';

const instructions =
  'Sentrik checks code for security and compliance findings. `check` takes unsaved text or a file of the project; `context` tells which ' +
  'weaknesses the rules of a file look for; `explain` describes a rule or a finding; `evidence` tells the state of controls of a framework and what proves it; `apply_fix` writes the fix of a finding into its file.';

/** The lists are the same for every client and change only with the version. */
const lists = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

/** One server with all tools and resources; both protocol eras are served by the same. */
export function createMcpServer(host: ToolHost): McpServer {
  const server = new McpServer(
    { name: 'sentrik', title: 'Sentrik', version },
    { instructions, cacheHints: { 'tools/list': lists, 'resources/templates/list': lists, 'server/discover': lists } },
  );
  registerTools(server, host);
  registerResources(server, host);
  return server;
}
