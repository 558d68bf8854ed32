import type { Access, Actor } from '../kernel/context.ts';
import { isTenantId, type TenantId } from '../kernel/store.ts';
import type { Role } from '../kernel/role.ts';
import { readAccess } from './access-token.ts';
import { type Accounts, timeAfter } from './accounts.ts';
import { hashToken, kindOfToken } from './secret-token.ts';
import { liveSignIn } from './sign-ins.ts';
import { accounts as accountTable, type ApiKeyRow, apiKeys } from './tables.ts';
import { groupsOf, mainSlug, memberOf } from './workspaces.ts';

/** Somebody with an account, as a credential proves it. */
export interface Principal {
  readonly userId: string;
  readonly workspace: TenantId;
  readonly role: Role;
  /** In the installation's own workspace, whose project is the server's. */
  readonly isMain: boolean;
  /** Vega's groups. */
  readonly groups: readonly string[];
  /** What the key is limited to; none for all rights of its holder. */
  readonly scopes: readonly string[];
  readonly via: 'token' | 'api-key' | 'cookie';
  readonly signIn?: string;
}

/** What a request carries. */
export interface Credential {
  readonly kind: 'bearer' | 'cookie';
  readonly value: string;
}

const usedEverySeconds = 60;

/** Whom a credential belongs to; undefined where it is none, or expired, revoked, or its holder disabled. The role is the one of this moment. */
export async function principalOf(accounts: Accounts, credential: Credential): Promise<Principal | undefined> {
  if (credential.kind === 'cookie') return byCookie(accounts, credential.value);
  const kind = kindOfToken(credential.value);
  if (kind === undefined) return byAccessToken(accounts, credential.value);
  return kind === 'api' ? byApiKey(accounts, credential.value) : undefined;
}

/** The actor that a principal is. */
export function toActor({ userId, workspace, role, isMain, groups, via, signIn, scopes }: Principal): Actor {
  const ordinary: Access = role === 'admin' ? 'admin' : 'member';
  const access: Access = isMain && groups.includes('operator') ? 'operator' : ordinary;
  const limits = scopes.length === 0 ? {} : { scopes };
  return { id: userId, via, access, user: userId, workspace, role, ...limits, ...(signIn === undefined ? {} : { signIn }) };
}

async function byAccessToken(accounts: Accounts, token: string): Promise<Principal | undefined> {
  const claims = await readAccess(accounts.secret, token, accounts.clock.now());
  if (claims === undefined) return undefined;
  const signIn = await liveSignIn(accounts, { id: claims.signIn });
  if (signIn === undefined || signIn.account_id !== claims.user || signIn.workspace_id !== claims.workspace) return undefined;
  return placed(accounts, signIn, { via: 'token', scopes: [], signIn: signIn.id });
}

async function byCookie(accounts: Accounts, value: string): Promise<Principal | undefined> {
  if (kindOfToken(value) !== 'cookie') return undefined;
  const signIn = await liveSignIn(accounts, { cookie_hash: hashToken(value) });
  return signIn === undefined ? undefined : placed(accounts, signIn, { via: 'cookie', scopes: [], signIn: signIn.id });
}

async function byApiKey(accounts: Accounts, value: string): Promise<Principal | undefined> {
  const now = accounts.clock.now().toISOString();
  const key = await accounts.system.rows(apiKeys).first({ where: { hash: hashToken(value), revoked_at: null } });
  if (key === undefined || (key.expires_at !== null && key.expires_at <= now)) return undefined;
  await noteUse(accounts, key);
  return placed(accounts, key, { via: 'api-key', scopes: scopesOf(key) });
}

/** Once a minute is enough to know whether a key is in use. */
async function noteUse({ system, clock }: Accounts, { id, last_used_at }: ApiKeyRow): Promise<void> {
  if (last_used_at !== null && last_used_at > timeAfter(clock, -usedEverySeconds)) return;
  await system.rows(apiKeys).update({ id }, { last_used_at: timeAfter(clock, 0) });
}

/** The scopes that a key's row holds. */
export function scopesOf({ scopes }: Pick<ApiKeyRow, 'scopes'>): readonly string[] {
  return Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
}

interface Place {
  readonly account_id: string;
  readonly workspace_id: string;
}

async function placed(
  { system }: Accounts,
  { account_id, workspace_id }: Place,
  how: Pick<Principal, 'via' | 'scopes' | 'signIn'>,
): Promise<Principal | undefined> {
  const [account, member] = await Promise.all([
    system.rows(accountTable).first({ where: { id: account_id, is_disabled: false } }),
    memberOf(system, account_id, workspace_id),
  ]);
  if (account === undefined || member === undefined || !isTenantId(workspace_id)) return undefined;
  const { role, workspace } = member;
  return { userId: account_id, workspace: workspace_id, role, isMain: workspace.slug === mainSlug, groups: groupsOf(role, workspace), ...how };
}
