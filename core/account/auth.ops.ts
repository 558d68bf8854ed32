import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { accountsOf } from './accounts.ts';
import { checkPassword, type SignedIn } from './sign-in.ts';
import { endSignIn, openTokens, refreshTokensOf } from './sign-ins.ts';
import { accounts as accountTable } from './tables.ts';
import { accountFingerprint, credentials, profile, tokenPair, toProfile } from './wire.ts';
import { memberOf } from './workspaces.ts';

/** A pair of tokens for an e-mail address and password. */
export const login = defineOperation({
  name: 'auth.login',
  summary: 'Sign in with e-mail address and password',
  description: 'Wrong attempts make an account and a network address wait: 429 with Retry-After.',
  input: credentials,
  output: tokenPair,
  access: 'public',
  effect: 'write',
  limit: 'auth',
  scope: 'workspace',
  http: { vega: 'POST /v1/auth/login' },
  audited: ({ email }) => ({ details: { account: accountFingerprint(email) } }),
  run: async (context, input) => openTokens(accountsOf(context), await checkPassword(context, input)),
});

/** The next pair of tokens. */
export const refresh = defineOperation({
  name: 'auth.refresh',
  summary: 'Exchange a refresh token for new tokens; it is good once',
  input: z.object({ refresh_token: z.string().min(1).max(4096) }),
  output: tokenPair,
  access: 'public',
  effect: 'write',
  limit: 'auth',
  scope: 'workspace',
  http: { vega: 'POST /v1/auth/refresh' },
  run: (context, { refresh_token }) => refreshTokensOf(accountsOf(context), refresh_token),
});

/** Ends the sign-in of the caller's token. */
export const logout = defineOperation({
  name: 'auth.logout',
  summary: 'End the current sign-in: its access and refresh tokens count no more',
  input: z.object({}),
  output: z.object({ status: z.literal('ok') }),
  access: 'member',
  permission: 'own',
  effect: 'write',
  limit: 'general',
  scope: 'workspace',
  http: { vega: 'POST /v1/auth/logout' },
  async run(context) {
    const { signIn } = context.actor;
    if (signIn === undefined) throw new Failure('bad_request', 'An API key has no sign-in to end; revoke the key instead');
    await endSignIn(accountsOf(context), signIn, 'signed out');
    return { status: 'ok' as const };
  },
});

/** Who the caller is. */
export const me = defineOperation({
  name: 'auth.me',
  summary: 'The profile of the current user',
  input: z.object({}),
  output: profile,
  access: 'member',
  permission: 'own',
  effect: 'read',
  limit: 'general',
  scope: 'workspace',
  http: { vega: 'GET /v1/auth/me' },
  run: async (context) => toProfile(await currentUser(context)),
});

async function currentUser(context: Context): Promise<SignedIn> {
  const { system } = accountsOf(context);
  const { user, workspace } = context.actor;
  const account = user === undefined ? undefined : await system.rows(accountTable).first({ where: { id: user } });
  const member = account === undefined || workspace === undefined ? undefined : await memberOf(system, account.id, workspace);
  if (account === undefined || member === undefined) throw new Failure('unauthenticated', 'Sign in to a workspace first');
  return { account, ...member };
}
