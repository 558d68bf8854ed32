import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Binding, bindingsOf } from '../../api/bindings.ts';
import { accessSeconds, readAccess, signAccess } from '../../core/account/access-token.ts';
import { apiKeys } from '../../core/account/tables.ts';
import { tokenPair } from '../../core/account/wire.ts';
import { addUser } from '../../core/account/users.ts';
import { addWorkspace, mainWorkspace } from '../../core/account/workspaces.ts';
import { operations } from '../../core/operations.ts';
import { type Role, roleMay, roles } from '../../core/kernel/role.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';

/** Nobody gets in where they don't belong: every operation with an address, asked with credentials that must not open it. */
const guarded = bindingsOf(operations).filter(({ operation }) => operation.access !== 'public');
const named = guarded.map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));
/** What the tokens of accounts open: all but what belongs to the project of the server, which is for its workspace alone. */
const ofWorkspaces = named.filter(({ binding }) => binding.surface !== 'sentrik' || binding.operation.scope === 'workspace');

type Who = Role | 'stranger';
const password = 'a password of the tests 4711';
const made = z.object({ id: z.string() });
const keyCreated = made.extend({ key: z.string() });

let test: TestAccounts;
let api: TestApi;
/** An access token of each role in the main workspace, and of an administrator of another one. */
const tokens = new Map<Who, string>();

beforeAll(async () => {
  test = await openTestAccounts();
  api = await startTestApi({ environment: { GUARD_API_KEY: 'the-key-of-the-server', GUARD_RATE_LIMIT_ENABLED: 'false' }, server: test });
  const main = await mainWorkspace(test.store);
  if (main === undefined) throw new Error('There is no workspace');
  const other = await addWorkspace(test.store, { slug: 'other', name: 'Other', created_at: main.created_at });
  for (const role of roles) {
    await addUser(test.context(), { email: `${role}-user@example.org`, name: '', role, password }, main);
    tokens.set(role, (await signIn(`${role}-user@example.org`)).access_token);
  }
  await addUser(test.context(), { email: 'stranger@example.org', name: '', role: 'admin', password }, other);
  tokens.set('stranger', (await signIn('stranger@example.org')).access_token);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

async function signIn(email: string): Promise<z.output<typeof tokenPair>> {
  return tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json);
}

/** An API key of the administrator. */
async function newKey(name: string): Promise<z.output<typeof keyCreated>> {
  return keyCreated.parse((await api.send('POST', '/v1/api-keys', { headers: bearer('admin'), body: { name } })).json);
}

function bearer(who: Who): { readonly authorization: string } {
  return { authorization: `Bearer ${tokens.get(who)}` };
}

function ask({ method, template }: Binding, headers: Readonly<Record<string, string>>, parameter: (name: string) => string = () => 'no-such-thing') {
  const target = template.replace(/\{([^}]+)\}/g, (_, name: string) => parameter(name.replace('*', '')));
  return api.send(method, target, { headers, ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }) });
}

/** A token with another character in its signature. */
function tampered(token: string): string {
  return token.slice(0, -6) + (token.at(-6) === 'A' ? 'B' : 'A') + token.slice(-5);
}

describe('a credential that does not count', () => {
  it('covers operations of the server and of workspaces', () => {
    expect([named.length > 20, ofWorkspaces.length >= 5]).toEqual([true, true]);
  });

  it.each(named)('$name refuses tokens that are tampered with, unsigned, of another kind, or no token at all', async ({ binding }) => {
    const { refresh_token } = await pair;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${(tokens.get('admin') ?? '').split('.')[1]}.`;
    for (const value of [tampered(tokens.get('admin') ?? ''), unsigned, refresh_token, 'snt_0000', '']) {
      expect([value.slice(0, 6), (await ask(binding, { authorization: `Bearer ${value}` })).status]).toEqual([value.slice(0, 6), 401]);
      expect((await ask(binding, { 'x-api-key': value })).status).toBe(401);
    }
    expect((await ask(binding, { authorization: `Basic ${Buffer.from(`admin@example.org:${password}`).toString('base64')}` })).status).toBe(401);
    expect((await ask(binding, { cookie: `sentrik_session=${tokens.get('admin')}; access_token=${tokens.get('admin')}` })).status).toBe(401);
  });

  let pair: Promise<z.output<typeof tokenPair>>;
  beforeAll(() => {
    pair = signIn('developer-user@example.org');
  });
});

describe('a role', () => {
  const allowed = (role: Role, { operation }: Binding) => roleMay(role, role === 'admin' || role === 'security-lead' ? 'operator' : 'member', operation);
  const cases = named.flatMap(({ name, binding }) => roles.map((role) => ({ name, binding, role })));

  it.each(cases.filter(({ binding, role }) => !allowed(role, binding)))('$role is refused $name', async ({ binding, role }) => {
    expect((await ask(binding, bearer(role))).status).toBe(403);
  });

  it.each(cases.filter(({ binding, role }) => allowed(role, binding)))('$role may $name', async ({ binding, role }) => {
    // Signing out ends the token that it is done with.
    const endsSignIn = ['auth.logout', 'session.end'].includes(binding.operation.name);
    const headers = endsSignIn ? { authorization: `Bearer ${(await signIn(`${role}-user@example.org`)).access_token}` } : bearer(role);
    const { status } = await ask(binding, headers);
    expect([401, 403, 500]).not.toContain(status);
  });
});

/** What belongs to workspaces themselves is tried in foreign-workspace.test.ts. */
describe('another workspace', () => {
  const onProject = named.filter(({ binding }) => binding.surface === 'sentrik' && binding.operation.scope !== 'workspace');
  it.each(onProject)('$name is not open to an administrator of another workspace', async ({ binding }) => {
    expect((await ask(binding, bearer('stranger'))).status).toBe(403);
  });
});

describe('time', () => {
  /** Credentials that once counted: each is checked to be good but for what is wrong with it. */
  let former: readonly Readonly<Record<string, string>>[] = [];
  it('is what ends credentials that counted until then', async () => {
    const claims = await readAccess(test.secret, tokens.get('admin') ?? '', new Date());
    if (claims === undefined) throw new Error('The token has no claims');
    const signed = async (milliseconds: number) => ({ authorization: `Bearer ${await signAccess(test.secret, claims, new Date(milliseconds))}` });
    const [revoked, expired] = [await newKey('revoked'), await newKey('expired')];
    const headers = [await signed(Date.now()), { 'x-api-key': revoked.key }, { 'x-api-key': expired.key }];
    for (const header of headers) expect((await api.send('GET', '/v1/auth/me', { headers: header })).status).toBe(200);
    await api.send('DELETE', `/v1/api-keys/${revoked.id}`, { headers: bearer('admin') });
    expect(await test.store.rows(apiKeys).update({ id: expired.id }, { expires_at: '2026-01-01T00:00:00.000Z' })).toBe(1);
    former = [await signed(Date.now() - (accessSeconds + 1) * 1000), ...headers.slice(1)];
  });

  it.each(named)('$name refuses an access token that has expired, and a key that has or was revoked', async ({ binding }) => {
    expect(former).toHaveLength(3);
    for (const headers of former) expect((await ask(binding, headers)).status).toBe(401);
  });
});

describe('signing out', () => {
  it('is possible with an access token', async () => {
    expect((await api.send('POST', '/v1/auth/logout', { headers: bearer('viewer'), body: {} })).status).toBeLessThan(300);
  });

  it.each(named)('before $name takes the right from a token that has not expired', async ({ binding }) => {
    expect((await ask(binding, bearer('viewer'))).status).toBe(401);
  });
});
