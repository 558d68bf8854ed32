import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, logout, me, refresh } from '../../../core/account/auth.ops.ts';
import { makeFirstAdmin } from '../../../core/account/first-start.ts';
import { countAttempt } from '../../../core/account/lock-out.ts';
import { principalOf, toActor } from '../../../core/account/principal.ts';
import { hashToken } from '../../../core/account/secret-token.ts';
import { checkPassword } from '../../../core/account/sign-in.ts';
import { openTokens } from '../../../core/account/sign-ins.ts';
import { accounts as accountTable, refreshTokens, signIns } from '../../../core/account/tables.ts';
import { addUser, managedWorkspace, resetPassword } from '../../../core/account/users.ts';
import type { Actor } from '../../../core/kernel/context.ts';
import { Failure } from '../../../core/kernel/failure.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { openTestAccounts, type TestAccounts } from '../../support/accounts.ts';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts(15);
});
afterAll(() => test.close());

const stranger = (address: string): Actor => ({ id: 'anonymous', via: 'anonymous', access: 'public', address });
const signIn = (password = test.admin.password, address = '192.0.2.1', email = test.admin.email) =>
  runJson(login, test.context(stranger(address)), { email, password });
const bearer = (value: string) => principalOf(test.accounts, { kind: 'bearer', value });

const signInOf = async (token: string) => (await test.store.rows(refreshTokens).first({ where: { hash: hashToken(token) } }))?.sign_in_id ?? '';

/** The code of the Failure that a promise ends with. */
async function refusal(work: Promise<unknown>): Promise<Failure> {
  const ended: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(ended instanceof Failure)) throw new Error('Nothing was refused');
  return ended;
}

describe('the first start', () => {
  it('makes one administrator with a password of its own, and none when there is one', async () => {
    expect(test.admin.password).toMatch(/^[a-zA-Z2-9]{20}$/);
    expect(await makeFirstAdmin(test.context(), 'other@example.org')).toBeUndefined();
    expect(await test.store.rows(accountTable).count()).toBe(1);
    const row = await test.store.rows(accountTable).first({});
    expect(JSON.stringify(row)).not.toContain(test.admin.password);
  });
});

describe('a sign-in', () => {
  it('gives a pair of tokens that say who one is, in any case of the address', async () => {
    const tokens = await signIn(undefined, undefined, ' Admin@Example.org ');
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 900 });
    const principal = await bearer(tokens.access_token);
    expect(principal).toMatchObject({ role: 'admin', isMain: true, via: 'token', groups: ['root', 'operator', 'user'] });
    if (principal === undefined) return;
    const profile = await runJson(me, test.context(toActor(principal)), {});
    expect(profile).toMatchObject({ email: test.admin.email, role: 'admin', workspace: { name: 'Main' } });
  });

  it('ends by logout with both of its tokens, and with no other sign-in', async () => {
    const [ended, other] = [await signIn(), await signIn()];
    const principal = await bearer(ended.access_token);
    if (principal === undefined) throw new Error('not signed in');
    await runJson(logout, test.context(toActor(principal)), {});
    expect(await bearer(ended.access_token)).toBeUndefined();
    expect((await refusal(runJson(refresh, test.context(stranger('192.0.2.1')), { refresh_token: ended.refresh_token }))).code).toBe('unauthenticated');
    expect(await bearer(other.access_token)).toBeDefined();
  });

  it('never takes one token for the other', async () => {
    const { access_token, refresh_token } = await signIn();
    expect(await bearer(refresh_token)).toBeUndefined();
    expect((await refusal(runJson(refresh, test.context(stranger('192.0.2.1')), { refresh_token: access_token }))).code).toBe('unauthenticated');
  });

  const renew = (refresh_token: string) => runJson(refresh, test.context(stranger('192.0.2.1')), { refresh_token });
  const refused = async (refresh_token: string) => (await refusal(renew(refresh_token))).code;

  it('goes on by refresh tokens that are each good once; a use after the next one was used ends it', async () => {
    const first = await signIn();
    const second = await renew(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = await renew(second.refresh_token);
    expect(await bearer(third.access_token)).toBeDefined();
    expect(await refused(first.refresh_token)).toBe('unauthenticated');
    expect(await refused(third.refresh_token)).toBe('unauthenticated');
    expect(await bearer(third.access_token)).toBeUndefined();
  });

  it('goes on for who asks again within half a minute, as after a lost answer, and not later', async () => {
    const first = await signIn();
    await renew(first.refresh_token);
    test.wait(29);
    const again = await renew(first.refresh_token);
    const next = await renew(again.refresh_token);
    expect(await bearer(next.access_token)).toBeDefined();
    await renew(next.refresh_token);
    test.wait(30);
    expect(await refused(next.refresh_token)).toBe('unauthenticated');
    expect(await bearer(next.access_token)).toBeUndefined();
  });

  it('ends where both answers to the same refresh token are used, for one of the two users stole it', async () => {
    const first = await signIn();
    const [lost, again] = [await renew(first.refresh_token), await renew(first.refresh_token)];
    expect(await bearer(lost.access_token)).toBeDefined();
    expect(await refused(lost.refresh_token)).toBe('unauthenticated');
    expect(await refused(again.refresh_token)).toBe('unauthenticated');
    expect(await bearer(again.access_token)).toBeUndefined();
  });

  it('has one refresh token that counts, however many ask for it at the same time', async () => {
    const { refresh_token } = await signIn();
    await Promise.all([1, 2, 3].map(() => renew(refresh_token)));
    expect(await test.store.rows(refreshTokens).count({ used_at: null, sign_in_id: await signInOf(refresh_token) })).toBe(1);
  });

  it('keeps used refresh tokens until they would have expired', async () => {
    const { refresh_token } = await signIn();
    const id = await signInOf(refresh_token);
    let last = refresh_token;
    for (let week = 0; week < 8; week += 1) {
      test.wait(7 * 24 * 3600);
      last = (await renew(last)).refresh_token;
    }
    expect(await test.store.rows(refreshTokens).count({ sign_in_id: id })).toBe(5);
  });

  it('does not begin with a password that was replaced while it was looked at', async () => {
    const email = 'replaced@example.org';
    const workspace = await managedWorkspace(test.context());
    const { account, password } = await addUser(test.context(), { email, name: 'R', role: 'developer' }, workspace);
    const who = await checkPassword(test.context(stranger('192.0.2.7')), { email, password });
    test.wait(1);
    await resetPassword(test.context(), account);
    expect((await refusal(openTokens(test.accounts, who))).code).toBe('unauthenticated');
    expect(await test.store.rows(signIns).count({ account_id: account.id })).toBe(0);
  });

  it('counts for 15 minutes without a refresh, and for 30 days with none', async () => {
    const tokens = await signIn();
    test.wait(899);
    expect(await bearer(tokens.access_token)).toBeDefined();
    test.wait(1);
    expect(await bearer(tokens.access_token)).toBeUndefined();
    test.wait(30 * 24 * 3600);
    expect((await refusal(runJson(refresh, test.context(stranger('192.0.2.1')), { refresh_token: tokens.refresh_token }))).code).toBe('unauthenticated');
  });
});

describe('wrong passwords', () => {
  it('are refused like unknown accounts, in about the same time', async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 3; round += 1) {
      for (const [kind, email] of [
        ['known', test.admin.email],
        ['unknown', `nobody-${round}@example.org`],
      ] as const) {
        const start = process.cpuUsage();
        const refused = await refusal(signIn('wrong password of a test', `198.51.100.${round}`, email));
        const { user, system } = process.cpuUsage(start);
        times[kind].push(user + system);
        expect([refused.code, refused.message]).toEqual(['unauthenticated', 'Wrong e-mail address or password']);
      }
    }
    const [known, unknown] = [times.known, times.unknown].map((list) => list.toSorted((a, b) => a - b)[1] ?? 0);
    expect(Math.abs((known ?? 0) - (unknown ?? 0)) / (known ?? 1)).toBeLessThan(0.5);
    await signIn();
  });

  it('lock the account after five, longer each time, even for the right one, until the time is over', async () => {
    const email = 'locked@example.org';
    for (let count = 0; count < 5; count += 1) await countAttempt(test.accounts, { email, address: `203.0.113.${count}` });
    const locked = await refusal(signIn('wrong', '203.0.113.99', email));
    expect([locked.code, locked.details]).toEqual(['rate_limited', { retry_after: 30 }]);
    test.wait(31);
    expect((await refusal(signIn('wrong', '203.0.113.100', email))).code).toBe('unauthenticated');
    expect((await refusal(signIn('wrong', '203.0.113.101', email))).details).toEqual({ retry_after: 60 });
    expect((await signIn()).token_type).toBe('bearer');
  });

  it('lock a network address that tries many accounts', async () => {
    const address = '203.0.113.200';
    const tries = Array.from({ length: 40 }, (_, count) => countAttempt(test.accounts, { email: `spray-${count}@example.org`, address }));
    const ends = await Promise.allSettled(tries);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    expect((await refusal(signIn(undefined, address))).code).toBe('rate_limited');
    expect((await signIn()).token_type).toBe('bearer');
  });
});
