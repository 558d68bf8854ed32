import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  isLegacyRequest,
  type McpHandlerRequestOptions,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { recentEvents } from './recent-events.ts';
import type { ServerFactory } from './server.ts';

/** Connections of clients that initialise: they can be asked, and can come back for what they missed. */
export interface Sessions {
  /** Takes the body as parsed JSON. Undefined for a request that belongs to no session: a stateless one, or a single one of an older client. */
  answer(request: Request, options: McpHandlerRequestOptions): Promise<Response | undefined>;
  close(): Promise<void>;
}

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: McpServer;
  /** Whose credentials opened it: others find nothing under its id. */
  readonly owner: string;
  used: number;
}

/** Beyond so many the one that was idle longest ends. */
const mostSessions = 100;
const idleMilliseconds = 30 * 60_000;
/** How soon a client comes back whose stream ended, in milliseconds. */
const retryInterval = 1000;

/** Sessions end when their client says so, after half an hour without a request, and where there are more than 100. */
export function openSessions(factory: ServerFactory, onerror: (error: Error) => void): Sessions {
  const sessions = new Map<string, Session>();
  const end = async (id: string) => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.server.close().catch(onerror);
  };
  const sweep = () => {
    const byAge = [...sessions].toSorted(([, a], [, b]) => b.used - a.used);
    const limit = performance.now() - idleMilliseconds;
    for (const [index, [id, { used }]] of byAge.entries()) if (index >= mostSessions || used < limit) void end(id);
  };
  const timer = setInterval(sweep, idleMilliseconds / 10);
  timer.unref();
  const keep = (id: string, session: Omit<Session, 'used'>) => {
    sessions.set(id, { ...session, used: performance.now() });
    sweep();
  };
  return {
    async answer(request, options) {
      const { authInfo, parsedBody } = options;
      const owner = authInfo?.clientId ?? '';
      const id = request.headers.get('mcp-session-id');
      // A stateless request is answered as one, whatever else its headers say.
      if (request.method === 'POST' && !(await isLegacyRequest(request, parsedBody))) return undefined;
      if (id !== null) {
        const session = sessions.get(id);
        if (session?.owner !== owner) return noSession();
        session.used = performance.now();
        return session.transport.handleRequest(request, options);
      }
      if (request.method !== 'POST' || !isInitializeRequest(parsedBody)) return undefined;
      return (await connected(await factory({ requestInfo: request }), owner, { keep, end })).handleRequest(request, options);
    },
    async close() {
      clearInterval(timer);
      await Promise.all([...sessions.keys()].map(end));
    },
  };
}

/** A transport that makes a session of its server once the client has initialised. */
async function connected(
  server: McpServer,
  owner: string,
  { keep, end }: { readonly keep: (id: string, session: Omit<Session, 'used'>) => void; readonly end: (id: string) => Promise<void> },
): Promise<Session['transport']> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: recentEvents(),
    retryInterval,
    onsessioninitialized: (id) => keep(id, { transport, server, owner }),
    onsessionclosed: end,
  });
  await server.connect(transport);
  return transport;
}

function noSession(): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_001, message: 'Session not found' }, id: null }, { status: 404 });
}
