import type { Actor, Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { PurposeKind } from '../kernel/purpose.ts';
import { platformOf } from '../kernel/platform.ts';
import { isTenantId } from '../kernel/store.ts';
import { type Accounts, accountsOf, timeAfter } from './accounts.ts';
import { scopesOf } from './principal.ts';
import { hashToken, kindOfToken, newSecretToken } from './secret-token.ts';
import { type PurposeTokenRow, purposeTokens, workspaces } from './tables.ts';
import { mainSlug } from './workspaces.ts';

/** What a token is to be for. */
export interface NewPurposeToken {
  readonly kind: PurposeKind;
  readonly label: string;
  readonly subject?: string;
  readonly holder?: { readonly name: string; readonly email: string };
  readonly scopes?: readonly string[];
  /** ISO date and time; for ever without it. */
  readonly expiresAt?: string | undefined;
}

/** Which tokens of the caller's workspace. */
export type TokenFilter = Pick<NewPurposeToken, 'kind' | 'subject'>;

const mostTokens = 100;
const hintLength = 4;
const usedEverySeconds = 60;

/** Makes a token in the caller's workspace, told here and kept as a hash. Throws `conflict` where there are 100 for the same subject, `invalid_input` when it would have expired. */
export async function addPurposeToken(context: Context, wanted: NewPurposeToken): Promise<{ readonly row: PurposeTokenRow; readonly token: string }> {
  const { system, clock } = accountsOf(context);
  const { kind, label, subject, holder, scopes = [], expiresAt } = wanted;
  const now = clock.now().toISOString();
  const expires_at = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
  if (expires_at !== null && expires_at <= now) throw new Failure('invalid_input', 'The token would have expired');
  const token = newSecretToken(kind);
  const row: PurposeTokenRow = {
    ...{ id: newId('tok'), workspace_id: workspaceOf(context), kind, label, subject: subject ?? null, scopes, created_by: context.actor.id },
    ...{ holder_name: holder?.name ?? null, holder_email: holder?.email ?? null, hash: hashToken(token), hint: token.slice(-hintLength) },
    ...{ created_at: now, last_used_at: null, expires_at, revoked_at: null },
  };
  await system.transaction(async (store) => {
    if ((await store.rows(purposeTokens).count(liveIn(context, wanted))) >= mostTokens) {
      throw new Failure('conflict', `There can be ${mostTokens} such tokens at most; revoke one first`);
    }
    await store.rows(purposeTokens).insert(row);
  });
  return { row, token };
}

/** Those that were not revoked, the newest first. */
export async function listPurposeTokens(context: Context, filter: TokenFilter): Promise<readonly PurposeTokenRow[]> {
  return accountsOf(context)
    .system.rows(purposeTokens)
    .find({ where: liveIn(context, filter), order: ['-created_at', 'id'] });
}

/** From now on the token opens nothing. Throws `not_found` for those of other workspaces or subjects, and those revoked before. */
export async function revokePurposeToken(context: Context, id: string, filter: TokenFilter): Promise<void> {
  const { system, clock } = accountsOf(context);
  const ended = await system.rows(purposeTokens).update({ ...liveIn(context, filter), id }, { revoked_at: clock.now().toISOString() });
  if (ended === 0) throw new Failure('not_found', 'There is no such token');
}

/** Removes all tokens for a subject of the caller's workspace, which is no more. */
export async function removePurposeTokens(context: Context, filter: Required<TokenFilter>): Promise<void> {
  const { workspace } = context.actor;
  if (workspace === undefined) return;
  await platformOf(context).system.rows(purposeTokens).remove({ kind: filter.kind, subject: filter.subject, workspace_id: workspace });
}

/** Who comes with a token of these kinds, and whether its workspace is the installation's own; undefined for what is none, or expired, revoked or of another kind. */
export async function tokenHolder(
  accounts: Accounts,
  value: string,
  kinds: readonly PurposeKind[],
): Promise<{ readonly actor: Actor; readonly isMain: boolean } | undefined> {
  const kind = kinds.find((each) => each === kindOfToken(value));
  if (kind === undefined) return undefined;
  const { system, clock } = accounts;
  const row = await system.rows(purposeTokens).first({ where: { hash: hashToken(value), kind, revoked_at: null } });
  const now = clock.now().toISOString();
  if (row === undefined || (row.expires_at !== null && row.expires_at <= now)) return undefined;
  const { workspace_id: workspace, subject } = row;
  const place = await system.rows(workspaces).first({ where: { id: workspace } });
  if (place === undefined || !isTenantId(workspace)) return undefined;
  await noteUse(accounts, row);
  const purpose = { kind, scopes: scopesOf(row), ...(subject === null ? {} : { subject }) };
  return { actor: { id: row.id, via: kind, access: 'auditor', workspace, purpose }, isMain: place.slug === mainSlug };
}

async function noteUse({ system, clock }: Accounts, { id, last_used_at }: PurposeTokenRow): Promise<void> {
  if (last_used_at !== null && last_used_at > timeAfter(clock, -usedEverySeconds)) return;
  await system.rows(purposeTokens).update({ id }, { last_used_at: timeAfter(clock, 0) });
}

function liveIn(context: Context, { kind, subject }: TokenFilter) {
  return { workspace_id: workspaceOf(context), kind, subject: subject ?? null, revoked_at: null };
}

function workspaceOf({ actor: { workspace } }: Context): string {
  if (workspace === undefined) throw new Failure('unauthenticated', 'Sign in to a workspace first');
  return workspace;
}
