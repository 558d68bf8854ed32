import { INTERNAL_ERROR, INVALID_PARAMS, type JSONRPCMessage, type McpServer, type Transport } from '@modelcontextprotocol/server';
import { z } from 'zod';

const issues = z.array(z.object({ path: z.tuple([z.literal('params')], z.union([z.string(), z.number()])), message: z.string() })).min(1);

/** The library reports parameters that do not hold as an internal error; the protocol has a code for them. */
export function correctErrorCodes({ server }: McpServer): void {
  const connect = server.connect.bind(server);
  server.connect = (transport: Transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(corrected(message), options);
    return connect(transport);
  };
}

function corrected(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message) || message.error.code !== INTERNAL_ERROR) return message;
  const found = issuesIn(message.error.message);
  if (found === undefined) return message;
  const fields = [...new Set(found.map(({ path }) => path.join('.')))].slice(0, 3);
  return { ...message, error: { code: INVALID_PARAMS, message: `Invalid params: ${fields.join(', ')}` } };
}

function issuesIn(text: string): z.output<typeof issues> | undefined {
  try {
    return issues.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
