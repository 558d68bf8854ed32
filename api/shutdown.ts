import { setTimeout as sleep } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { ServerPlatform } from './server-platform.ts';

/** How a server ends: first it says so and goes on, then it takes no more requests. */
export interface Shutdown {
  readonly isDraining: () => boolean;
  /** Aborted when streams of events are to end, whose clients come back elsewhere with the id of the last one. */
  readonly signal: AbortSignal;
  /** Begins to drain at once; resolves after so many seconds, when streams have been told to end. */
  readonly begin: (seconds: number) => Promise<void>;
}

export function plannedShutdown(): Shutdown {
  const stop = new AbortController();
  let isDraining = false;
  return {
    isDraining: () => isDraining,
    signal: stop.signal,
    begin: async (seconds) => {
      isDraining = true;
      if (seconds > 0) await sleep(seconds * 1000);
      stop.abort();
    },
  };
}

/** Asks clients to come back on another connection from the moment the server drains. */
export function endConnections({ isDraining }: Pick<Shutdown, 'isDraining'>): Middleware {
  return async (context, next) => {
    if (isDraining()) context.set('Connection', 'close');
    await next();
  };
}

/** The same server for operations, which can tell that it drains. */
export function drainable(server: ServerPlatform | undefined, { isDraining }: Pick<Shutdown, 'isDraining'>): ServerPlatform | undefined {
  return server && { platformFor: (tenant) => ({ ...server.platformFor(tenant), isDraining }) };
}
