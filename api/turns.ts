import type { RequestListener } from 'node:http';

/**
 * Begins one request in each turn of the event loop, in the order in which they came. A turn takes one new connection and reads from all that wait, so
 * that turns with many requests would keep new connections waiting for as long as the others go on asking.
 */
export function inTurns(answer: RequestListener): RequestListener {
  const waiting: (() => void)[] = [];
  const begin = () => {
    const next = waiting.shift();
    if (waiting.length > 0) setImmediate(begin);
    next?.();
  };
  return (request, response) => {
    waiting.push(() => answer(request, response));
    if (waiting.length === 1) setImmediate(begin);
  };
}
