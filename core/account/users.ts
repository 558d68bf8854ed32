import { randomInt } from 'node:crypto';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { Role } from '../kernel/role.ts';
import type { SystemStore } from '../kernel/store.ts';
import { accountsOf, passwordsOf } from './accounts.ts';
import { requireGoodPassword } from './password-policy.ts';
import { endSignInsOf } from './sign-ins.ts';
import { type AccountRow, accounts as accountTable, apiKeys, memberships, type WorkspaceRow, workspaces } from './tables.ts';
import { mainWorkspace } from './workspaces.ts';

/** A new account. Without a password one is made. */
export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password?: string | undefined;
}

/** Without the letters and digits that are taken for each other. */
const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const generatedLength = 20;

/** The workspace whose users the caller manages: its own, or the main one for the person at the server. Throws `unauthenticated`, `not_found`. */
export async function managedWorkspace(context: Context): Promise<WorkspaceRow> {
  const { system } = accountsOf(context);
  const { workspace, access } = context.actor;
  if (workspace === undefined && access !== 'operator') throw new Failure('unauthenticated', 'Sign in to a workspace first');
  const row = workspace === undefined ? await mainWorkspace(system) : await system.rows(workspaces).first({ where: { id: workspace } });
  if (row === undefined) throw new Failure('not_found', 'There is no workspace yet; the first start of `sentrik server` makes it');
  return row;
}

/** Adds an account with a place in a workspace; tells the password, which is stored as a hash only. Throws `conflict` for a known address. */
export async function addUser(context: Context, { email, name, role, password = generatedPassword() }: NewUser, workspace: WorkspaceRow) {
  requireGoodPassword(password, email);
  const { system, clock } = accountsOf(context);
  const now = clock.now().toISOString();
  const password_hash = await (await passwordsOf(context)).hash(password);
  const account: AccountRow = { id: newId('usr'), email, name, password_hash, is_disabled: false, created_at: now, password_changed_at: now };
  try {
    await system.transaction(async (store) => {
      await store.rows(accountTable).insert(account);
      await store.rows(memberships).insert({ workspace_id: workspace.id, account_id: account.id, role, created_at: now });
    });
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'conflict') throw new Failure('conflict', 'There is an account with this e-mail address already');
    throw thrown;
  }
  return { account, password };
}

/** An account of the workspace by its address. Throws `not_found`; `forbidden` for one that belongs to other workspaces too, except to operators. */
export async function managedUser(context: Context, email: string, workspace: WorkspaceRow): Promise<AccountRow> {
  const { system } = accountsOf(context);
  const account = await system.rows(accountTable).first({ where: { email } });
  const places = account === undefined ? [] : await system.rows(memberships).find({ where: { account_id: account.id } });
  if (account === undefined || !places.some(({ workspace_id }) => workspace_id === workspace.id)) throw new Failure('not_found', 'There is no such user');
  if (places.length > 1 && context.actor.access !== 'operator') throw new Failure('forbidden', 'The user belongs to other workspaces too');
  return account;
}

/** Gives an account another password, made here unless given, and ends its sign-ins. */
export async function resetPassword(context: Context, account: AccountRow, password: string = generatedPassword()): Promise<string> {
  requireGoodPassword(password, account.email);
  const { system, clock } = accountsOf(context);
  const now = clock.now().toISOString();
  const password_hash = await (await passwordsOf(context)).hash(password);
  await system.transaction(async (store) => {
    await store.rows(accountTable).update({ id: account.id }, { password_hash, password_changed_at: now });
    await endSignInsOf(store, account.id, { now, reason: 'password reset' });
  });
  return password;
}

/** Disables an account or enables it again; disabling ends its sign-ins and revokes its keys. Throws `conflict` for the workspace's last administrator. */
export async function setDisabled(
  context: Context,
  account: AccountRow,
  how: { readonly isDisabled: boolean; readonly workspace: WorkspaceRow },
): Promise<void> {
  const { system, clock } = accountsOf(context);
  const now = clock.now().toISOString();
  await system.transaction(async (store) => {
    await store.rows(accountTable).update({ id: account.id }, { is_disabled: how.isDisabled });
    if (!how.isDisabled) return;
    await requireAdmin(store, how.workspace);
    await endSignInsOf(store, account.id, { now, reason: 'account disabled' });
    await store.rows(apiKeys).update({ account_id: account.id, revoked_at: null }, { revoked_at: now });
  });
}

/** Changes what an account may do in a workspace, at once for credentials that it has. Throws `conflict` for the last administrator. */
export async function setRole(context: Context, account: AccountRow, how: { readonly role: Role; readonly workspace: WorkspaceRow }): Promise<void> {
  await accountsOf(context).system.transaction(async (store) => {
    await store.rows(memberships).update({ workspace_id: how.workspace.id, account_id: account.id }, { role: how.role });
    await requireAdmin(store, how.workspace);
  });
}

/** 116 random bits that can be read aloud. */
export function generatedPassword(): string {
  return Array.from({ length: generatedLength }, () => letters.charAt(randomInt(letters.length))).join('');
}

async function requireAdmin(store: SystemStore, workspace: WorkspaceRow): Promise<void> {
  const admins = await store.rows(memberships).find({ where: { workspace_id: workspace.id, role: 'admin' } });
  const active = await store.rows(accountTable).count({ id: { in: admins.map(({ account_id }) => account_id) }, is_disabled: false });
  if (active === 0) throw new Failure('conflict', 'The workspace needs an administrator; make somebody else one first');
}
