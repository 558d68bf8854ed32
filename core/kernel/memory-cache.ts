import type { Cache } from './context.ts';

/** A cache that lasts as long as it is held, with what it begins with. */
export function memoryCache(initial: Iterable<readonly [string, Uint8Array]> = []): Cache {
  const entries = new Map(initial);
  return {
    read: (name) => entries.get(name),
    write: (name, content) => entries.set(name, content).has(name),
    entries: () => [...entries].map(([name, content]) => ({ name, size: content.length, modified: 0 })),
    clear() {
      entries.clear();
      return true;
    },
  };
}
