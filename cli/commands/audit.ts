import type { Command } from 'commander';
import { Failure } from '../../core/kernel/failure.ts';
import { run, runJson } from '../../core/kernel/operation.ts';
import { isReply } from '../../core/kernel/reply.ts';
import { formatOption, type ProjectFlags, wholeNumber, withProjectFlags } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { renderAudit, renderAuditCheck } from '../render/audit.ts';
import { exitCode } from '../shell.ts';
import { targetOf } from '../target.ts';

interface AuditFlags extends ProjectFlags {
  readonly format: 'text' | 'json' | 'csv';
  readonly action?: string;
  readonly outcome?: string;
  readonly client?: string;
  readonly tool?: string;
  readonly session?: string;
  readonly rule?: string;
  readonly fingerprint?: string;
  readonly file?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
}

interface VerifyFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly expect?: string;
}

const most = 100_000;

const examples = `
Examples:
  sentrik audit                                  the latest entries: what was changed, fixed or accepted, and by whom
  sentrik audit --client claude --since 2027-01-31
  sentrik audit --format csv > audit.csv         all entries for a spreadsheet
  sentrik audit verify                           whether entries were changed, removed or added; exit code 1 where they were
  sentrik audit verify --expect 1204:9f2c…       whether it goes on from an end that was told earlier

The audit trail is .sentrik/local/audit.jsonl; where it ends is noted in the user's state folder, too (SENTRIK_STATE_DIR names
another one). With a key entries are signed: SENTRIK_AUDIT_KEY, the file that SENTRIK_AUDIT_KEY_FILE names, or audit.key in the
state folder. Without one, whoever may write both places can make a new trail: keep the end that verify tells elsewhere.`;

/** `audit list`, which is meant where none is named, and `audit verify`. */
export function addAuditCommand(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('who changed, fixed or accepted what: list or verify the audit trail').addHelpText('after', examples);
  withProjectFlags(audit.command('list', { isDefault: true }))
    .description('the latest entries')
    .option('--action <name>', 'only of one operation, such as fix.apply')
    .option('--outcome <outcome>', 'only done, refused or failed')
    .option('--client <text>', 'only of agents whose name has this in it')
    .option('--tool <name>', 'only of one tool or hook')
    .option('--session <id>', 'only of one session of an agent')
    .option('--rule <id>', 'only about findings of one rule')
    .option('--fingerprint <fingerprint>', 'only about one finding')
    .option('--file <path>', 'only about one file, relative to the project')
    .option('--since <date>', 'from this day or moment on')
    .option('--until <date>', 'up to this day or moment')
    .option('--limit <n>', 'the latest so many; 100 as text, all otherwise', wholeNumber(1, most))
    .addOption(formatOption('text', 'json', 'csv'))
    .action((flags: AuditFlags) => runList(cli, flags));
  withProjectFlags(audit.command('verify'))
    .description('tell whether entries were changed, removed, reordered or added')
    .option('--expect <number:hash>', 'an end that was told earlier')
    .addOption(formatOption('text', 'json'))
    .action((flags: VerifyFlags) => runVerify(cli, flags));
}

async function runList({ shell }: Cli, { root: folder, config, format, limit, ...filters }: AuditFlags): Promise<void> {
  const { root } = targetOf(shell, folder, []);
  const { out } = shell.print;
  const request = { ...filters, limit: limit ?? (format === 'text' ? 100 : most), format: format === 'csv' ? 'csv' : 'json' };
  const answer = await withProduct(shell, { root, config }, async (context) => {
    const { listAudit } = await import('../../core/audit/audit.ops.ts');
    return await run(listAudit, context, request);
  });
  if (!isReply(answer)) out.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderAudit(answer));
  else if (answer.kind === 'document') out.write(String(answer.body));
  else throw new Failure('internal', 'The audit trail could not be listed');
}

async function runVerify({ shell, end }: Cli, { root: folder, config, format, expect }: VerifyFlags): Promise<void> {
  const { root } = targetOf(shell, folder, []);
  const answer = await withProduct(shell, { root, config }, async (context) =>
    runJson((await import('../../core/audit/audit.ops.ts')).verifyAudit, context, expect === undefined ? {} : { expect }),
  );
  shell.print.out.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderAuditCheck(answer));
  if (!answer.intact) end(exitCode.findings);
}
