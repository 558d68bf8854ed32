import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { KnownFile, Plans } from '../scanner/link-plans.ts';
import { engineId } from './result-cache.ts';

/** Gives the text of a settings file of the project, such as `tsconfig.json`. */
type SettingsText = (path: string) => string | undefined;

export interface Planning {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly files: readonly KnownFile[];
  /** Plans of an earlier scan may be taken. */
  readonly keeps: boolean;
}

const kept = z.object({
  key: z.string(),
  /** Settings files that were asked for, and what tells their texts apart; null where there was none. */
  asked: z.array(z.tuple([z.string(), z.string().nullable()])),
  plans: z.custom<Plans>((value) => typeof value === 'object' && value !== null && 'plans' in value && 'files' in value),
});
type Kept = z.output<typeof kept>;

const maxBytes = 64_000_000;

/** Where flows across files are to be looked for: as in an earlier scan while no rule, no settings file and nothing that files know of one another has changed. */
export function planOnce({ context, scanner, settings, files, keeps }: Planning, settingsText: SettingsText): Plans {
  const engine = engineId(context);
  const { cache } = context;
  if (!keeps || engine === undefined || cache === undefined) return scanner.steps.planLinks(files, settingsText);
  const name = `plans-${digest(JSON.stringify(settings.packs.map((pack) => pack.id).sort())).slice(0, 16)}.json`;
  const key = keyOf(engine, scanner, files);
  const known = read(cache.read(name), key);
  if (known?.asked.every(([path, state]) => stateOf(settingsText(path)) === state) === true) return known.plans;
  const asked = new Map<string, string | null>();
  const plans = scanner.steps.planLinks(files, (path) => {
    const text = settingsText(path);
    asked.set(path, stateOf(text));
    return text;
  });
  const bytes = new TextEncoder().encode(JSON.stringify({ key, asked: [...asked], plans } satisfies Kept));
  if (bytes.length <= maxBytes) cache.write(name, bytes);
  return plans;
}

function keyOf(engine: string, scanner: Scanner, files: readonly KnownFile[]): string {
  const hash = createHash('sha256').update(JSON.stringify([engine, scanner.stamp, files.map(({ path, facts }) => [path, facts.length])]));
  for (const { facts } of files) hash.update(facts);
  return hash.digest('hex');
}

function stateOf(text: string | undefined): string | null {
  return text === undefined ? null : digest(text);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** A file that is damaged, or was made from something else, is taken for none. */
function read(bytes: Uint8Array | undefined, key: string): Kept | undefined {
  if (bytes === undefined) return undefined;
  try {
    const parsed = kept.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success && parsed.data.key === key ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
