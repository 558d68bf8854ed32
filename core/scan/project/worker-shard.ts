import { z } from 'zod';
import type { Assets, Files } from '../../kernel/context.ts';
import { insideRoot } from '../../kernel/path.ts';
import type { RuleProblem } from '../model.ts';
import { openScanner, type ScannerSettings } from '../scanner.ts';
import type { FileRecord } from './file-record.ts';
import { scanBatch } from './scan-batch.ts';
import type { ThreadScanner } from './worker-link.ts';

/** What a worker thread gets for the task `scan-shard`. */
export interface ShardRequest {
  readonly root: string;
  /** Tells settings apart; `settings` is their JSON, and absent where the thread should know them by now. */
  readonly stamp: string;
  readonly settings?: string;
  readonly paths: readonly string[];
  readonly keepsState: boolean;
  /** Records tell what they cost. */
  readonly measures: boolean;
  readonly gathersFacts: boolean;
  readonly givenUp: readonly string[];
}

/** Records in the order of the paths, and the problems of rules that came up so far; or that the thread does not know these settings. */
export type ShardAnswer =
  | { readonly kind: 'records'; readonly records: readonly FileRecord[]; readonly problems: readonly RuleProblem[] }
  | { readonly kind: 'unknown-settings' };

/** Scans shards in a thread of its own. */
export type ShardScanner = (files: Files, request: ShardRequest) => Promise<ShardAnswer>;

/** Keeps the scanner of the last settings: the tasks of one scan have the same. Undefined where the thread does not know them. */
export type ScannerKeeper = (stamp: string, settings: string | undefined) => ThreadScanner | undefined;

export function createScannerKeeper(assets: Assets): ScannerKeeper {
  let last: (ThreadScanner & { readonly stamp: string }) | undefined;
  return (stamp, settings) => {
    if (last?.stamp !== stamp) last = settings === undefined ? undefined : { stamp, ...open(settings, assets) };
    return last;
  };
}

export function createShardScanner(scannerFor: ScannerKeeper): ShardScanner {
  return async (files, { root, stamp, settings, paths, ...options }) => {
    const known = scannerFor(stamp, settings);
    if (known === undefined) return { kind: 'unknown-settings' };
    const { maxBytes } = known;
    const scanner = await known.scanner;
    const inside = paths.map((path) => insideRoot(root, path));
    return { kind: 'records', records: scanBatch(inside, { ...options, files, scanner, maxBytes }), problems: [...scanner.problems] };
  };
}

/** Written by `settingsJson` of this version: nothing but the envelope is checked. */
const scannerSettings = z.custom<ScannerSettings>((value) => typeof value === 'object' && value !== null && 'packs' in value);

function open(json: string, assets: Assets): ThreadScanner {
  const settings = scannerSettings.parse(JSON.parse(json));
  return { maxBytes: settings.maxFileSize, scanner: openScanner(settings, assets) };
}

/** The settings for threads: what only people read is left out. */
export function settingsJson(settings: ScannerSettings): string {
  const packs = settings.packs.map((pack) => ({ ...pack, rules: pack.rules.map((rule) => ({ ...rule, examples: [], help: '', references: [] })) }));
  return JSON.stringify({ ...settings, packs });
}
