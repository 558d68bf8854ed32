import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { makeSource } from '../source.ts';
import { send, type Sender, type Sent } from './http.ts';
import type { FollowedScan } from './streams.ts';

/** What the clients have come to, together. */
export interface Tally {
  readonly times: Map<string, number[]>;
  readonly limited: Map<string, number>;
  readonly errors: string[];
  readonly scans: FollowedScan[];
}

export interface ClientOptions {
  readonly sender: Sender;
  readonly repositories: readonly string[];
  /** Of a thousand requests, how many start a scan. */
  readonly starts: number;
  /** A whole number below a limit. */
  readonly random: (limit: number) => number;
  /** As `performance.now` tells it. */
  readonly until: number;
}

interface Ask {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Of a hundred requests that start no scan. */
const mix = [
  { share: 15, kind: 'projects' },
  { share: 15, kind: 'repository' },
  { share: 15, kind: 'findings' },
  { share: 10, kind: 'scans' },
  { share: 10, kind: 'source file' },
  { share: 5, kind: 'health' },
  { share: 30, kind: 'check' },
] as const;
type Kind = (typeof mix)[number]['kind'] | 'start a scan';

const longestThought = 2000;
const longestWait = 5;
const code = makeSource('typescript', 40);
const made = z.object({ id: z.string() });

/** Asks, thinks for a second on average, and asks again. What is over a limit is counted apart. */
export async function clientLoop({ sender, repositories, starts, random, until }: ClientOptions, tally: Tally): Promise<void> {
  await sleep(random(longestThought));
  while (performance.now() < until) {
    const repository = repositories[random(repositories.length)] ?? '';
    const asked = askFor(random(1000) < starts ? 'start a scan' : kindAt(random(100)), repository);
    const retryAfter = await measured(sender, asked, { tally, repository });
    const left = Math.max(0, until - performance.now());
    await sleep(Math.min(left, retryAfter === 0 ? random(longestThought) : Math.min(retryAfter, longestWait) * 1000));
  }
}

async function measured(sender: Sender, asked: Ask, { tally, repository }: { readonly tally: Tally; readonly repository: string }): Promise<number> {
  const { kind, method, path, body } = asked;
  const begun = performance.now();
  let answer: Sent;
  try {
    answer = await send(sender, method, path, body);
  } catch (error) {
    tally.errors.push(`${kind}: ${error instanceof Error ? error.message : 'unknown'}`);
    return 0;
  }
  const { status, text, retryAfter } = answer;
  if (status === 429) {
    tally.limited.set(kind, (tally.limited.get(kind) ?? 0) + 1);
    return Math.max(1, retryAfter);
  }
  if (status >= 300) {
    tally.errors.push(`${kind}: ${status} ${text.slice(0, 200)}`);
    return 0;
  }
  const times = tally.times.get(kind) ?? [];
  times.push(performance.now() - begun);
  tally.times.set(kind, times);
  if (kind === 'start a scan') tally.scans.push({ repository, id: made.parse(JSON.parse(text)).id });
  return 0;
}

function kindAt(hundredth: number): Kind {
  let sum = 0;
  for (const { share, kind } of mix) {
    sum += share;
    if (hundredth < sum) return kind;
  }
  return 'health';
}

function askFor(kind: Kind, repository: string): Ask {
  const base = `/v1/repositories/${repository}`;
  switch (kind) {
    case 'projects':
      return { kind, method: 'GET', path: '/v1/projects' };
    case 'repository':
      return { kind, method: 'GET', path: base };
    case 'findings':
      return { kind, method: 'GET', path: `${base}/findings?limit=50` };
    case 'scans':
      return { kind, method: 'GET', path: `${base}/scans?limit=20` };
    case 'source file':
      return { kind, method: 'GET', path: `${base}/source-files/src/file-0.ts` };
    case 'health':
      return { kind, method: 'GET', path: '/v1/readyz' };
    case 'check':
      return { kind, method: 'POST', path: '/api/sdk/check', body: { code, filename: 'src/orders.ts' } };
    case 'start a scan':
      return { kind, method: 'POST', path: `${base}/scans`, body: {} };
    default:
      return kind satisfies never;
  }
}
