import type { Shared } from '../kernel/context.ts';

interface Slot {
  readonly stamp: string;
  readonly value: Promise<unknown>;
}

const keptPerName = 4;

/** Keeps the last few opened values of each name; a failed opening is not kept. */
export function sharedResources(): Shared {
  const slots = new Map<string, Slot[]>();
  return {
    async use<T>(name: string, stamp: string, open: () => Promise<T>): Promise<T> {
      const known = slots.get(name) ?? [];
      const found = known.find((slot) => slot.stamp === stamp);
      if (found !== undefined) return found.value as Promise<T>;
      const slot: Slot = { stamp, value: open() };
      slots.set(name, [slot, ...known].slice(0, keptPerName));
      slot.value.catch(() =>
        slots.set(
          name,
          (slots.get(name) ?? []).filter((other) => other !== slot),
        ),
      );
      return slot.value as Promise<T>;
    },
    drop: (name) => void slots.delete(name),
  };
}
