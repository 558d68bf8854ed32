import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import { type Role, roles } from '../kernel/role.ts';
import type { SystemStore } from '../kernel/store.ts';
import { memberships, type WorkspaceRow, workspaces } from './tables.ts';

/** The slug of the installation's own workspace. */
export const mainSlug = 'main';

/** What somebody is in a workspace. */
export interface Member {
  readonly workspace: WorkspaceRow;
  readonly role: Role;
}

/** The installation's own workspace, which the first start makes. */
export async function mainWorkspace(store: SystemStore): Promise<WorkspaceRow | undefined> {
  return store.rows(workspaces).first({ where: { slug: mainSlug } });
}

/** A new workspace. Throws `conflict` when the slug is taken. */
export async function addWorkspace(store: SystemStore, workspace: Omit<WorkspaceRow, 'id'>): Promise<WorkspaceRow> {
  const row = { id: newId('ws'), ...workspace };
  await store.rows(workspaces).insert(row);
  return row;
}

/** An account's place in a workspace, or in the one that it joined first; undefined where it has none. */
export async function memberOf(store: SystemStore, account: string, workspace?: string): Promise<Member | undefined> {
  const where = { account_id: account, ...(workspace === undefined ? {} : { workspace_id: workspace }) };
  const membership = await store.rows(memberships).first({ where, order: ['created_at', 'workspace_id'] });
  if (membership === undefined) return undefined;
  const row = await store.rows(workspaces).first({ where: { id: membership.workspace_id } });
  return row === undefined ? undefined : { workspace: row, role: roleOf(membership.role) };
}

/** The role that a row names. */
export function roleOf(text: string): Role {
  const role = roles.find((name) => name === text);
  if (role === undefined) throw new Failure('internal', 'A membership has an unknown role');
  return role;
}

/** Vega's groups of a role: `root` and `operator` exist in the main workspace only, because they reach over the whole installation. */
export function groupsOf(role: Role, { slug }: Pick<WorkspaceRow, 'slug'>): readonly string[] {
  if (slug !== mainSlug) return ['user'];
  const above: Readonly<Partial<Record<Role, readonly string[]>>> = { admin: ['root', 'operator'], 'security-lead': ['operator'] };
  return [...(above[role] ?? []), 'user'];
}
