import type { Assets, Files } from '../../kernel/context.ts';
import { insideRoot } from '../../kernel/path.ts';
import { openScanner, type Scanner, settingsStamp } from '../scanner.ts';
import { loadFile, openTally, type ShardResult } from './scan-files.ts';
import type { ShardRequest } from './shards.ts';

/** Scans shards in a thread of its own. */
export type ShardScanner = (files: Files, request: ShardRequest) => Promise<ShardResult>;

/** Keeps the scanner of the last settings: the shards of one scan have the same. */
export function createShardScanner(assets: Assets): ShardScanner {
  let last: { readonly stamp: string; readonly scanner: Promise<Scanner> } | undefined;
  return async (files, { root, settings, paths }) => {
    const stamp = settingsStamp(settings);
    if (last?.stamp !== stamp) last = { stamp, scanner: openScanner(settings, assets) };
    const scanner = await last.scanner;
    const tally = openTally(scanner);
    for (const path of paths) {
      const inside = insideRoot(root, path);
      tally.add(inside, loadFile(files, inside, settings.maxFileSize));
    }
    return tally.result();
  };
}
