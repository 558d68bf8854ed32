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
  readonly path?: string;
}

const explainExamples = `
Examples:
  sentrik explain js-sql-injection
  sentrik explain 3f2a9c41d07be855                       a finding of the last scan by its fingerprint
  sentrik explain 3f2a9c41d07be855 --path src/server.ts  a finding of this file as it is now`;

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
    .description('what a rule or a finding is about: why, how to fix it, examples, controls, measured precision')
    .argument('<rule|finding>', 'rule id, or fingerprint or id of a finding')
    .option('--path <file>', 'file of the finding; the last scan is looked into without it')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', explainExamples)
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
  const { root, paths } = targetOf(shell, flags.root, flags.path === undefined ? [] : [flags.path]);
  const [path] = paths;
  const rule = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/runs/explain.ops.ts')).explainRule, context, { rule_id: id, ...(path === undefined ? {} : { path }) }),
  );
  const { out } = shell.print;
  out.write(flags.format === 'json' ? `${JSON.stringify(rule, null, 2)}\n` : rulePage(rule, out));
}
