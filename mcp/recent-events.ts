import { randomUUID } from 'node:crypto';
import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

interface Kept {
  readonly id: string;
  readonly stream: string;
  readonly message: JSONRPCMessage;
  readonly size: number;
}

const mostEvents = 100;
const mostCharacters = 200_000;

/** What a session sent last, at most 100 messages and 200,000 characters, for a client that lost its stream. */
export function recentEvents(): EventStore {
  const kept: Kept[] = [];
  let characters = 0;
  return {
    storeEvent(stream, message) {
      const id = `${stream}:${randomUUID()}`;
      const size = JSON.stringify(message).length;
      kept.push({ id, stream, message, size });
      characters += size;
      while (kept.length > 1 && (kept.length > mostEvents || characters > mostCharacters)) characters -= kept.shift()?.size ?? 0;
      return Promise.resolve(id);
    },
    getStreamIdForEventId: (id) => Promise.resolve(kept.find((event) => event.id === id)?.stream),
    async replayEventsAfter(last, { send }) {
      const at = kept.findIndex(({ id }) => id === last);
      const stream = kept[at]?.stream ?? '';
      const missed = at < 0 ? [] : kept.slice(at + 1).filter((event) => event.stream === stream && 'jsonrpc' in event.message);
      for (const { id, message } of missed) await send(id, message);
      return stream;
    },
  };
}
