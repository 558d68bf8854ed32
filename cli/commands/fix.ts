import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { type FixesAnswer, runFixes } from '../../core/runs/fixes.ops.ts';
import { collect, formatOption, list, type ProjectFlags, wholeNumber, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderFixes, renderProposal } from '../render/fixes.ts';
import { ruleSources } from '../rule-files.ts';
import type { Shell } from '../shell.ts';
import { type Target, targetOf } from '../target.ts';

interface FixFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly rule?: readonly string[];
  readonly rules?: readonly string[];
  /** False for --no-packs. */
  readonly packs?: readonly string[] | false;
  readonly gitRange?: string;
  readonly dryRun?: boolean;
  readonly verifiedOnly?: boolean;
  readonly unverified?: boolean;
  readonly yes?: boolean;
  readonly cache: boolean;
  readonly progress: boolean;
  readonly threads?: number;
}

const maxThreads = 64;

const examples = `
Examples:
  sentrik fix                            shows each fix and asks; without a terminal the verified ones are made
  sentrik fix --dry-run                  prints the diff and changes nothing
  sentrik fix --verified-only src        makes every verified fix in a folder without asking
  sentrik fix --rule js-weak-hash --yes  only findings of one rule
  git apply -R out/fixes.patch           takes the last fixes back; the command prints where the patch is

A fix is verified when the changed text parses, its finding is gone and no new one appeared.`;

/** `fix`. */
export function addFixCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('fix'))
    .description('repair findings with their automatic fixes')
    .argument('[paths...]', 'files or folders; the whole project when absent')
    .option('--dry-run', 'print the diff and change nothing')
    .option('--verified-only', 'make every verified fix without asking, and no other')
    .option('-y, --yes', 'make every verified fix without asking')
    .option('--unverified', 'with --yes or --dry-run, also fixes that could not be verified')
    .option('--rule <ids>', 'only findings of these rules, comma-separated', list)
    .option('--rules <file|folder>', 'extra rules; may be repeated', collect)
    .option('--packs <ids>', 'use only these packs, comma-separated', list)
    .option('--no-packs', 'use only the rules given with --rules')
    .option('--git-range <range>', 'only files changed in a range such as origin/main...HEAD')
    .addOption(formatOption('text', 'json'))
    .option('--no-cache', 'look at every file anew, without results of earlier scans')
    .option('--no-progress', 'no progress bar')
    .option('--threads <number>', 'threads to scan with; 1 for none besides the main one', wholeNumber(1, maxThreads))
    .addHelpText('after', examples)
    .action((paths: string[], flags: FixFlags) => runFix(cli, paths, flags));
}

async function runFix({ shell }: Cli, paths: readonly string[], flags: FixFlags): Promise<void> {
  const target = targetOf(shell, flags.root, paths);
  const request = requestOf(shell, target, flags);
  const { config, threads, progress } = flags;
  const mayAsk = shell.ask !== undefined && flags.format === 'text' && flags.dryRun !== true && flags.yes !== true && flags.verifiedOnly !== true;
  const answer = await withProduct(shell, { root: target.root, config, threads, progress }, async (context) => {
    if (!mayAsk) return await runJson(runFixes, context, { ...request, dry_run: flags.dryRun === true });
    const offered = await runJson(runFixes, context, { ...request, unverified: true, dry_run: true });
    const fingerprints = await choose(shell, offered);
    return await runJson(runFixes, context, { ...request, unverified: true, fingerprints: [...fingerprints] });
  });
  const { out, err } = shell.print;
  if (flags.format === 'json') out.write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (flags.dryRun === true) out.write(answer.patch);
  if (flags.format === 'text') (flags.dryRun === true ? err : out).write(renderFixes(answer, flags.dryRun === true ? err : out));
}

function requestOf(shell: Shell, { root, paths }: Target, flags: FixFlags) {
  const { rules, rule_texts } = ruleSources(shell, root, flags.rules ?? []);
  const { packs, rule, gitRange } = flags;
  return {
    ...(paths.length === 0 ? {} : { paths: [...paths] }),
    ...(rules.length === 0 ? {} : { rules: [...rules] }),
    ...(Object.keys(rule_texts).length === 0 ? {} : { rule_texts: { ...rule_texts } }),
    ...(packs === false ? { no_packs: true } : {}),
    ...(packs === undefined || packs === false ? {} : { packs: [...packs] }),
    ...(gitRange === undefined ? {} : { git_range: gitRange }),
    ...(rule === undefined ? {} : { rule_ids: [...rule] }),
    ...(flags.cache ? {} : { no_cache: true }),
    unverified: flags.unverified === true && flags.verifiedOnly !== true,
  };
}

/** Shows the fixes one by one; the fingerprints of those that were accepted. */
async function choose({ ask, print: { out } }: Shell, { fixes }: FixesAnswer): Promise<readonly string[]> {
  const chosen: string[] = [];
  for (const [index, fix] of fixes.entries()) {
    out.write(renderProposal(fix, { number: index + 1, of: fixes.length }, out));
    const answer = (await ask?.('Make this change? [y]es, [n]o, [a]ll that are verified, [q]uit: '))?.trim().toLowerCase() ?? 'q';
    if (answer.startsWith('q')) break;
    if (answer.startsWith('a')) return [...chosen, ...fixes.slice(index).flatMap(({ verified, fingerprint }) => (verified ? [fingerprint] : []))];
    if (answer.startsWith('y')) chosen.push(fix.fingerprint);
  }
  return chosen;
}
