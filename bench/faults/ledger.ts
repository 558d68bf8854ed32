/** What a client was told, to be read again later. */
export interface Entry {
  readonly name: string;
  /** Reads what the server has now. */
  readonly read: () => Promise<string>;
  /** The values that it may have: the last one that was acknowledged, and those of later writes whose answer was lost. */
  accepted: readonly string[];
}

/** What was acknowledged by the server, and what went wrong on the way. */
export interface Ledger {
  /** Enters something that was acknowledged. */
  enter(name: string, value: string, read: () => Promise<string>): Entry;
  readonly entries: readonly Entry[];
  /** Acknowledged writes by the name of their operation. */
  readonly acknowledged: ReadonlyMap<string, number>;
  acknowledge(operation: string): void;
  readonly lost: { count: number };
  readonly violations: string[];
}

export function openLedger(): Ledger {
  const entries: Entry[] = [];
  const acknowledged = new Map<string, number>();
  return {
    entries,
    acknowledged,
    lost: { count: 0 },
    violations: [],
    enter(name, value, read) {
      const entry = { name, read, accepted: [value] };
      entries.push(entry);
      return entry;
    },
    acknowledge: (operation) => void acknowledged.set(operation, (acknowledged.get(operation) ?? 0) + 1),
  };
}

/** The entries whose value is none of those it may have. */
export async function wrongEntries({ entries }: Ledger): Promise<readonly string[]> {
  const wrong: string[] = [];
  const queue = entries.values();
  const lane = async () => {
    for (const entry of queue) {
      const value = await entry.read();
      if (!entry.accepted.includes(value)) wrong.push(`${entry.name} is ${value.slice(0, 200)}, not ${entry.accepted.join(' or ').slice(0, 400)}`);
      // What was uncertain is known now.
      else entry.accepted = [value];
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return wrong;
}
