import type { EventWire } from '../wire.ts';
import type { Answer, Refusal } from './api.ts';
import type { ServerEvent } from './event-stream.ts';

/** How the events of a scan are followed. */
export interface Following {
  /** Opens a connection that goes on behind the event with this id; an empty one begins at the first. */
  readonly open: (after: string) => Promise<Answer<AsyncIterable<ServerEvent>>>;
  readonly take: (event: EventWire) => void;
  /** Told whether a connection is there. */
  readonly connected: (isConnected: boolean) => void;
  /** Resolves when it is time for the next try. */
  readonly rest: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Takes every event of a scan once and in order until the scan has ended; a connection that is lost is opened again where it broke off. Resolves with a
 * refusal that no later try can change.
 */
export async function followScan({ open, take, connected, rest, signal }: Following): Promise<Refusal | undefined> {
  let last = 0;
  while (!signal.aborted) {
    const answer = await open(last === 0 ? '' : String(last));
    if (answer.kind === 'refused' && !isPassing(answer)) return answer;
    if (answer.kind === 'ok') {
      connected(true);
      const isOver = await readAll(answer.value, (event) => {
        if (event.seq <= last) return;
        last = event.seq;
        take(event);
      });
      if (isOver) return undefined;
    }
    connected(false);
    if (!signal.aborted) await rest();
  }
  return undefined;
}

/** Whether the server said that there is no more. */
async function readAll(events: AsyncIterable<ServerEvent>, take: (event: EventWire) => void): Promise<boolean> {
  try {
    for await (const { event, data } of events) {
      if (event === 'end') return true;
      if (event === 'error') return false;
      take(JSON.parse(data) as EventWire);
    }
  } catch {
    return false;
  }
  return false;
}

function isPassing({ status }: Refusal): boolean {
  return status === 0 || status === 429 || status >= 500;
}
