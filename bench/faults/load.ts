import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../fuzz/random.ts';
import { ask, lastingAnswer } from './client.ts';
import type { Action, Client, Known, LoadOptions } from './lane.ts';
import type { SampleProject } from './projects.ts';
import { addKey, addProject, changeProject, removeProject, revokeKey } from './record-actions.ts';
import { cancelScan, profileScan, startScan, triageFinding } from './scan-actions.ts';
import { addArchive, addPush } from './source-actions.ts';

/** Clients that write until they are told to stop. */
export interface Load {
  /** What was uploaded to each repository that was acknowledged. */
  readonly sampleOf: ReadonlyMap<string, SampleProject>;
  /** Ids of scans that were acknowledged. */
  readonly scans: ReadonlySet<string>;
  /** Ends what the clients are doing; `resume` lets them go on. */
  pause(): Promise<void>;
  resume(): void;
}

const thinkMs = 30;
const awayMs = 200;

/** As often as they stand here. */
const actions: readonly [Action, ...Action[]] = [
  ...[addProject, changeProject, changeProject, removeProject, addKey, revokeKey, addArchive, addPush],
  ...[startScan, startScan, startScan, cancelScan, profileScan, triageFinding, triageFinding],
] as const;

/** Starts the clients. */
export function startLoad(options: LoadOptions): Load {
  const { url, keys, seed } = options;
  const sampleOf = new Map<string, SampleProject>();
  const scans = new Set<string>();
  const known: Known = { ...options, sampleOf, scans };
  const clients = keys.map((key, index): Client => {
    const send: Client['send'] = (method, target, rest = {}) => ask({ url, key, method, path: target, ...rest });
    const read: Client['read'] = (target, other = key) => lastingAnswer({ url, key: other, method: 'GET', path: target });
    return { index, random: randomOf(seed * 1000 + index), send, read, projects: [], keys: [], repositories: [], scans: [] };
  });
  let isPaused = false;
  const run = async (client: Client) => {
    while (!isPaused) {
      const lost = options.ledger.lost.count;
      await client.random.pick(actions)(client, known);
      // Nobody asks on and on while the server is away.
      await sleep(client.random.below(2 * thinkMs) + (options.ledger.lost.count > lost ? awayMs : 0));
    }
  };
  const start = () =>
    clients.map((client) => run(client).catch((thrown: unknown) => void options.ledger.violations.push(`client ${client.index}: ${String(thrown)}`)));
  let lanes = start();
  return {
    ...{ sampleOf, scans },
    async pause() {
      isPaused = true;
      await Promise.all(lanes);
    },
    resume() {
      isPaused = false;
      lanes = start();
    },
  };
}
