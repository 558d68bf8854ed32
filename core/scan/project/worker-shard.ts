import { z } from 'zod';
import type { Assets, Files } from '../../kernel/context.ts';
import { insideRoot } from '../../kernel/path.ts';
import type { RuleProblem } from '../model.ts';
import { openScanner, type Scanner, type ScannerSettings } from '../scanner.ts';
import type { FileRecord } from './file-record.ts';
import { scanBatch } from './scan-batch.ts';

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
}

/** Records in the order of the paths, and the problems of rules that came up so far; or that the thread does not know these settings. */
export type ShardAnswer =
  | { readonly kind: 'records'; readonly records: readonly FileRecord[]; readonly problems: readonly RuleProblem[] }
  | { readonly kind: 'unknown-settings' };

/** Scans shards in a thread of its own. */
export type ShardScanner = (files: Files, request: ShardRequest) => Promise<ShardAnswer>;

interface Opened {
  readonly stamp: string;
  readonly maxBytes: number;
  readonly scanner: Promise<Scanner>;
}

/** Keeps the scanner of the last settings: the shards of one scan have the same. */
export function createShardScanner(assets: Assets): ShardScanner {
  let last: Opened | undefined;
  return async (files, { root, stamp, settings, paths, keepsState, measures }) => {
    if (last?.stamp !== stamp) {
      if (settings === undefined) return { kind: 'unknown-settings' };
      last = open(stamp, settings, assets);
    }
    const { maxBytes, scanner: opening } = last;
    const scanner = await opening;
    const inside = paths.map((path) => insideRoot(root, path));
    return { kind: 'records', records: scanBatch(inside, { files, scanner, maxBytes, keepsState, measures }), problems: [...scanner.problems] };
  };
}

/** Written by `settingsJson` of this version: nothing but the envelope is checked. */
const scannerSettings = z.custom<ScannerSettings>((value) => typeof value === 'object' && value !== null && 'packs' in value);

function open(stamp: string, json: string, assets: Assets): Opened {
  const settings = scannerSettings.parse(JSON.parse(json));
  return { stamp, maxBytes: settings.maxFileSize, scanner: openScanner(settings, assets) };
}

/** The settings for threads: what only people read is left out. */
export function settingsJson(settings: ScannerSettings): string {
  const packs = settings.packs.map((pack) => ({ ...pack, rules: pack.rules.map((rule) => ({ ...rule, examples: [], help: '', references: [] })) }));
  return JSON.stringify({ ...settings, packs });
}
