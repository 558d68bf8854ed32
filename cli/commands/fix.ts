import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import type { FixesAnswer } from '../../core/runs/fixes.ops.ts';
import { formatOption, list } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderFixes, renderProposal } from '../render/fixes.ts';
import type { Shell } from '../shell.ts';
import { targetOf } from '../target.ts';
import { type SourceFlags, sourceRequest, withSourceFlags } from './source-flags.ts';

interface FixFlags extends SourceFlags {
  readonly format: 'text' | 'json';
  readonly rule?: readonly string[];
  readonly dryRun?: boolean;
  readonly verifiedOnly?: boolean;
  readonly unverified?: boolean;
  readonly cautious?: boolean;
  readonly tests?: boolean;
  readonly yes?: boolean;
}

const examples = `
Examples:
  sentrik fix                            shows each fix and asks; without a terminal the verified ones are made
  sentrik fix --dry-run                  prints the diff and changes nothing
  sentrik fix --verified-only src        makes every verified fix in a folder without asking
  sentrik fix --rule js-weak-hash --yes  only findings of one rule
  git apply -R out/fixes.patch           takes the last fixes back; the command prints where the patch is

A fix is verified when the changed text parses, its finding is gone and no new one appeared. Fixes after which something
elsewhere may stop working, and those in test code, wait until they are asked for: one by one, by --rule, --cautious or --tests.`;

/** `fix`. */
export function addFixCommand(program: Command, cli: Cli): void {
  withSourceFlags(program.command('fix').argument('[paths...]', 'files or folders; the whole project when absent'))
    .description('repair findings with their automatic fixes')
    .option('--dry-run', 'print the diff and change nothing')
    .option('--verified-only', 'make every verified fix without asking, and no other')
    .option('-y, --yes', 'make every verified fix without asking')
    .option('--unverified', 'with --yes or --dry-run, also fixes that could not be verified')
    .option('--cautious', 'also fixes after which something elsewhere may stop working, such as stored digests that no longer match')
    .option('--tests', 'also in test code')
    .option('--rule <ids>', 'only findings of these rules, comma-separated', list)
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', examples)
    .action((paths: string[], flags: FixFlags) => runFix(cli, paths, flags));
}

async function runFix({ shell }: Cli, paths: readonly string[], flags: FixFlags): Promise<void> {
  const target = targetOf(shell, flags.root, paths);
  const { config, threads, progress, rule } = flags;
  const request = {
    ...sourceRequest(shell, target, flags),
    ...(rule === undefined ? {} : { rule_ids: [...rule] }),
    unverified: flags.unverified === true && flags.verifiedOnly !== true,
    ...(flags.cautious === true ? { cautious: true } : {}),
    ...(flags.tests === true ? { tests: true } : {}),
  };
  const mayAsk = shell.ask !== undefined && flags.format === 'text' && flags.dryRun !== true && flags.yes !== true && flags.verifiedOnly !== true;
  const answer = await withProduct(shell, { root: target.root, config, threads, progress }, async (context) => {
    const { runFixes } = await import('../../core/runs/fixes.ops.ts');
    if (!mayAsk) return await runJson(runFixes, context, { ...request, dry_run: flags.dryRun === true });
    const offered = await runJson(runFixes, context, { ...request, unverified: true, cautious: true, dry_run: true });
    const fingerprints = await choose(shell, offered);
    return await runJson(runFixes, context, { ...request, unverified: true, fingerprints: [...fingerprints] });
  });
  const { out, err } = shell.print;
  if (flags.format === 'json') out.write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (flags.dryRun === true) out.write(answer.patch);
  if (flags.format === 'text') (flags.dryRun === true ? err : out).write(renderFixes(answer, flags.dryRun === true ? err : out));
}

/** Shows the fixes one by one; the fingerprints of those that were accepted. */
async function choose({ ask, print: { out } }: Shell, { fixes }: FixesAnswer): Promise<readonly string[]> {
  const chosen: string[] = [];
  for (const [index, fix] of fixes.entries()) {
    out.write(renderProposal(fix, { number: index + 1, of: fixes.length }, out));
    const answer = (await ask?.('Make this change? [y]es, [n]o, [a]ll that are verified, [q]uit: '))?.trim().toLowerCase() ?? 'q';
    if (answer.startsWith('q')) break;
    if (answer.startsWith('a'))
      return [...chosen, ...fixes.slice(index).flatMap(({ verified, caution, fingerprint }) => (verified && caution === undefined ? [fingerprint] : []))];
    if (answer.startsWith('y')) chosen.push(fix.fingerprint);
  }
  return chosen;
}
