import { createHash } from 'node:crypto';
import type { Cache, Clock, Files } from '../kernel/context.ts';
import { childPath, insideRoot } from '../kernel/path.ts';
import { decodeAnswer, encodeAnswer } from './answer-file.ts';
import { lookAgain, type Sighting } from './sighting.ts';
import type { Ledger } from './sighting-book.ts';

/** Where answers are kept and what they came from. */
export interface Memory {
  readonly files: Files;
  readonly cache: Cache;
  readonly clock: Clock;
}

const maxBytes = 64_000_000;
/** An answer for which there was not time enough is looked for again after this. */
const cutShortMilliseconds = 3_600_000;

/** An answer to keep. */
export interface NewAnswer {
  readonly key: string;
  /** JSON. */
  readonly answer: string;
  readonly ledger: Ledger;
  /** Paths that are written anew each time. */
  readonly except: ReadonlySet<string>;
}

/**
 * The JSON of an earlier answer to the same question, when everything it came from is as it was; undefined otherwise. The key tells questions, and all that
 * decides an answer besides the project's files, apart.
 */
export function recallAnswer({ files, cache, clock }: Memory, key: string): string | undefined {
  const bytes = cache.read(nameOf(key));
  const known = bytes === undefined ? undefined : decodeAnswer(bytes, key);
  const now = clock.now().getTime();
  if (known === undefined || (known.until !== 0 && known.until <= now)) return undefined;
  const root = insideRoot(files.root, '.');
  const settled = new Map<string, Sighting>();
  for (const [path, sighting] of known.sightings) {
    const again = lookAgain(files, childPath(root, path), sighting, now);
    if (again === undefined) return undefined;
    if (again !== sighting) settled.set(path, again);
  }
  // The next time, their times prove that they are unchanged.
  if ([...settled.values()].some((sighting) => !('content' in sighting)))
    cache.write(nameOf(key), encodeAnswer({ ...known, sightings: new Map([...known.sightings, ...settled]) }));
  return known.answer;
}

/** Keeps an answer (JSON) with what it came from, unless that may be another one the next time. */
export function rememberAnswer({ cache, clock }: Memory, kept: NewAnswer): void {
  const sightings = kept.ledger.sightings();
  if (sightings === undefined || [...sightings.keys()].some((path) => path.includes('\n'))) return;
  const lasting = new Map([...sightings].filter(([path]) => !kept.except.has(path)));
  const until = kept.ledger.isCutShort() ? clock.now().getTime() + cutShortMilliseconds : 0;
  const bytes = encodeAnswer({ key: kept.key, answer: kept.answer, sightings: lasting, until });
  if (bytes.length <= maxBytes) cache.write(nameOf(kept.key), bytes);
}

function nameOf(key: string): string {
  return `answer-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.bin`;
}
