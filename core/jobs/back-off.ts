import type { FailureCode } from '../kernel/failure.ts';

const firstMs = 1000;
const longestMs = 300_000;
/** Another try may go better. */
const passing: readonly FailureCode[] = ['internal', 'unavailable', 'rate_limited', 'conflict'];

/** Whether work that failed this way is tried again. */
export function isPassing(code: FailureCode): boolean {
  return passing.includes(code);
}

/** Milliseconds until the next try: doubled with each, at most five minutes, of which a random half is left out so that tries do not come all at once. */
export function backOff(attempts: number, random: () => number = Math.random): number {
  const whole = Math.min(firstMs * 2 ** Math.max(0, attempts - 1), longestMs);
  return Math.round(whole / 2 + (random() * whole) / 2);
}
