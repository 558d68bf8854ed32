import { type Command, Option } from 'commander';
import { type AnyOperation, runJson } from '../../core/kernel/operation.ts';
import { roles } from '../../core/kernel/role.ts';
import { formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { withPlatform } from '../platform.ts';
import type { Cli } from '../program.ts';
import { renderChange, renderPassword, renderUsers } from '../render/users.ts';
import { targetOf } from '../target.ts';

interface UserFlags extends ProjectFlags {
  readonly format: 'text' | 'json';
  readonly passwordStdin?: boolean;
}

interface NewUserFlags extends UserFlags {
  readonly role: string;
  readonly name?: string;
}

type Name = 'listUsers' | 'createUser' | 'resetUserPassword' | 'setUserRole' | 'disableUser';
type Wanted = readonly [operation: Name, input: Readonly<Record<string, unknown>>];

const examples = `
Examples:
  sentrik users add ada@example.org --role security-lead
  sentrik users reset-password ada@example.org --password-stdin < password.txt
  sentrik users set-role ada@example.org viewer
  sentrik users disable ada@example.org

They work on the database of \`sentrik server\` for this project, whether it runs or not.`;

/** `users add`, `list`, `reset-password`, `set-role` and `disable`. */
export function addUsersCommand(program: Command, cli: Cli): void {
  const users = program.command('users').description('accounts of `sentrik server`').addHelpText('after', examples);
  const command = (usage: string, description: string) =>
    withProjectFlags(users.command(usage)).description(description).addOption(formatOption('text', 'json'));
  const stdin = ['--password-stdin', 'take the password from standard input; one is made otherwise'] as const;
  command('list', 'who may sign in').action((flags: UserFlags) => show(cli, flags, ['listUsers', {}]));
  command('add <email>', 'add an account; shows its password once')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('developer'))
    .option('--name <name>', 'how it is called')
    .option(...stdin)
    .action(async (email: string, flags: NewUserFlags) => {
      const { role, name = '' } = flags;
      await show(cli, flags, ['createUser', { email, role, name, ...(await given(cli, flags)) }]);
    });
  command('reset-password <email>', 'give an account another password; shows it once and ends its sign-ins')
    .option(...stdin)
    .action(async (email: string, flags: UserFlags) => show(cli, flags, ['resetUserPassword', { email, ...(await given(cli, flags)) }]));
  command('set-role <email> <role>', `change what an account may do: ${roles.join(', ')}`).action((email: string, role: string, flags: UserFlags) =>
    show(cli, flags, ['setUserRole', { email, role }]),
  );
  command('disable <email>', 'shut an account out: ends its sign-ins and revokes its keys').action((email: string, flags: UserFlags) =>
    show(cli, flags, ['disableUser', { email }]),
  );
  command('enable <email>', 'let an account in again').action((email: string, flags: UserFlags) => show(cli, flags, ['disableUser', { email, enable: true }]));
}

async function given({ shell }: Cli, { passwordStdin }: UserFlags): Promise<{ readonly password?: string }> {
  return passwordStdin === true ? { password: (await shell.readStandardInput()).replace(/\r?\n$/, '') } : {};
}

async function show({ shell }: Cli, { root, config, format }: UserFlags, [name, input]: Wanted): Promise<void> {
  const operations: Readonly<Record<Name, AnyOperation>> = await import('../../core/account/users.ops.ts');
  const options = { root: targetOf(shell, root, []).root, config };
  const answer: unknown = await withPlatform(shell, options, (context) => runJson(operations[name], context, input));
  shell.print.out.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderers[name](answer));
}

const renderers: Readonly<Record<Name, (answer: unknown) => string>> = {
  listUsers: renderUsers,
  createUser: renderPassword,
  resetUserPassword: renderPassword,
  setUserRole: renderChange,
  disableUser: renderChange,
};
