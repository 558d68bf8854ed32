import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { patiently, type Sender } from './http.ts';
import { followOnce, type FollowedScan, type StreamEnd } from './streams.ts';

/** What all streams have seen, together. */
export interface StreamBook {
  /** By stream and scan: whether it was seen to its end, and the numbers of the events in the order they came. */
  readonly seen: Map<string, Seen>;
  events: number;
  connections: number;
  /** Scans that a stream has seen from the first event to the end of the stream. */
  whole: number;
  readonly errors: string[];
  limited: number;
}

interface Seen {
  readonly scan: FollowedScan;
  readonly numbers: number[];
  isWhole: boolean;
}

export interface StreamLoopOptions {
  readonly sender: Sender;
  /** Grows while scans are started. */
  readonly scans: readonly FollowedScan[];
  readonly random: (limit: number) => number;
  /** Takes up no further scan after it, as `performance.now` tells it. */
  readonly until: number;
  /** Leaves when it is aborted. */
  readonly stop: AbortSignal;
}

const recent = 20;
const longestStay = 15_000;
const longestAway = 300;
let streams = 0;

/** Follows one of the latest scans to its end, with connections that break at random moments and go on behind the last event; then another one. */
export async function streamLoop(options: StreamLoopOptions, book: StreamBook): Promise<void> {
  streams += 1;
  const name = `stream ${streams}`;
  const { scans, random, until, stop } = options;
  while (performance.now() < until && !stop.aborted) {
    const fresh = scans.slice(-recent);
    const scan = fresh[random(Math.max(1, fresh.length))];
    const key = `${name} of ${scan?.id ?? ''}`;
    if (scan === undefined || book.seen.has(key)) {
      await rest(options, 500);
      continue;
    }
    const seen: Seen = { scan, numbers: [], isWhole: false };
    book.seen.set(key, seen);
    await followWhole(options, seen, book);
  }
}

async function followWhole(options: StreamLoopOptions, seen: Seen, book: StreamBook): Promise<void> {
  while (!options.stop.aborted) {
    const end = await connect(options, seen, book);
    if (end.kind === 'ended') {
      seen.isWhole = true;
      book.whole += 1;
      return;
    }
    if (end.kind === 'limited') book.limited += 1;
    if (end.kind === 'broken') book.errors.push(`stream: ${end.message}`);
    await rest(options, end.kind === 'limited' ? longestStay : options.random(longestAway));
  }
}

async function connect({ sender, random, stop }: StreamLoopOptions, { scan, numbers }: Seen, book: StreamBook): Promise<StreamEnd> {
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), 100 + random(longestStay));
  book.connections += 1;
  try {
    return await followOnce(sender, {
      scan,
      after: numbers.at(-1) ?? 0,
      signal: AbortSignal.any([leave.signal, stop]),
      onEvent({ seq, scan: of }) {
        book.events += 1;
        numbers.push(of === scan.id ? seq : Number.NaN);
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

async function rest({ stop }: StreamLoopOptions, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}

const page = z.array(z.object({ seq: z.number() }));

/** Streams that saw other events than 1, 2, 3 … in this order, or that ended before the last one. */
export async function violationsOf(sender: Sender, book: StreamBook): Promise<readonly string[]> {
  const lasts = new Map<string, number>();
  const found: string[] = [];
  for (const [key, { scan, numbers, isWhole }] of book.seen) {
    if (numbers.some((number, index) => number !== index + 1)) found.push(`${key}: events ${numbers.join(' ')}`);
    if (!isWhole) continue;
    const last = lasts.get(scan.id) ?? (await lastOf(sender, scan));
    lasts.set(scan.id, last);
    if (numbers.length !== last) found.push(`${key}: ended after ${numbers.length} of ${last} events`);
  }
  return found;
}

async function lastOf(sender: Sender, { repository, id }: FollowedScan): Promise<number> {
  const { text } = await patiently(sender, `/v1/repositories/${repository}/scans/${id}/events?limit=5000`);
  return page.parse(JSON.parse(text)).at(-1)?.seq ?? 0;
}
