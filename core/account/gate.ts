import { Failure } from '../kernel/failure.ts';

/** How much may go on, and how much may wait for it. */
export interface GateLimits {
  readonly atOnce: number;
  readonly mostWaiting: number;
}

/** Lets so many pieces of work run at once and the next ones wait in order. Throws `unavailable` when too many wait already. */
export function openGate({ atOnce, mostWaiting }: GateLimits): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new Failure('unavailable', 'Too many sign-ins at once; try again in a moment');
      // Whoever leaves hands over its place.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
