import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { Accounts } from './accounts.ts';
import { hashToken, newSecretToken } from './secret-token.ts';
import { type ApiKeyRow, apiKeys } from './tables.ts';

/** Whose key it is to be, and what it is to open; all without scopes. */
export interface NewApiKey {
  readonly account: string;
  readonly workspace: string;
  readonly kind: 'api';
  readonly name: string;
  readonly scopes: readonly string[];
  /** ISO date and time; for ever without it. */
  readonly expiresAt?: string | undefined;
}

const mostKeys = 100;
const hintLength = 4;

/** Makes a credential, told here and kept as a hash. Throws `conflict` for an account with 100 of them, `invalid_input` when it would have expired. */
export async function addApiKey({ system, clock }: Accounts, wanted: NewApiKey): Promise<{ readonly row: ApiKeyRow; readonly key: string }> {
  const { account, workspace, kind, name, scopes, expiresAt } = wanted;
  const now = clock.now().toISOString();
  const expires_at = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
  if (expires_at !== null && expires_at <= now) throw new Failure('invalid_input', 'expires_at: lies in the past');
  const key = newSecretToken(kind);
  const what = { id: newId('key'), account_id: account, workspace_id: workspace, kind, name, scopes };
  const row: ApiKeyRow = { ...what, hash: hashToken(key), hint: key.slice(-hintLength), created_at: now, last_used_at: null, expires_at, revoked_at: null };
  await system.transaction(async (store) => {
    if ((await store.rows(apiKeys).count({ account_id: account, revoked_at: null })) >= mostKeys) {
      throw new Failure('conflict', `An account has ${mostKeys} keys at most; revoke one first`);
    }
    await store.rows(apiKeys).insert(row);
  });
  return { row, key };
}

/** An account's keys in a workspace that were not revoked, the newest first. */
export async function listApiKeys({ system }: Accounts, account: string, workspace: string): Promise<readonly ApiKeyRow[]> {
  const where = { account_id: account, workspace_id: workspace, revoked_at: null };
  return system.rows(apiKeys).find({ where, order: ['-created_at', 'id'] });
}

/** From now on the key opens nothing. Throws `not_found` for keys of others and for those revoked before. */
export async function revokeApiKey({ system, clock }: Accounts, id: string, owner: { readonly account: string; readonly workspace: string }): Promise<void> {
  const where = { id, account_id: owner.account, workspace_id: owner.workspace, revoked_at: null };
  if ((await system.rows(apiKeys).update(where, { revoked_at: clock.now().toISOString() })) === 0) throw new Failure('not_found', 'There is no such API key');
}
