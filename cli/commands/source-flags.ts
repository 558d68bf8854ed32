import type { Command } from 'commander';
import { collect, list, type ProjectFlags, wholeNumber, withProjectFlags } from '../options.ts';
import { ruleSources } from '../rule-files.ts';
import type { Shell } from '../shell.ts';
import type { Target } from '../target.ts';

/** What says which files are looked at, by which rules and how, as the parser gives it. */
export interface SourceFlags extends ProjectFlags {
  readonly rules?: readonly string[];
  /** False for --no-packs. */
  readonly packs?: readonly string[] | false;
  readonly gitRange?: string;
  readonly cache: boolean;
  readonly progress: boolean;
  readonly threads?: number;
}

const maxThreads = 64;

/** Adds the options that every command has that checks files. */
export function withSourceFlags(command: Command): Command {
  return withProjectFlags(command)
    .option('--rules <file|folder>', 'extra rules; may be repeated', collect)
    .option('--packs <ids>', 'use only these packs, comma-separated', list)
    .option('--no-packs', 'use only the rules given with --rules')
    .option('--git-range <range>', 'only files changed in a range such as origin/main...HEAD')
    .option('--no-cache', 'look at every file anew, without results of earlier scans')
    .option('--no-progress', 'no progress bar')
    .option('--threads <number>', 'threads to scan with; 1 for none besides the main one', wholeNumber(1, maxThreads));
}

/** The part of an operation's input that these options give. */
export function sourceRequest(shell: Shell, { root, paths }: Target, flags: SourceFlags) {
  const { rules, rule_texts } = ruleSources(shell, root, flags.rules ?? []);
  const { packs, gitRange } = flags;
  return {
    ...(paths.length === 0 ? {} : { paths: [...paths] }),
    ...(rules.length === 0 ? {} : { rules: [...rules] }),
    ...(Object.keys(rule_texts).length === 0 ? {} : { rule_texts: { ...rule_texts } }),
    ...(packs === false ? { no_packs: true } : {}),
    ...(packs === undefined || packs === false ? {} : { packs: [...packs] }),
    ...(gitRange === undefined ? {} : { git_range: gitRange }),
    ...(flags.cache ? {} : { no_cache: true }),
  };
}
