import { type Command, Option } from 'commander';
import { type ReportFormat, reportFormats } from '../../core/report/report-formats.ts';
import type { Severity } from '../../core/scan/model.ts';
import { severities } from '../../core/scan/severities.ts';
import { collect, formatOption, list, type ProjectFlags, wholeNumber, withProjectFlags } from '../options.ts';
import type { ProductOptions } from '../product.ts';
import { ruleSources } from '../rule-files.ts';
import type { Shell } from '../shell.ts';
import type { Target } from '../target.ts';

/** The options of `scan` and `gate` as the parser gives them. */
export interface ScanFlags extends ProjectFlags {
  readonly format: 'text' | ReportFormat;
  readonly output?: string;
  readonly rules?: readonly string[];
  /** False for --no-packs. */
  readonly packs?: readonly string[] | false;
  readonly gitRange?: string;
  readonly staged?: boolean;
  readonly cache: boolean;
  /** False for --no-baseline. */
  readonly baseline?: string | boolean;
  readonly severity?: Severity;
  readonly suppressed: boolean;
  readonly write: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly threads?: number;
  readonly timings?: boolean;
}

const linesAround = 2;
const maxThreads = 64;

/** Adds what `scan` and `gate` share. */
export function withScanFlags(command: Command): Command {
  return withProjectFlags(command)
    .argument('[paths...]', 'files or folders; the whole project when absent. One folder elsewhere becomes the project')
    .addOption(formatOption('text', ...reportFormats))
    .option('-o, --output <file>', 'write the result to a file instead of standard output')
    .option('--rules <file|folder>', 'extra rules; may be repeated', collect)
    .option('--packs <ids>', 'use only these packs, comma-separated', list)
    .option('--no-packs', 'use only the rules given with --rules')
    .option('--git-range <range>', 'only files changed in a range such as origin/main...HEAD')
    .option('--staged', 'only files staged for commit, as they are staged')
    .option('--baseline <commit|file>', 'count findings apart that a commit or a file of findings has')
    .option('--no-baseline', 'count all findings; gate compares a range with its start, staged files with HEAD')
    .addOption(new Option('--severity <least>', 'show only findings at least as severe').choices(severities))
    .option('--no-suppressed', 'leave suppressed findings out of reports; GitHub shows them as open')
    .option('--no-cache', 'look at every file anew, without results of earlier scans')
    .option('--no-write', 'do not write into the output folder')
    .option('-q, --quiet', 'one line per finding and nothing else')
    .option('--no-progress', 'no progress bar')
    .option('--threads <number>', 'threads to scan with; 1 for none besides the main one', wholeNumber(1, maxThreads))
    .option('--timings', 'say where the time went: phases, slowest rules and files. Measuring takes time itself');
}

/** What to open the product with. */
export function productOptions(target: Target, { config, threads, progress, quiet }: ScanFlags): ProductOptions {
  return { root: target.root, config, threads, progress: progress && quiet !== true };
}

/** The input of the operation. `json` tells which format is rendered by the operation itself rather than as its own answer. */
export function scanRequest(shell: Shell, { root, paths }: Target, flags: ScanFlags) {
  const { rules, rule_texts } = ruleSources(shell, root, flags.rules ?? []);
  const { packs, format } = flags;
  return {
    ...(paths.length === 0 ? {} : { paths: [...paths] }),
    ...(rules.length === 0 ? {} : { rules: [...rules] }),
    ...(Object.keys(rule_texts).length === 0 ? {} : { rule_texts: { ...rule_texts } }),
    ...(packs === false ? { no_packs: true } : {}),
    ...(packs === undefined || packs === false ? {} : { packs: [...packs] }),
    ...changesRequest(flags),
    ...(format === 'text'
      ? {}
      : { render: { format, suppressed: flags.suppressed, ...(flags.severity === undefined ? {} : { min_severity: flags.severity }) } }),
    ...(format === 'text' && flags.quiet !== true ? { frames: linesAround } : {}),
    ...(flags.cache ? {} : { no_cache: true }),
    ...(flags.timings === true ? { timings: true } : {}),
    write: flags.write,
  };
}

function changesRequest({ gitRange, staged, baseline }: ScanFlags) {
  return {
    ...(gitRange === undefined ? {} : { git_range: gitRange }),
    ...(staged === true ? { staged: true } : {}),
    ...(baseline === undefined || baseline === true ? {} : { baseline }),
  };
}
