import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cache, Clock } from '../core/kernel/context.ts';

const form = z.object({
  at: z.number(),
  rounds: z.record(z.string(), z.number()),
  files: z.array(z.string()),
  told: z.array(z.string()),
});
type State = z.output<typeof form>;

const expiry = { named: 24 * 3600 * 1000, unnamed: 3600 * 1000 } as const;
const mostEntries = 2000;

/** What hooks remember of an agent's session, in the user's cache folder. It is forgotten a day after the last entry, an hour after it where the agent names no session. */
export interface Session {
  /** How often a finding has held the agent up. */
  roundsOf(key: string): number;
  /** Files of the project that the agent has edited. */
  files(): readonly string[];
  /** Whether something was said before; from now on it was. */
  wasTold(what: string): boolean;
  /** Adds one to each. False where it cannot be kept: then nobody knows the next time. */
  keep(more: { readonly rounds?: readonly string[]; readonly files?: readonly string[] }): boolean;
}

/** The session of an agent by the name that it gives it. */
export function openSession(cache: Cache | undefined, clock: Clock, name: string): Session {
  const file = `hook-${createHash('sha256').update(name).digest('hex').slice(0, 24)}.json`;
  const read = (): State => {
    const known = form.safeParse(parse(cache?.read(file)));
    return known.success && clock.now().getTime() - known.data.at < (name === '' ? expiry.unnamed : expiry.named)
      ? known.data
      : { at: 0, rounds: {}, files: [], told: [] };
  };
  const write = (state: Omit<State, 'at'>) => cache?.write(file, Buffer.from(JSON.stringify({ ...state, at: clock.now().getTime() }))) ?? false;
  return {
    roundsOf: (key) => read().rounds[key] ?? 0,
    files: () => read().files,
    wasTold(what) {
      const state = read();
      if (state.told.includes(what)) return true;
      write({ ...state, told: [...state.told, what].slice(-mostEntries) });
      return false;
    },
    keep({ rounds = [], files = [] }) {
      const state = read();
      const counted = { ...state.rounds, ...Object.fromEntries(rounds.map((key) => [key, (state.rounds[key] ?? 0) + 1])) };
      const kept = Object.fromEntries(Object.entries(counted).slice(-mostEntries));
      return write({ ...state, rounds: kept, files: [...new Set([...state.files, ...files])].slice(-mostEntries) });
    },
  };
}

function parse(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
