import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { PlanOutcome } from '../scanner/link-files.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import { engineId } from './result-cache.ts';

/** Answers of earlier scans: what following a plan gave, and what files gave in which flows end. */
export interface LinkCache {
  /** The outcome of the same plan over the same files. */
  outcome(plan: LinkPlan): PlanOutcome | undefined;
  keepOutcome(plan: LinkPlan, outcome: PlanOutcome): void;
  /** The packed result of a file, by what it was made from. */
  body(path: string, from: string): string | undefined;
  keepBody(path: string, from: string, body: string): void;
  /** Writes what was asked for or kept. */
  save(): void;
}

export interface LinkCacheOptions {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  /** All files of the link in order, and the settings files that say what imports mean. */
  readonly paths: readonly string[];
  readonly settingsTexts: ReadonlyMap<string, string | undefined>;
  /** The git blob id of a file; where one is unknown, nothing is kept. */
  readonly contentOf: (path: string) => string | undefined;
}

const kept = z.object({
  key: z.string(),
  plans: z.array(
    z.tuple([z.string(), z.custom<PlanOutcome>((value) => typeof value === 'object' && value !== null && 'opened' in value), z.string(), z.number()]),
  ),
  bodies: z.array(z.tuple([z.string(), z.string(), z.string()])),
});
type Kept = z.output<typeof kept>;

const maxBytes = 64_000_000;

/** A plan for which there was not time enough is followed again after this. */
const lateMilliseconds = 3_600_000;

/** `until`: when it is to be followed again, in milliseconds since 1970; 0 for never. */
type KnownPlan = readonly [outcome: PlanOutcome, state: string, until: number];
type KnownBody = readonly [from: string, body: string];

/** Opens the answers for this project's packs; one that is damaged or was made from other rules or another set of files is taken for none. */
export function openLinkCache(options: LinkCacheOptions): LinkCache | undefined {
  const { context, settings } = options;
  const engine = engineId(context);
  const { cache } = context;
  if (engine === undefined || cache === undefined) return undefined;
  const name = `link-${digest(JSON.stringify(settings.packs.map((pack) => pack.id).sort())).slice(0, 16)}.json`;
  const key = keyOf(options, engine);
  const before = read(cache.read(name), key);
  const now = { plans: new Map<string, KnownPlan>(), bodies: new Map<string, KnownBody>() };
  return {
    ...openPlans(options, new Map(before?.plans.map(([id, ...known]) => [id, known] as const)), now.plans),
    ...openBodies(options, new Map(before?.bodies.map(([path, from, body]) => [path, [from, body] as const])), now.bodies),
    save() {
      const plans = [...now.plans].map(([id, known]): Kept['plans'][number] => [id, ...known]);
      const bodies = [...now.bodies].map(([path, [from, body]]): Kept['bodies'][number] => [path, from, body]);
      const bytes = new TextEncoder().encode(JSON.stringify({ key, plans, bodies } satisfies Kept));
      if (bytes.length <= maxBytes) cache.write(name, bytes);
    },
  };
}

/** Differs when rules, settings, the engine or the set of files differ. */
function keyOf({ scanner, settings, paths, settingsTexts }: LinkCacheOptions, engine: string): string {
  const texts = [...settingsTexts].sort(([a], [b]) => (a < b ? -1 : 1));
  return digest(JSON.stringify([engine, scanner.stamp, settings.maxFileSize, paths, texts]));
}

function openPlans(options: LinkCacheOptions, before: ReadonlyMap<string, KnownPlan>, now: Map<string, KnownPlan>): Pick<LinkCache, 'outcome' | 'keepOutcome'> {
  const { clock } = options.context;
  return {
    outcome(plan) {
      const id = digest(JSON.stringify(plan));
      const found = before.get(id);
      if (found === undefined || stateOf(options, found[0].opened) !== found[1]) return undefined;
      if (found[2] !== 0 && found[2] <= clock.now().getTime()) return undefined;
      now.set(id, found);
      return found[0];
    },
    keepOutcome(plan, outcome) {
      const state = stateOf(options, outcome.opened);
      const until = outcome.isLate ? clock.now().getTime() + lateMilliseconds : 0;
      if (state !== undefined) now.set(digest(JSON.stringify(plan)), [outcome, state, until]);
    },
  };
}

function openBodies(options: LinkCacheOptions, before: ReadonlyMap<string, KnownBody>, now: Map<string, KnownBody>): Pick<LinkCache, 'body' | 'keepBody'> {
  return {
    body(path, from) {
      const found = before.get(path);
      const state = stateOf(options, [path]);
      if (found === undefined || state === undefined || found[0] !== digest(from + state)) return undefined;
      now.set(path, found);
      return found[1];
    },
    keepBody(path, from, body) {
      const state = stateOf(options, [path]);
      if (state !== undefined) now.set(path, [digest(from + state), body]);
    },
  };
}

/** Tells the contents of files apart; undefined where one is unknown. */
function stateOf({ contentOf }: LinkCacheOptions, paths: readonly string[]): string | undefined {
  const contents = paths.map(contentOf);
  return contents.includes(undefined) ? undefined : digest(contents.join());
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

function read(bytes: Uint8Array | undefined, key: string): Kept | undefined {
  if (bytes === undefined) return undefined;
  try {
    const parsed = kept.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success && parsed.data.key === key ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
