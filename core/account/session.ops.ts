import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { withCookies } from '../kernel/reply.ts';
import { accountsOf } from './accounts.ts';
import { checkPassword } from './sign-in.ts';
import { csrfCookie, sessionCookie } from './cookies.ts';
import { csrfTokenOf, endSignIn, openCookie } from './sign-ins.ts';
import { accountFingerprint, credentials, profile, toProfile } from './wire.ts';

/** The dashboard's sign-in. */
export const signInByCookie = defineOperation({
  name: 'session.create',
  summary: 'Sign in a browser: sets its cookies',
  description: `Sets \`${sessionCookie}\`, which scripts cannot read, and \`${csrfCookie}\`, which a page sends back as \`X-CSRF-Token\` with everything that changes something.`,
  input: credentials,
  output: z.object({ user: profile, csrf_token: z.string(), expires_at: z.string() }),
  access: 'public',
  effect: 'write',
  limit: 'auth',
  scope: 'workspace',
  status: 201,
  http: { sentrik: 'POST /api/session' },
  audited: ({ email }) => ({ details: { account: accountFingerprint(email) } }),
  async run(context, input) {
    const who = await checkPassword(context, input);
    const accounts = accountsOf(context);
    const { signIn, cookie } = await openCookie(accounts, who);
    const [csrf_token, expiresAt] = [csrfTokenOf(accounts, signIn.id), signIn.expires_at];
    return withCookies(
      { user: toProfile(who), csrf_token, expires_at: expiresAt },
      { name: sessionCookie, value: cookie, expiresAt },
      { name: csrfCookie, value: csrf_token, expiresAt, isReadable: true },
    );
  },
});

/** The dashboard's sign-out. */
export const signOutByCookie = defineOperation({
  name: 'session.end',
  summary: 'Sign out a browser: ends the sign-in and removes its cookies',
  input: z.object({}),
  output: z.object({ status: z.literal('ok') }),
  access: 'member',
  permission: 'own',
  effect: 'destroy',
  limit: 'general',
  scope: 'workspace',
  http: { sentrik: 'DELETE /api/session' },
  async run(context) {
    const { signIn } = context.actor;
    if (signIn === undefined) throw new Failure('bad_request', 'Nobody is signed in by cookie');
    await endSignIn(accountsOf(context), signIn, 'signed out');
    return withCookies({ status: 'ok' }, { name: sessionCookie }, { name: csrfCookie, isReadable: true });
  },
});
