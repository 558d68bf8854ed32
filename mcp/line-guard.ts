import { type Readable, Transform } from 'node:stream';
import { INVALID_REQUEST, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { z } from 'zod';

const identified = z.object({ id: z.union([z.string(), z.number()]), method: z.unknown() });
const lineFeed = 10;

/** An error for a request that has an id and is no JSON-RPC otherwise: its client waits for an answer. */
export interface InvalidRequest {
  readonly jsonrpc: '2.0';
  readonly id: string | number;
  readonly error: { readonly code: number; readonly message: string };
}

/**
 * Passes on the lines that are JSON-RPC messages, and those that are longer than `maxBytes` for the transport to refuse. Requests that are none are
 * told to `refuse`; what has no id is dropped, for nobody waits for it.
 */
export function guardedLines(input: Readable, maxBytes: number, refuse: (answer: InvalidRequest) => void): Readable {
  let pending: Buffer[] = [];
  let size = 0;
  const take = (line: Buffer, push: (line: Buffer) => void) => {
    const answer = refusalOf(line);
    if (answer === undefined) push(line);
    else if (answer !== null) refuse(answer);
  };
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let rest = chunk;
      for (let at = rest.indexOf(lineFeed); at >= 0; at = rest.indexOf(lineFeed)) {
        take(Buffer.concat([...pending, rest.subarray(0, at + 1)]), (line) => guard.push(line));
        pending = [];
        size = 0;
        rest = rest.subarray(at + 1);
      }
      pending.push(rest);
      size += rest.length;
      if (size > maxBytes) guard.push(Buffer.concat(pending.splice(0)));
      done();
    },
  });
  input.on('error', (error) => guard.destroy(error));
  input.once('close', () => guard.end());
  return input.pipe(guard);
}

/** Undefined for a message that holds, null for one that nobody waits for. */
function refusalOf(line: Buffer): InvalidRequest | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
    parseJSONRPCMessage(value);
    return undefined;
  } catch {
    const { data } = identified.safeParse(value);
    return data === undefined ? null : { jsonrpc: '2.0', id: data.id, error: { code: INVALID_REQUEST, message: 'Invalid Request' } };
  }
}
