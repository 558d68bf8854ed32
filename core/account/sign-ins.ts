import { createHmac, timingSafeEqual } from 'node:crypto';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { SystemStore } from '../kernel/store.ts';
import { accessSeconds, signAccess } from './access-token.ts';
import { type Accounts, timeAfter } from './accounts.ts';
import { hashToken, keyFor, kindOfToken, newSecretToken } from './secret-token.ts';
import type { SignedIn } from './sign-in.ts';
import { accounts as accountTable, refreshTokens, type RefreshTokenRow, type SignInRow, signIns } from './tables.ts';
import { memberOf } from './workspaces.ts';

/** A pair of tokens; `expires_in` is how many seconds the access token counts. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

const refreshSeconds = 30 * 24 * 3600;
const cookieSeconds = 12 * 3600;
const graceSeconds = 30;
const invalid = () => new Failure('unauthenticated', 'The refresh token is invalid, used or expired');

/** Begins a sign-in by tokens. */
export async function openTokens(accounts: Accounts, who: SignedIn): Promise<Tokens> {
  const signIn = await insertSignIn(accounts, who, { seconds: refreshSeconds, cookie: null });
  return issueTokens(accounts, who, signIn);
}

/** Begins a sign-in by cookie; the cookie's value is told here and kept as a hash only. */
export async function openCookie(accounts: Accounts, who: SignedIn): Promise<{ readonly signIn: SignInRow; readonly cookie: string }> {
  const cookie = newSecretToken('cookie');
  return { cookie, signIn: await insertSignIn(accounts, who, { seconds: cookieSeconds, cookie: hashToken(cookie) }) };
}

/**
 * Exchanges a refresh token for a new pair; each is good once. Using one again ends its sign-in, for one of the two users stole it: unless that is
 * within 30 seconds and before the new one was used, as by somebody whose answer was lost; then the pair given first counts as used. Throws
 * `unauthenticated`.
 */
export async function refreshTokensOf(accounts: Accounts, token: string): Promise<Tokens> {
  if (kindOfToken(token) !== 'refresh') throw invalid();
  const tokens = await accounts.system.transaction((system) => exchange({ ...accounts, system }, hashToken(token)));
  if (tokens === undefined) throw invalid();
  return tokens;
}

/** Ends a sign-in: its access and refresh tokens, or its cookie, count no more. */
export async function endSignIn({ system, clock }: Accounts, id: string, reason: string): Promise<void> {
  await system.rows(signIns).update({ id, ended_at: null }, { ended_at: clock.now().toISOString(), end_reason: reason });
}

/** Ends all sign-ins of an account. */
export async function endSignInsOf(store: SystemStore, account: string, at: { readonly now: string; readonly reason: string }): Promise<void> {
  await store.rows(signIns).update({ account_id: account, ended_at: null }, { ended_at: at.now, end_reason: at.reason });
}

/** A sign-in that has neither ended nor expired. */
export async function liveSignIn({ system, clock }: Accounts, by: { readonly id: string } | { readonly cookie_hash: string }): Promise<SignInRow | undefined> {
  return system.rows(signIns).first({ where: { ...by, ended_at: null, expires_at: { above: clock.now().toISOString() } } });
}

/** The token that a page must send back in a header to change something with a sign-in's cookie. */
export function csrfTokenOf({ secret }: Pick<Accounts, 'secret'>, signIn: string): string {
  return createHmac('sha256', keyFor(secret, 'csrf')).update(signIn, 'utf8').digest('base64url');
}

/** Whether a text is that token. The time tells nothing about it. */
export function isCsrfToken(accounts: Pick<Accounts, 'secret'>, signIn: string, text: string): boolean {
  const [wanted, given] = [csrfTokenOf(accounts, signIn), text].map((each) => Buffer.from(each, 'utf8'));
  return wanted !== undefined && given !== undefined && wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** In one transaction, so that a server that dies has used nothing up. Undefined for a token that is not good, whose sign-in may end here. */
async function exchange(accounts: Accounts, hash: string): Promise<Tokens | undefined> {
  const { system, clock } = accounts;
  const rows = system.rows(refreshTokens);
  const now = timeAfter(clock, 0);
  const row = await rows.first({ where: { hash } });
  if (row === undefined || row.expires_at <= now) return undefined;
  if (row.used_at !== null && !(await isAskedAgain(accounts, row))) {
    await endSignIn(accounts, row.sign_in_id, 'refresh token used twice');
    return undefined;
  }
  const signIn = await liveSignIn(accounts, { id: row.sign_in_id });
  const who = signIn === undefined ? undefined : await holderOf(system, signIn);
  if (signIn === undefined || who === undefined) return undefined;
  const tokens = await issueTokens(accounts, who, signIn);
  await rows.update({ hash }, { used_at: row.used_at ?? now, successor: hashToken(tokens.refresh_token) });
  if (row.successor !== null) await rows.update({ hash: row.successor }, { used_at: now });
  await rows.remove({ sign_in_id: signIn.id, expires_at: { to: now } });
  return tokens;
}

async function isAskedAgain({ system, clock }: Accounts, { used_at: used, successor }: RefreshTokenRow): Promise<boolean> {
  if (used === null || successor === null || used <= timeAfter(clock, -graceSeconds) || used > timeAfter(clock, 0)) return false;
  return (await system.rows(refreshTokens).count({ hash: successor, used_at: null })) === 1;
}

async function insertSignIn(
  { system, clock }: Accounts,
  { account, workspace }: SignedIn,
  { seconds, cookie }: { readonly seconds: number; readonly cookie: string | null },
): Promise<SignInRow> {
  const [created_at, expires_at] = [timeAfter(clock, 0), timeAfter(clock, seconds)];
  const who = { id: newId('sin'), account_id: account.id, workspace_id: workspace.id, cookie_hash: cookie };
  const row: SignInRow = { ...who, created_at, expires_at, ended_at: null, end_reason: null };
  await system.transaction(async (store) => {
    // The password may have been replaced, and with it all sign-ins ended, while it was looked at.
    const { id, password_changed_at } = account;
    const isSame = (await store.rows(accountTable).count({ id, password_changed_at, is_disabled: false })) === 1;
    if (!isSame) throw new Failure('unauthenticated', 'Wrong e-mail address or password');
    await store.rows(signIns).insert(row);
  });
  // Their refresh tokens go with them.
  await system.rows(signIns).remove({ expires_at: { below: created_at } });
  return row;
}

async function issueTokens(accounts: Accounts, { account, workspace, role }: SignedIn, signIn: SignInRow): Promise<Tokens> {
  const { system, secret, clock } = accounts;
  const refresh = newSecretToken('refresh');
  const [created_at, expires_at] = [timeAfter(clock, 0), timeAfter(clock, refreshSeconds)];
  await system.rows(refreshTokens).insert({ hash: hashToken(refresh), sign_in_id: signIn.id, created_at, expires_at, used_at: null, successor: null });
  await system.rows(signIns).update({ id: signIn.id }, { expires_at });
  const access = await signAccess(secret, { user: account.id, workspace: workspace.id, role, signIn: signIn.id }, clock.now());
  return { access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: accessSeconds };
}

async function holderOf(system: SystemStore, { account_id, workspace_id }: SignInRow): Promise<SignedIn | undefined> {
  const account = await system.rows(accountTable).first({ where: { id: account_id, is_disabled: false } });
  const member = account === undefined ? undefined : await memberOf(system, account.id, workspace_id);
  return account === undefined || member === undefined ? undefined : { account, ...member };
}
