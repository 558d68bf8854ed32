import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { randomNumbers } from '../source.ts';
import { clientLoop, type Tally } from './clients.ts';
import { type LoadedServer, startLoadedServer } from './deployment.ts';
import { patiently, send, type Sender, senderOf } from './http.ts';
import { type StreamBook, streamLoop, violationsOf } from './stream-loop.ts';

export interface LoadOptions {
  /** An empty folder for everything. */
  readonly folder: string;
  readonly databaseUrl?: string | undefined;
  readonly clients: number;
  readonly streams: number;
  readonly users: number;
  readonly seconds: number;
  /** Of a thousand requests, how many start a scan. */
  readonly starts: number;
  readonly seed: number;
}

/** The server at one moment. */
export interface Sample {
  readonly seconds: number;
  readonly megabytes: number;
  /** Milliseconds that its event loop was late since the last sample. */
  readonly lag: { readonly p99: number; readonly max: number };
}

export interface LoadReport {
  /** Milliseconds of each answer that was good, by kind. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Answers 429 by kind; those of streams too. */
  readonly limited: ReadonlyMap<string, number>;
  readonly errors: readonly string[];
  readonly scans: { readonly started: number; readonly completed: number };
  readonly streams: Pick<StreamBook, 'events' | 'connections' | 'whole'>;
  readonly samples: readonly Sample[];
}

/** Puts load on a server of its own: clients that read, check and start scans, and streams of scans' events that come and go. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const loaded = await startLoadedServer(options);
  try {
    const report = await underLoad(loaded, options);
    const { exitCode, signalCode } = loaded.server.child;
    const isGone = exitCode !== null || signalCode !== null;
    return isGone ? { ...report, errors: [`the server ended by itself: ${signalCode ?? exitCode}`, ...report.errors] } : report;
  } finally {
    await loaded.server.stop();
  }
}

const sampleMs = 1000;
const apart = 2_654_435_761;
const grace = 20_000;

async function underLoad(loaded: LoadedServer, { clients, streams, seconds, starts, seed }: LoadOptions): Promise<LoadReport> {
  const { server, keys, repositories } = loaded;
  const senders = keys.map((key, index) => senderOf(server.url, key, index));
  const senderAt = (index: number): Sender => senders[index % senders.length] ?? senderOf(server.url, '', index);
  const tally: Tally = { times: new Map(), limited: new Map(), errors: [], scans: [] };
  const book: StreamBook = { seen: new Map(), events: 0, connections: 0, whole: 0, errors: [], limited: 0 };
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const samples: Sample[] = [];
  const sampling = sample(senderOf(server.url, keys[0] ?? '', 0), { samples, errors: tally.errors, signal: stop.signal });
  const end = performance.now() + seconds * 1000;
  const lanes = Array.from({ length: clients }, (_unused, index) =>
    clientLoop({ sender: senderAt(index), repositories, starts, random: chance(seed, index), until: end }, tally),
  );
  const following = Array.from({ length: streams }, (_unused, index) =>
    streamLoop({ sender: senderAt(index), scans: tally.scans, random: chance(seed, clients + index), until: end, stop: stop.signal }, book),
  );
  await Promise.all(lanes);
  // Streams whose scan comes to its end soon see all of it.
  await Promise.race([Promise.all(following), sleep(Math.min(grace, seconds * 1000))]);
  stop.abort();
  await Promise.all([...following, sampling]);
  const [first] = senders;
  const completed = first === undefined ? 0 : await completedOf(first, tally);
  return {
    times: tally.times,
    limited: new Map([...tally.limited, ['stream', book.limited]]),
    errors: [...tally.errors, ...book.errors, ...(first === undefined ? [] : await violationsOf(first, book))],
    scans: { started: tally.scans.length, completed },
    streams: book,
    samples,
  };
}

/** Numbers that begin with neighbouring seeds are alike at first; everybody would do the same at the same moment. */
function chance(seed: number, index: number): (limit: number) => number {
  const next = randomNumbers(Math.imul(seed * 10_007 + index + 1, apart));
  next(1);
  return next;
}

const status = z.object({ status: z.string() });

async function completedOf(sender: Sender, { scans }: Tally): Promise<number> {
  let count = 0;
  for (const { repository, id } of scans) {
    const { text } = await patiently(sender, `/v1/repositories/${repository}/scans/${id}`);
    if (status.parse(JSON.parse(text)).status === 'completed') count += 1;
  }
  return count;
}

interface Sampling {
  readonly samples: Sample[];
  readonly errors: string[];
  readonly signal: AbortSignal;
}

async function sample(sender: Sender, { samples, errors, signal }: Sampling): Promise<void> {
  const begun = performance.now();
  while (!signal.aborted) {
    const { text } = await send(sender, 'GET', '/metrics').catch((error: unknown) => {
      errors.push(`metrics: ${String(error)}`);
      return { text: '' };
    });
    const gauge = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    samples.push({
      seconds: (performance.now() - begun) / 1000,
      megabytes: gauge('process_resident_memory_bytes') / 2 ** 20,
      lag: { p99: gauge('nodejs_eventloop_lag_p99_seconds') * 1000, max: gauge('nodejs_eventloop_lag_max_seconds') * 1000 },
    });
    await sleep(sampleMs, undefined, { signal }).catch(() => undefined);
  }
}
