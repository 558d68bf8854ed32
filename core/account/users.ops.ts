import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { roles } from '../kernel/role.ts';
import { accountsOf } from './accounts.ts';
import { accounts as accountTable, memberships } from './tables.ts';
import { addUser, managedUser, managedWorkspace, resetPassword, setDisabled, setRole } from './users.ts';
import { emailAddress } from './wire.ts';
import { roleOf } from './workspaces.ts';

const user = z.object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(roles), is_disabled: z.boolean(), created_at: z.string() });
const password = z.string().max(1024).optional().meta({ description: 'Made when it is left out' });
const shared = { access: 'admin', limit: 'general', scope: 'workspace' } as const;

/** The users of a workspace. */
export const listUsers = defineOperation({
  name: 'users.list',
  summary: 'List the users of the workspace',
  input: z.object({}),
  output: z.array(user),
  ...shared,
  effect: 'read',
  cli: 'users list',
  async run(context) {
    const { system } = accountsOf(context);
    const workspace = await managedWorkspace(context);
    const places = await system.rows(memberships).find({ where: { workspace_id: workspace.id } });
    const known = await system.rows(accountTable).find({ where: { id: { in: places.map(({ account_id }) => account_id) } }, order: ['email'] });
    return known.map(({ id, email, name, is_disabled, created_at }) => {
      const role = roleOf(places.find(({ account_id }) => account_id === id)?.role ?? '');
      return { id, email, name, role, is_disabled, created_at };
    });
  },
});

/** A new user, whose password is told once. */
export const createUser = defineOperation({
  name: 'users.add',
  summary: 'Add a user to the workspace; the password is told this once',
  input: z.object({ email: emailAddress, name: z.string().trim().max(100).default(''), role: z.enum(roles).default('developer'), password }),
  output: user.extend({ password: z.string() }),
  ...shared,
  effect: 'write',
  cli: 'users add',
  audited: ({ role }, added) => ({ details: { role, ...(added === undefined ? {} : { user: added.id }) } }),
  async run(context, wanted) {
    const { account, password: told } = await addUser(context, wanted, await managedWorkspace(context));
    const { id, email, name, is_disabled, created_at } = account;
    return { id, email, name, role: wanted.role, is_disabled, created_at, password: told };
  },
});

/** Another password, told once. */
export const resetUserPassword = defineOperation({
  name: 'users.reset-password',
  summary: 'Give a user another password and end its sign-ins; the password is told this once',
  input: z.object({ email: emailAddress, password }),
  output: z.object({ id: z.string(), email: z.string(), password: z.string() }),
  ...shared,
  effect: 'write',
  cli: 'users reset-password',
  audited: (_input, done) => ({ details: done === undefined ? {} : { user: done.id } }),
  async run(context, input) {
    const account = await managedUser(context, input.email, await managedWorkspace(context));
    return { id: account.id, email: account.email, password: await resetPassword(context, account, input.password) };
  },
});

/** Shuts a user out, or lets it in again. */
export const disableUser = defineOperation({
  name: 'users.disable',
  summary: 'Disable a user: ends its sign-ins and revokes its keys; or enable it again',
  input: z.object({ email: emailAddress, enable: z.boolean().default(false) }),
  output: z.object({ id: z.string(), email: z.string(), is_disabled: z.boolean() }),
  ...shared,
  effect: 'destroy',
  cli: 'users disable',
  audited: ({ enable }, done) => ({ details: { enable, ...(done === undefined ? {} : { user: done.id }) } }),
  async run(context, { email, enable }) {
    const workspace = await managedWorkspace(context);
    const account = await managedUser(context, email, workspace);
    await setDisabled(context, account, { isDisabled: !enable, workspace });
    return { id: account.id, email: account.email, is_disabled: !enable };
  },
});

/** Another role. */
export const setUserRole = defineOperation({
  name: 'users.set-role',
  summary: 'Change the role of a user; it holds at once',
  input: z.object({ email: emailAddress, role: z.enum(roles) }),
  output: z.object({ id: z.string(), email: z.string(), role: z.enum(roles) }),
  ...shared,
  effect: 'write',
  cli: 'users set-role',
  audited: ({ role }, done) => ({ details: { role, ...(done === undefined ? {} : { user: done.id }) } }),
  async run(context, { email, role }) {
    const workspace = await managedWorkspace(context);
    const account = await managedUser(context, email, workspace);
    await setRole(context, account, { role, workspace });
    return { id: account.id, email: account.email, role };
  },
});
