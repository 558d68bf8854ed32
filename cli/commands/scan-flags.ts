import { type Command, Option } from 'commander';
import { type ReportFormat, reportFormats } from '../../core/report/report-formats.ts';
import type { Severity } from '../../core/scan/model.ts';
import { severities } from '../../core/scan/severities.ts';
import { formatOption } from '../options.ts';
import type { ProductOptions } from '../product.ts';
import type { Shell } from '../shell.ts';
import type { Target } from '../target.ts';
import { type SourceFlags, sourceRequest, withSourceFlags } from './source-flags.ts';

/** The options of `scan` and `gate` as the parser gives them. */
export interface ScanFlags extends SourceFlags {
  readonly format: 'text' | ReportFormat;
  readonly output?: string;
  readonly staged?: boolean;
  /** False for --no-baseline. */
  readonly baseline?: string | boolean;
  readonly severity?: Severity;
  readonly suppressed: boolean;
  readonly write: boolean;
  readonly quiet?: boolean;
  readonly timings?: boolean;
}

const linesAround = 2;
/** Adds what `scan` and `gate` share. */
export function withScanFlags(command: Command): Command {
  return withSourceFlags(command.argument('[paths...]', 'files or folders; the whole project when absent. One folder elsewhere becomes the project'))
    .addOption(formatOption('text', ...reportFormats))
    .option('-o, --output <file>', 'write the result to a file instead of standard output')
    .option('--staged', 'only files staged for commit, as they are staged')
    .option('--baseline <commit|file>', 'count findings apart that a commit or a file of findings has')
    .option('--no-baseline', 'count all findings; gate compares a range with its start, staged files with HEAD')
    .addOption(new Option('--severity <least>', 'show only findings at least as severe').choices(severities))
    .option('--no-suppressed', 'leave suppressed findings out of reports; GitHub shows them as open')
    .option('--no-write', 'do not write into the output folder')
    .option('-q, --quiet', 'one line per finding and nothing else')
    .option('--timings', 'say where the time went: phases, slowest rules and files. Measuring takes time itself');
}

/** What to open the product with. */
export function productOptions(target: Target, { config, threads, progress, quiet }: ScanFlags): ProductOptions {
  return { root: target.root, config, threads, progress: progress && quiet !== true };
}

/** The input of the operation. `json` tells which format is rendered by the operation itself rather than as its own answer. */
export function scanRequest(shell: Shell, target: Target, flags: ScanFlags) {
  const { format, staged, baseline } = flags;
  return {
    ...sourceRequest(shell, target, flags),
    ...(staged === true ? { staged: true } : {}),
    ...(baseline === undefined || baseline === true ? {} : { baseline }),
    ...(format === 'text'
      ? {}
      : { render: { format, suppressed: flags.suppressed, ...(flags.severity === undefined ? {} : { min_severity: flags.severity }) } }),
    ...(format === 'text' && flags.quiet !== true ? { frames: linesAround } : {}),
    ...(flags.timings === true ? { timings: true } : {}),
    write: flags.write,
  };
}
