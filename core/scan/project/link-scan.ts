import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import type { FileResult, Skip } from '../model.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { LinkCounts } from '../scanner/link-files.ts';
import type { LinkSource } from '../scanner/link-units.ts';
import { packResult, unpackResult } from './file-record.ts';
import { type Loaded, loadFile } from './load-file.ts';
import { engineId } from './result-cache.ts';

/** Files to follow flows through, and where results of an earlier scan of the same files are kept. */
export interface LinkWork {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly paths: readonly RepoPath[];
  /** Texts given instead of the disk. */
  readonly loaded?: ReadonlyMap<RepoPath, Loaded>;
  /** The git blob id of a file, where it is known; without it nothing is kept. */
  readonly contentOf: (path: RepoPath) => string | undefined;
  readonly keeps: boolean;
}

/** Results to put in place of those of single files. */
export interface Linked {
  readonly results: ReadonlyMap<string, FileResult>;
  readonly skips: readonly Skip[];
  readonly counts: LinkCounts;
}

const noCounts: LinkCounts = { units: 0, opened: 0, rules: 0, functions: 0, cut: 0, flows: 0 };
const kept = z.object({
  key: z.string(),
  files: z.array(z.object({ path: z.string(), body: z.string() })),
  skips: z.custom<readonly Skip[]>((value) => Array.isArray(value)),
  counts: z.custom<LinkCounts>((value) => typeof value === 'object' && value !== null),
});
type Kept = z.output<typeof kept>;

/** Follows flows across the files of a scan; the answer of before, when no file and no rule has changed since. */
export function linkScan(work: LinkWork): Linked {
  const { scanner } = work;
  const isTaint = scanner.rules.some((rule) => rule.detector.kind === 'taint');
  const paths = isTaint ? work.paths.filter((path) => flowsThrough(scanner, path)) : [];
  if (paths.length < 2) return { results: new Map(), skips: [], counts: noCounts };
  const key = keyOf(work, paths);
  const name = `link-${createHash('sha256')
    .update(JSON.stringify(work.settings.packs.map((pack) => pack.id).sort()))
    .digest('hex')
    .slice(0, 16)}.json`;
  const before = key === undefined ? undefined : read(work, name);
  if (before !== undefined && before.key === key) return settled(work, before);
  const outcome = scanner.steps.link(
    paths.map((path) => sourceOf(work, path)),
    (path) => settingsText(work, path),
  );
  const files = [...outcome.results].map(([path, raw]) => ({ path, body: packResult(raw) }));
  const now: Kept = { key: key ?? '', files, skips: [...outcome.skips], counts: outcome.counts };
  if (key !== undefined) work.context.cache?.write(name, new TextEncoder().encode(JSON.stringify(now)));
  return settled(work, now);
}

function flowsThrough(scanner: Scanner, path: RepoPath): boolean {
  const language = scanner.languageOf({ path });
  return language !== undefined && scanner.steps.hasFlows(language.id);
}

/** Differs when a file, a rule or the engine differs; undefined when nothing is to be kept. */
function keyOf({ context, scanner, settings, contentOf, keeps }: LinkWork, paths: readonly RepoPath[]): string | undefined {
  const engine = keeps ? engineId(context) : undefined;
  if (engine === undefined) return undefined;
  const hash = createHash('sha256').update(`${engine} ${scanner.stamp} ${settings.maxFileSize}`);
  for (const path of paths) {
    const content = contentOf(path);
    if (content === undefined) return undefined;
    hash.update(`\n${path} ${content}`);
  }
  return hash.digest('hex');
}

function read({ context }: LinkWork, name: string): Kept | undefined {
  const bytes = context.cache?.read(name);
  if (bytes === undefined) return undefined;
  try {
    return kept.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function settled({ scanner }: LinkWork, { files, skips, counts }: Kept): Linked {
  const results = files.map(({ path, body }) => {
    const raw = unpackResult({ path, body, language: undefined, lines: 0 }, scanner.steps.rulesById);
    return [path, scanner.steps.settle(path, raw)] as const;
  });
  return { results: new Map(results), skips, counts };
}

function sourceOf({ context, settings, loaded }: LinkWork, path: RepoPath): LinkSource {
  return {
    path,
    text() {
      const file = loaded === undefined ? loadFile(context.files, path, settings.maxFileSize) : loaded.get(path);
      return file?.kind === 'text' ? file.text : undefined;
    },
  };
}

function settingsText({ context, settings }: LinkWork, path: string): string | undefined {
  const inside = insideRoot(context.files.root, path);
  const file = context.files.stat(inside)?.kind === 'file' ? loadFile(context.files, inside, settings.maxFileSize) : undefined;
  return file?.kind === 'text' ? file.text : undefined;
}
