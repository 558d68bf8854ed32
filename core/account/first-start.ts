import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { accountsOf } from './accounts.ts';
import { accounts as accountTable, type WorkspaceRow } from './tables.ts';
import { addUser } from './users.ts';
import { addWorkspace, mainSlug, mainWorkspace } from './workspaces.ts';

/** The administrator's credentials, to be shown once. */
export interface FirstAdmin {
  readonly email: string;
  readonly password: string;
}

/** Makes the main workspace and its administrator with a generated password in an empty database; undefined where there are accounts already. */
export async function makeFirstAdmin(context: Context, email: string): Promise<FirstAdmin | undefined> {
  const { system } = accountsOf(context);
  if ((await system.rows(accountTable).count()) > 0) return undefined;
  try {
    const workspace = (await mainWorkspace(system)) ?? (await makeMainWorkspace(context));
    const { password } = await addUser(context, { email, name: 'Administrator', role: 'admin' }, workspace);
    return { email, password };
  } catch (thrown) {
    // Another process that started at the same time was first, and shows its password.
    if (thrown instanceof Failure && thrown.code === 'conflict') return undefined;
    throw thrown;
  }
}

async function makeMainWorkspace(context: Context): Promise<WorkspaceRow> {
  const { system, clock } = accountsOf(context);
  return addWorkspace(system, { slug: mainSlug, name: 'Main', created_at: clock.now().toISOString() });
}
