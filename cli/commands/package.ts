import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderPackages } from '../render/package.ts';
import { exitCode } from '../shell.ts';
import { targetOf } from '../target.ts';

interface PackageFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const examples = `
Examples:
  sentrik package pkg:npm/lodash@4.17.20
  sentrik package pkg:pypi/django@3.2 pkg:cargo/time pkg:golang/golang.org/x/net@v0.7.0

Nothing is looked up online; the data comes with the product, and its date and extent are printed. Up to 100 packages.
Exit code 1 when a package is malicious, vulnerable or looks like another one. Unknown means that nothing is known, not that it is safe.`;

const bad: ReadonlySet<string> = new Set(['malicious', 'vulnerable', 'look-alike']);

/** `package`. */
export function addPackageCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('package'))
    .description('check packages before they are added: known vulnerabilities, look-alike names, lockfile, licence')
    .argument('<purl...>', 'package URLs such as pkg:npm/lodash@4.17.20')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', examples)
    .action((purls: readonly string[], flags: PackageFlags) => runPackage(cli, purls, flags));
}

async function runPackage({ shell, end }: Cli, purls: readonly string[], flags: PackageFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/packages/packages.ops.ts')).checkPackages, context, { purls: [...purls] }),
  );
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderPackages(answer, out));
  if (answer.packages.some(({ status }) => bad.has(status))) end(exitCode.findings);
}
