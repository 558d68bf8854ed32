import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createMcpServer } from './server.ts';
import type { ToolHost } from './tools.ts';

/** MCP on a path of an HTTP server, which has checked who calls and from where. It reads the request body itself. */
export interface McpMount {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/** A request that the HTTP server has parsed always has both. */
type ParsedRequest = IncomingMessage & { readonly method: string; readonly url: string };

const maxRequestBodySize = 32_000_000;

/** Stateless streamable HTTP at /mcp: a fresh server object per request, for clients of both protocol eras. */
export function mcpMount(host: ToolHost): McpMount {
  const { log } = host.product.contextFor({ actor: { id: 'mcp', via: 'agent', access: 'public' } });
  const onerror = (error: Error) => log.warn('mcp request failed', { error: error.message });
  const handler = createMcpHandler(() => createMcpServer(host), { maxRequestBodySize, onerror });
  const answer = toNodeHandler(handler, { maxRequestBodySize, onerror });
  return { path: '/mcp', handle: (request, response) => answer(request as ParsedRequest, response), close: () => handler.close() };
}
