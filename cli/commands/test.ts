import path from 'node:path';
import type { Command } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderRuleTests } from '../render/rule-tests.ts';
import { exitCode } from '../shell.ts';
import { targetOf } from '../target.ts';

interface TestFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly json?: boolean;
  readonly targets?: string;
  readonly lint?: boolean;
}

const examples = `
Examples:
  sentrik test                                   the rules of this project
  sentrik test rules/no-eval.yaml                with rules/no-eval.js, rules/no-eval.fixed.js, ...
  sentrik test rules/ --targets tests/           the targets lie in a folder of their own
  sentrik test rules/ --lint                     only whether every rule can be used

In a target file, a comment says what is expected in the line below it: ruleid: <id>, ok: <id>, todoruleid: <id>, todook: <id>.
Exit codes: 0 all passed, 1 a test failed or a rule cannot be used, 2 the call is wrong`;

/** `test`. */
export function addTestCommand(program: Command, cli: Cli): void {
  withProjectFlags(program.command('test'))
    .description('test rules against annotated files and the examples in them')
    .argument('[rules...]', 'rule files or folders; the rules of the project when absent')
    .option('--targets <folder>', 'folder of target files, laid out like the folder of rules')
    .option('--lint', 'only check that every rule can be used')
    .addOption(formatOption('text', 'json'))
    .option('--json', 'short for --format json')
    .addHelpText('after', examples)
    .action((rules: readonly string[], flags: TestFlags) => runTest(cli, rules, flags));
}

async function runTest({ shell, end }: Cli, named: readonly string[], flags: TestFlags): Promise<void> {
  const { root, paths } = targetOf(shell, flags.root, named);
  const rules = paths.length === 0 && named.length > 0 ? ['.'] : paths;
  const targets = flags.targets === undefined ? undefined : path.resolve(shell.cwd, flags.targets);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/rule-tests.ops.ts')).testRules, context, {
      rules: [...rules],
      lint: flags.lint === true,
      ...(targets === undefined ? {} : { targets }),
    }),
  );
  if (!answer.ok) end(exitCode.findings);
  const { out } = shell.print;
  out.write(flags.json === true || flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderRuleTests(answer, out, flags.lint === true));
}
