import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countAttempt } from '../../core/account/lock-out.ts';
import { apiKey, profile, tokenPair } from '../../core/account/wire.ts';
import { memoryLog } from '../../core/platform/log.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestAnswer, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

const strict = { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' };
const log = memoryLog();
let test: TestAccounts;
let api: TestApi;
beforeAll(async () => {
  test = await openTestAccounts();
  api = await startTestApi({ environment: strict, server: test, log });
});
afterAll(async () => {
  await api.close();
  await test.close();
});

const login = (password = test.admin.password) => api.send('POST', '/v1/auth/login', { body: { email: test.admin.email, password } });
const tokens = async () => tokenPair.parse((await login()).json);
/** One sign-in for the tests that end none. */
let lasting: Promise<string> | undefined;
const access = () => (lasting ??= tokens().then(({ access_token }) => access_token));
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const code = z.object({ schema_version: z.literal(1), error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }) });
const codeOf = ({ status, json }: TestAnswer) => [status, code.parse(json).error.code];
const unauthenticated = [401, 'unauthenticated'];

describe(verifies('POST /v1/auth/login', 'POST /v1/auth/refresh', 'POST /v1/auth/logout', 'GET /v1/auth/me'), () => {
  it('signs in, tells who one is, renews, and ends with both tokens', async () => {
    const first = await tokens();
    expect(first.expires_in).toBe(900);
    const me = await api.send('GET', '/v1/auth/me', { headers: bearer(first.access_token) });
    expect([me.status, profile.parse(me.json).email]).toEqual([200, test.admin.email]);
    const renewed = await api.send('POST', '/v1/auth/refresh', { body: { refresh_token: first.refresh_token } });
    const second = tokenPair.parse(renewed.json);
    expect([renewed.status, renewed.headers['cache-control']]).toEqual([200, 'no-store']);
    const out = await api.send('POST', '/v1/auth/logout', { headers: bearer(second.access_token) });
    expect([out.status, out.json]).toEqual([200, { status: 'ok' }]);
    for (const token of [first.access_token, second.access_token])
      expect(codeOf(await api.send('GET', '/v1/auth/me', { headers: bearer(token) }))).toEqual(unauthenticated);
    expect(codeOf(await api.send('POST', '/v1/auth/refresh', { body: { refresh_token: second.refresh_token } }))).toEqual(unauthenticated);
  });

  it('refuses wrong passwords, no credential, the other kind of token and what is none', async () => {
    expect(codeOf(await login('wrong password'))).toEqual(unauthenticated);
    const { access_token, refresh_token } = await tokens();
    const me = (headers: Record<string, string>) => api.send('GET', '/v1/auth/me', { headers });
    for (const headers of [{}, bearer(refresh_token), bearer('sk_nothing'), bearer(`${access_token}x`), bearer('k'), { 'x-api-key': 'k' }])
      expect(codeOf(await me(headers))).toEqual(unauthenticated);
    expect(codeOf(await api.send('POST', '/v1/auth/refresh', { body: { refresh_token: access_token } }))).toEqual(unauthenticated);
    expect(codeOf(await api.send('POST', '/v1/auth/logout'))).toEqual(unauthenticated);
    expect(codeOf(await api.send('POST', '/v1/auth/login', { body: { email: test.admin.email } }))).toEqual([422, 'invalid_input']);
  });

  it('ends every token of a sign-in whose refresh token is used twice', async () => {
    const first = await tokens();
    const renew = ({ refresh_token }: { readonly refresh_token: string }) => api.send('POST', '/v1/auth/refresh', { body: { refresh_token } });
    const second = tokenPair.parse((await renew(first)).json);
    const third = tokenPair.parse((await renew(second)).json);
    expect(codeOf(await renew(first))).toEqual(unauthenticated);
    expect(codeOf(await api.send('GET', '/v1/auth/me', { headers: bearer(third.access_token) }))).toEqual(unauthenticated);
  });

  it('makes an account wait after five wrong passwords and says how long', async () => {
    const email = 'somebody@example.org';
    const clock = { now: () => new Date(), elapsed: () => 0 };
    for (let count = 0; count < 5; count += 1) await countAttempt({ ...test.accounts, clock }, { email });
    const locked = await api.send('POST', '/v1/auth/login', { body: { email, password: 'wrong' } });
    expect(codeOf(locked)).toEqual([429, 'rate_limited']);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe(verifies('GET /v1/api-keys/', 'POST /v1/api-keys/', 'DELETE /v1/api-keys/{key_id}'), () => {
  const created = apiKey.extend({ key: z.string() });

  it('tells a key once, takes it like a token, and refuses it once revoked', async () => {
    const headers = bearer(await access());
    const made = await api.send('POST', '/v1/api-keys/', { headers, body: { name: 'ci' } });
    const { key, id, hint } = created.parse(made.json);
    expect([made.status, key.endsWith(hint)]).toEqual([201, true]);
    for (const way of [bearer(key), { 'x-api-key': key }]) expect((await api.send('GET', '/v1/auth/me', { headers: way })).status).toBe(200);
    const list = await api.send('GET', '/v1/api-keys', { headers: bearer(key) });
    expect(z.array(apiKey).parse(list.json)).toMatchObject([{ id, name: 'ci' }]);
    expect(list.text).not.toContain(key);
    expect(codeOf(await api.send('DELETE', '/v1/api-keys/key_other', { headers }))).toEqual([404, 'not_found']);
    const gone = await api.send('DELETE', `/v1/api-keys/${id}`, { headers });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(codeOf(await api.send('GET', '/v1/auth/me', { headers: bearer(key) }))).toEqual(unauthenticated);
  });

  it('needs a sign-in, and an end that lies ahead', async () => {
    for (const [method, target] of [
      ['GET', '/v1/api-keys/'],
      ['POST', '/v1/api-keys/'],
      ['DELETE', '/v1/api-keys/key_1'],
    ] as const)
      expect(codeOf(await api.send(method, target, method === 'POST' ? { body: {} } : {}))).toEqual(unauthenticated);
    const headers = bearer(await access());
    for (const expires_at of ['yesterday', '2020-01-01T00:00:00Z'])
      expect(codeOf(await api.send('POST', '/v1/api-keys', { headers, body: { expires_at } }))).toEqual([422, 'invalid_input']);
  });
});

describe('the sign-in of the dashboard', () => {
  const signIn = async () => {
    const answer = await api.send('POST', '/api/session', { body: { email: test.admin.email, password: test.admin.password } });
    const set = answer.headers['set-cookie'] ?? [];
    const cookie = set.map((text) => text.split(';')[0]).join('; ');
    const { csrf_token: csrf } = z.object({ csrf_token: z.string() }).parse(answer.json);
    return { answer, set, cookie, csrf };
  };

  it('sets a cookie that scripts cannot read and one that they can, for this origin alone', async () => {
    const { answer, set, csrf } = await signIn();
    expect(answer.status).toBe(201);
    const [session, readable] = set;
    expect(session).toMatch(/^sentrik_session=st_[0-9a-f]{56}; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
    expect(readable).toMatch(new RegExp(`^sentrik_csrf=${csrf}; path=/; expires=[^;]+; samesite=lax$`, 'i'));
  });

  it('takes the cookie for reading, and for changes only with its CSRF token, on every surface', async () => {
    const { cookie, csrf } = await signIn();
    const other = await signIn();
    expect((await api.send('GET', '/v1/auth/me', { headers: { cookie } })).status).toBe(200);
    expect((await api.send('GET', '/api/config', { headers: { cookie } })).status).toBe(200);
    for (const headers of [{ cookie }, { cookie, 'x-csrf-token': 'wrong' }, { cookie, 'x-csrf-token': other.csrf }]) {
      for (const [method, target] of [
        ['POST', '/v1/api-keys'],
        ['POST', '/api/config'],
        ['DELETE', '/api/session'],
        ['POST', '/mcp'],
      ] as const) {
        const { status } = await api.send(method, target, { headers, ...(method === 'POST' ? { body: {} } : {}) });
        expect([target, status]).toEqual([target, 403]);
      }
    }
    expect((await api.send('POST', '/v1/api-keys', { headers: { cookie, 'x-csrf-token': csrf }, body: {} })).status).toBe(201);
    const tool = await api.send('POST', '/mcp', { headers: { cookie, 'x-csrf-token': csrf }, body: { jsonrpc: '2.0', id: 1, method: 'ping' } });
    expect(tool.status).not.toBe(403);
  });

  it('ends at sign-out and takes the cookies back', async () => {
    const { cookie, csrf } = await signIn();
    const out = await api.send('DELETE', '/api/session', { headers: { cookie, 'x-csrf-token': csrf } });
    expect([out.status, out.json]).toEqual([200, { status: 'ok' }]);
    expect((out.headers['set-cookie'] ?? []).every((text) => /expires=Thu, 01 Jan 1970/.test(text))).toBe(true);
    expect(codeOf(await api.send('GET', '/v1/auth/me', { headers: { cookie } }))).toEqual(unauthenticated);
  });
});

describe('an open server with accounts', () => {
  let open: TestApi;
  beforeAll(async () => {
    open = await startTestApi({ server: test });
  });
  afterAll(() => open.close());

  it('is open for its project as before, and asks for a sign-in to a workspace', async () => {
    expect((await open.send('GET', '/api/config')).status).toBe(200);
    expect(codeOf(await open.send('GET', '/v1/auth/me'))).toEqual(unauthenticated);
    expect((await open.send('GET', '/v1/auth/me', { headers: bearer(await access()) })).status).toBe(200);
  });
});

describe('limits', () => {
  let limited: TestApi;
  beforeAll(async () => {
    limited = await startTestApi({ environment: { GUARD_API_KEY: 'k' }, server: test });
  });
  afterAll(() => limited.close());

  it('are told with every answer, and count users apart from addresses', async () => {
    const [known, nobody] = [await limited.send('GET', '/v1/auth/me', { headers: bearer(await access()) }), await limited.send('GET', '/v1/auth/me')];
    expect([known.headers['x-ratelimit-limit'], known.headers['x-ratelimit-remaining']]).toEqual(['600', '599']);
    expect([nobody.status, nobody.headers['x-ratelimit-remaining']]).toEqual([401, '599']);
  });
});

describe('request ids', () => {
  it('come from the client where they are plain, stand in the answer and in the log, and no secret does', async () => {
    const named = await api.send('GET', '/health', { headers: { 'x-request-id': 'trace-1.a' } });
    expect(named.headers['x-request-id']).toBe('trace-1.a');
    const strange = await api.send('GET', '/health', { headers: { 'x-request-id': 'a b"c' } });
    expect(strange.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    await api.send('GET', '/v1/auth/me', { headers: bearer(await access()) });
    const lines = JSON.stringify(log.lines);
    expect(lines).toContain('trace-1.a');
    expect(lines).toContain('auth.login');
    for (const secret of [test.admin.password, test.admin.email, 'Bearer', '"sk_', '"rt_', '"st_']) expect(lines).not.toContain(secret);
  });
});
