import { CLIENT_INFO_META_KEY, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { clientLine } from '../core/kernel/audit-entry.ts';
import { type Access, accessLevels, type Actor } from '../core/kernel/context.ts';
import { roles } from '../core/kernel/role.ts';
import type { Called } from './call.ts';

const implementation = z.object({ name: z.string(), version: z.string().optional() });

/** An agent acts with a member's rights at most: it checks, reads, applies fixes, and changes no settings. */
const agentAccess: Access = 'member';

/** What the scopes of a caller's key begin with among those of the protocol, apart from its level and role. */
export const scopePrefix = 'scope:';

/** Who calls: an agent, with what its program says about itself, and no more rights than the credentials of its request. */
export function callerOf({ host, request: { server, context }, tool }: Called): Actor {
  const { envelope = {} } = context.mcpReq;
  // oxlint-disable-next-line typescript/no-deprecated -- clients that initialise say it once, and only the server object remembers
  const { data: said } = implementation.safeParse(new Map(Object.entries(envelope)).get(CLIENT_INFO_META_KEY) ?? server.server.getClientVersion());
  const client = said === undefined ? undefined : clientLine(said.name, said.version);
  const { sessionId: session = host.session } = context;
  return { ...agentOf(context), tool, ...(client === undefined ? {} : { client }), ...(session === undefined ? {} : { session }) };
}

/** The same before a client has named itself. */
export function agentOf({ http }: Pick<ServerContext, 'http'>): Actor {
  const granted = accessLevels.find((level) => http?.authInfo?.scopes.includes(level) === true) ?? agentAccess;
  const access = accessLevels.indexOf(granted) < accessLevels.indexOf(agentAccess) ? granted : agentAccess;
  const role = roles.find((name) => http?.authInfo?.scopes.includes(`role:${name}`) === true);
  const scopes = (http?.authInfo?.scopes ?? []).filter((scope) => scope.startsWith(scopePrefix)).map((scope) => scope.slice(scopePrefix.length));
  return { id: 'agent', via: 'agent', access, ...(role === undefined ? {} : { role }), ...(scopes.length === 0 ? {} : { scopes }) };
}
