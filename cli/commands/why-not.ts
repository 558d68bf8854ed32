import { type Command, InvalidArgumentError } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { collect, formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderWhyNot } from '../render/why-not.ts';
import { ruleSources } from '../rule-files.ts';
import { targetOf } from '../target.ts';

interface WhyNotFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly rules?: readonly string[];
}

interface Place {
  readonly file: string;
  readonly line: number;
}

const examples = `
Examples:
  sentrik why-not js-sql-injection src/orders.ts:42
  sentrik why-not my-rule app.py:7 --rules rules/my-rule.yaml`;

/** `why-not`. */
export function addWhyNotCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('why-not'))
    .description('tell why a rule has no finding at a line')
    .argument('<rule>', 'rule id')
    .argument('<file:line>', 'the place', readPlace)
    .option('--rules <file|folder>', 'more rules; may be repeated', collect)
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', examples)
    .action((rule: string, place: Place, flags: WhyNotFlags) => runWhyNot(cli, { rule, place }, flags));
}

function readPlace(value: string): Place {
  const read = /^(?<file>.+):(?<line>[1-9]\d{0,6})$/.exec(value)?.groups;
  if (read?.file === undefined) throw new InvalidArgumentError('Give a file and a line, such as src/app.ts:42.');
  return { file: read.file, line: Number(read.line) };
}

async function runWhyNot({ shell }: Cli, { rule, place }: { readonly rule: string; readonly place: Place }, flags: WhyNotFlags): Promise<void> {
  const { root, paths } = targetOf(shell, flags.root, [place.file]);
  const sources = ruleSources(shell, root, flags.rules ?? []);
  const rules = { ...sources, rules: [...sources.rules] };
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/why-not.ops.ts')).whyNot, context, { rule_id: rule, path: paths[0] ?? '', line: place.line, ...rules }),
  );
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderWhyNot(answer, out));
}
