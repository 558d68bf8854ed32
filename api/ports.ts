import type { IncomingMessage, RequestListener } from 'node:http';
import { toFailure } from '../core/kernel/failure.ts';
import { listen, type Listener } from './listener.ts';

/** Sentri's port besides the main one. */
export interface SentriPort {
  /** 0 takes a free one. */
  readonly port: number;
  /** Without it a port that cannot be had is a warning. */
  readonly isRequired: boolean;
}

export interface PortOptions {
  readonly host: string;
  readonly port: number;
  readonly sentri?: SentriPort | undefined;
  readonly warn: (text: string) => void;
}

/** Both ports lead to the same server. */
export interface Ports {
  readonly main: Listener;
  readonly sentri?: Listener;
  /** Takes no more requests, lets those under way finish for a few seconds, then ends them. */
  close(): Promise<void>;
}

/** Tells which requests came to Sentri's port. */
export interface Arrivals {
  readonly isSentri: (request: IncomingMessage) => boolean;
  /** The listener of Sentri's port. */
  readonly markSentri: (answer: RequestListener) => RequestListener;
}

export function noteArrivals(): Arrivals {
  const requests = new WeakSet<IncomingMessage>();
  return {
    isSentri: (request) => requests.has(request),
    markSentri: (answer) => (request, response) => {
      requests.add(request);
      answer(request, response);
    },
  };
}

/** Listens on the main port and on Sentri's where one is wanted. Throws `unavailable` when one that is needed cannot be had, and leaves none open. */
export async function openPorts(answer: RequestListener, options: PortOptions, arrivals: Arrivals): Promise<Ports> {
  const { host, port } = options;
  const main = await listen(answer, { host, port, flag: '--port' });
  try {
    const sentri = await openSentri(arrivals.markSentri(answer), options);
    const all = sentri === undefined ? [main] : [main, sentri];
    const close = async () => void (await Promise.all(all.map((listener) => listener.close())));
    return { main, ...(sentri === undefined ? {} : { sentri }), close };
  } catch (thrown) {
    await main.close();
    throw thrown;
  }
}

async function openSentri(answer: RequestListener, { host, sentri, warn }: PortOptions): Promise<Listener | undefined> {
  if (sentri === undefined) return undefined;
  try {
    return await listen(answer, { host, port: sentri.port, flag: '--sentri-port' });
  } catch (thrown) {
    if (sentri.isRequired) throw thrown;
    warn(`${toFailure(thrown).message}. Until then Sentri's addresses are at /api/v1 of the main port only.\n`);
    return undefined;
  }
}
