import { type Command, Option } from 'commander';
import { runJson } from '../../core/kernel/operation.ts';
import { severities } from '../../core/scan/severities.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { rulePage, ruleTable } from '../render/rules.ts';
import { counted, listed, problemLine } from '../render/summary.ts';
import { targetOf } from '../target.ts';

interface RulesFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly pack?: string;
  readonly language?: string;
  readonly severity?: string;
  readonly query?: string;
}

interface ExplainFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
}

const rulesExamples = `
Examples:
  sentrik rules --language python --severity high
  sentrik rules --query "path traversal"
  sentrik rules --pack secrets --format json`;

/** `rules` and `explain`. */
export function addRuleCommands(program: Command, cli: Cli): void {
  withProjectFlags(program.command('rules'))
    .description('list the rules that are on in this project')
    .option('--pack <id>', 'only rules of this pack')
    .option('--language <name>', 'only rules for this language')
    .addOption(new Option('--severity <severity>', 'only rules of this severity').choices(severities))
    .option('--query <words>', 'only rules that mention all of these words')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', rulesExamples)
    .action((flags: RulesFlags) => runRules(cli, flags));
  withProjectFlags(program.command('explain'))
    .description('show what a rule is about, with examples')
    .argument('<rule>', 'rule id')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', '\nExample:\n  sentrik explain js-sql-injection')
    .action((id: string, flags: ExplainFlags) => runExplain(cli, id, flags));
}

async function runRules({ shell }: Cli, { pack, language, severity, query, ...flags }: RulesFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/rules.ops.ts')).listRules, context, { pack, language, severity, query }),
  );
  const { out, err } = shell.print;
  if (flags.format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  out.write(`${answer.rules.length === 0 ? '' : `${ruleTable(answer.rules, out)}\n`}${counted(answer.total, 'rule')}\n`);
  err.write(listed('Not used', answer.problems.map(problemLine), err.colors));
}

async function runExplain({ shell }: Cli, id: string, flags: ExplainFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const rule = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/rules.ops.ts')).explainRule, context, { rule_id: id }),
  );
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(rule, null, 2)}\n` : rulePage(rule, out));
}
