import { z } from 'zod';
import type { Random } from '../fuzz/random.ts';
import type { Answer, Answered, Request } from './client.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { SampleProject } from './projects.ts';

/** What clients do, and whom they ask. */
export interface LoadOptions {
  readonly url: string;
  /** One client for each. */
  readonly keys: readonly string[];
  readonly ledger: Ledger;
  readonly samples: readonly [SampleProject, ...SampleProject[]];
  readonly seed: number;
  /** For repositories that are pushed. */
  readonly folder: string;
}

export interface Repository {
  readonly id: string;
  readonly sample: SampleProject;
  profile?: Entry;
  readonly triage: Map<string, Entry>;
}

export interface Client {
  readonly index: number;
  readonly random: Random;
  readonly send: (method: string, path: string, rest?: Pick<Request, 'body' | 'form' | 'key'>) => Promise<Answer>;
  readonly read: (path: string, key?: string) => Promise<Answered>;
  readonly projects: { readonly id: string; readonly entry: Entry }[];
  readonly keys: { readonly id: string; readonly entry: Entry }[];
  readonly repositories: Repository[];
  readonly scans: { readonly repository: Repository; readonly id: string }[];
}

export interface Known extends LoadOptions {
  readonly sampleOf: Map<string, SampleProject>;
  readonly scans: Set<string>;
}

export type Action = (client: Client, known: Known) => Promise<void>;

/** What is read of something that is gone. */
export const absent = 'absent';
export const withId = z.object({ id: z.string() });

export function oneOf<T>({ random }: Client, items: readonly T[]): T | undefined {
  return items[random.below(items.length)];
}

/** The id of what was made; undefined where it was refused for now or nobody knows. */
export function created(ledger: Ledger, operation: string, answer: Answer): string | undefined {
  if (answer.kind === 'lost') ledger.lost.count += 1;
  if (answer.kind === 'lost' || answer.status === 429) return undefined;
  if (answer.status === 201) {
    ledger.acknowledge(operation);
    return withId.parse(answer.body).id;
  }
  ledger.violations.push(`${operation} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return undefined;
}

export interface Write {
  readonly operation: string;
  readonly entry: Entry;
  readonly value: string;
}

/** Writes a value; what may stand there afterwards is noted. */
export async function write(ledger: Ledger, { operation, entry, value }: Write, send: () => Promise<Answer>): Promise<void> {
  const answer = await send();
  if (answer.kind === 'lost') {
    ledger.lost.count += 1;
    entry.accepted = [...entry.accepted, value];
    return;
  }
  if (answer.status < 300) {
    ledger.acknowledge(operation);
    entry.accepted = [value];
  } else if (answer.status === 404 && entry.accepted.includes(absent)) entry.accepted = [absent];
  else if (answer.status !== 429) ledger.violations.push(`${operation} of ${entry.name} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
}
