import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import type { Product } from '../core/boot.ts';
import type { Actor } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import type { Extension } from './host.ts';
import { scopePrefix } from './caller.ts';
import { defaultScope, narrowed, type Scope } from './scope.ts';
import { serverFactory } from './server.ts';
import { openSessions } from './sessions.ts';

/** MCP on a path of an HTTP server, which has checked who calls and from where. It reads the request body itself. */
export interface McpMount {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse, caller: Actor): Promise<void>;
  /** Tells clients that listen what changed. */
  readonly notify: McpHttpHandler['notify'];
  close(): Promise<void>;
}

/** What is served over HTTP. */
export interface McpMountOptions {
  readonly product: Product;
  readonly operations: readonly AnyOperation[];
  /** What requests may reach, and can narrow. */
  readonly scope?: Scope;
  readonly extension?: Extension;
}

/** A request that the HTTP server has parsed always has both. */
type ParsedRequest = IncomingMessage & { readonly method: string; readonly url: string; auth?: AuthInfo };

const maxRequestBodySize = 32_000_000;

/** Streamable HTTP at /mcp for clients of both protocol eras: sessions for those that initialise, a server per request for the stateless ones. */
export function mcpMount({ product, operations, scope = defaultScope, extension }: McpMountOptions): McpMount {
  const { log } = product.contextFor({ actor: { id: 'mcp', via: 'agent', access: 'public' } });
  const onerror = (error: Error) => log.warn('mcp request failed', { error: error.message });
  const factory = serverFactory({ product, operations, scope, ...(extension === undefined ? {} : { extension }) });
  const handler: McpHttpHandler = createMcpHandler(factory, { maxRequestBodySize, onerror });
  const sessions = openSessions(factory, onerror);
  const fetch: McpHttpHandler['fetch'] = async (request, options) => {
    try {
      narrowed(scope, request);
    } catch (thrown) {
      return badRequest(toFailure(thrown).message);
    }
    const text = request.method === 'POST' ? await request.clone().text() : '';
    const parsedBody = parsed(text);
    // What is no JSON is refused by the protocol.
    if (text !== '' && parsedBody === undefined) return handler.fetch(request, options);
    const given = { ...options, ...(parsedBody === undefined ? {} : { parsedBody }) };
    return (await sessions.answer(request, given)) ?? handler.fetch(request, given);
  };
  const answer = toNodeHandler({ fetch }, { maxRequestBodySize, onerror });
  return {
    path: '/mcp',
    notify: handler.notify,
    handle: (request, response, caller) => answer(Object.assign(request, { auth: credentialsOf(caller) }) as ParsedRequest, response),
    close: async () => {
      await Promise.all([handler.close(), sessions.close()]);
    },
  };
}

/** What the request's credentials allow; the token itself stays with those who checked it. */
function credentialsOf({ id, access, role, scopes }: Actor): AuthInfo {
  return {
    token: '',
    clientId: id,
    scopes: [access, ...(role === undefined ? [] : [`role:${role}`]), ...(scopes ?? []).map((scope) => `${scopePrefix}${scope}`)],
  };
}

/** The size was checked while the body was read. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badRequest(message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_600, message }, id: null }, { status: 400 });
}
