import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../api/app.ts';
import { decideAccess } from '../../api/auth.ts';
import { bindingsOf } from '../../api/bindings.ts';
import { listen, type Listener } from '../../api/listener.ts';
import { purposeTokens } from '../../core/account/tables.ts';
import { addUser } from '../../core/account/users.ts';
import { tokenPair } from '../../core/account/wire.ts';
import { addWorkspace, mainWorkspace } from '../../core/account/workspaces.ts';
import { boot, type Product } from '../../core/boot.ts';
import { defineOperation } from '../../core/kernel/operation.ts';
import { requirePurpose } from '../../core/kernel/purpose.ts';
import { operations } from '../../core/operations.ts';
import { silentLog } from '../../core/platform/log.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { sendTo, startTestApi, type TestAnswer, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

const shared = { access: 'member', effect: 'write', limit: 'general' } as const;
/** What trigger and auditor tokens open, as later routes use them. */
const trigger = defineOperation({
  ...shared,
  ...{ name: 'test.trigger', summary: 'Trigger', input: z.object({ id: z.string() }), output: z.object({ ok: z.boolean() }), accepts: ['trigger'] },
  http: { sentri: 'POST /api/v1/projects/{id}/trigger' },
  run({ actor }, { id }) {
    requirePurpose(actor, { subject: id });
    return { ok: true };
  },
});
const portal = defineOperation({
  ...shared,
  ...{ name: 'test.portal', summary: 'Portal', input: z.object({ part: z.string() }), output: z.object({ ok: z.boolean() }), accepts: ['auditor'] },
  ...{ effect: 'read', http: { sentrik: 'GET /api/auditor/portal-data' } },
  run({ actor }, { part }) {
    requirePurpose(actor, { scope: part });
    return { ok: true };
  },
});

const named = z.object({ id: z.string() });
const told = named.extend({ token: z.string() });
let test: TestAccounts;
let api: TestApi;
let product: Product;
let later: Listener;
let [admin, foreign, viewer] = ['', '', ''];
let project = '';

beforeAll(async () => {
  test = await openTestAccounts();
  api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server: test });
  product = boot({ root: api.project.root, assets: '', environment: {} });
  const { assets } = product.contextFor({ actor: { id: 't', via: 'local', access: 'public' } });
  const { policy } = decideAccess('0.0.0.0', 'k');
  const answer = createApp({
    product,
    operations: [trigger, portal],
    assets,
    policy,
    log: silentLog,
    server: test,
    generalLimit: undefined,
    mounts: [],
  }).callback();
  later = await listen((request, response) => void answer(request, response), { host: '127.0.0.1', port: 0, flag: '--port' });
  const other = await addWorkspace(test.store, { slug: 'other', name: 'Other', created_at: new Date().toISOString() });
  const password = 'a password of the tests 4711';
  await addUser(test.context(), { email: 'bob@example.org', name: '', role: 'admin', password }, other);
  const main = await mainWorkspace(test.store);
  if (main === undefined) throw new Error('There is no workspace');
  await addUser(test.context(), { email: 'eve@example.org', name: '', role: 'viewer', password }, main);
  [admin, foreign, viewer] = [
    await signIn(test.admin.email, test.admin.password),
    await signIn('bob@example.org', password),
    await signIn('eve@example.org', password),
  ];
  project = named.parse((await send('POST', '/v1/projects', { name: 'Shop' })).json).id;
});
afterAll(async () => {
  await later.close();
  await product.close();
  await api.close();
  await test.close();
});

async function signIn(email: string, password: string): Promise<string> {
  return tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json).access_token;
}

function send(method: string, target: string, body?: unknown, token = admin): Promise<TestAnswer> {
  return api.send(method, target, { headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
}

const at = (rest = '', of = project) => `/api/v1/projects/${of}/trigger-tokens${rest}`;
const newTrigger = async (body: unknown = { label: 'CI' }) => told.parse((await send('POST', at(), body)).json);
const newAuditor = async (body: object = {}) =>
  told.parse((await send('POST', '/api/auditor/tokens', { auditor_name: 'Ada', auditor_email: 'ada@example.org', ...body })).json);
/** The status of a route that takes such tokens. */
const use = async (token: string, target = `/api/v1/projects/${project}/trigger`, method = 'POST') =>
  (await sendTo(later.address.port, method, target, { headers: { authorization: `Bearer ${token}` } })).status;
const read = async (token: string, part = 'metrics') => use(token, `/api/auditor/portal-data?part=${part}`, 'GET');

describe(
  verifies('GET /api/v1/projects/{id}/trigger-tokens', 'POST /api/v1/projects/{id}/trigger-tokens', 'DELETE /api/v1/projects/{id}/trigger-tokens/{tid}'),
  () => {
    it('makes a token that is told once and kept as a hash, lists it without, and revokes it', async () => {
      const made = await send('POST', at(), { label: 'CI' });
      const { id, token } = told.parse(made.json);
      expect([made.status, made.json]).toEqual([201, { id, token, label: 'CI', createdAt: expect.any(String) as string }]);
      expect(token).toMatch(/^tk_/);
      const listed = await send('GET', at());
      expect([listed.status, listed.text.includes(token), listed.text.includes(id)]).toEqual([200, false, true]);
      expect(JSON.stringify(await test.store.rows(purposeTokens).find({}))).not.toContain(token);
      expect(await use(token)).toBe(200);
      const [shown] = z.array(z.object({ id: z.string(), lastUsedAt: z.string().nullable() })).parse((await send('GET', at())).json);
      expect([shown?.id, typeof shown?.lastUsedAt]).toEqual([id, 'string']);
      const ended = await send('DELETE', at(`/${id}`));
      expect([ended.status, ended.json]).toEqual([200, { ok: true }]);
      expect([await use(token), (await send('DELETE', at(`/${id}`))).status, (await send('GET', at())).json]).toEqual([401, 404, []]);
    });

    it('is for administrators of the project, whose viewers see the list, and for nobody elsewhere', async () => {
      expect([(await send('POST', at(), {}, viewer)).status, (await send('GET', at(), undefined, viewer)).status]).toEqual([403, 200]);
      expect([(await send('POST', at(), {}, foreign)).status, (await send('GET', at(), undefined, foreign)).status]).toEqual([404, 404]);
      expect((await send('POST', at(), { expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(422);
    });

    it('opens what it is for in its project, and nothing else', async () => {
      const { token } = await newTrigger();
      const other = named.parse((await send('POST', '/v1/projects', { name: 'Other' })).json).id;
      expect([await use(token), await use(token, `/api/v1/projects/${other}/trigger`), await read(token)]).toEqual([200, 404, 401]);
      expect(await use(token, `/api/v1/projects/${project}/trigger?token=${token}`)).toBe(200);
      expect((await sendTo(later.address.port, 'POST', `/api/v1/projects/${project}/trigger?token=${token}`)).status).toBe(401);
      // A person with the right may do it too.
      expect(await use(admin)).toBe(200);
    });

    it('ends at its time, and with its project', async () => {
      const { token, id } = await newTrigger({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
      expect(await use(token)).toBe(200);
      await test.store.rows(purposeTokens).update({ id }, { expires_at: '2026-01-01T00:00:00.000Z' });
      expect(await use(token)).toBe(401);
      const gone = named.parse((await send('POST', '/v1/projects', { name: 'Gone' })).json).id;
      const last = told.parse((await send('POST', at('', gone), {})).json);
      await send('DELETE', `/v1/projects/${gone}`);
      expect(await use(last.token, `/api/v1/projects/${gone}/trigger`)).toBe(401);
    });
  },
);

describe('a token of an auditor', () => {
  it('is told once, opens its scopes until it ends, by header or in the address', async () => {
    const { id, token } = await newAuditor({ access_scope: ['metrics'], expires_in_days: 1 });
    expect(token).toMatch(/^ak_/);
    expect([await read(token), await read(token, 'evidence'), await use(token)]).toEqual([200, 403, 401]);
    expect((await sendTo(later.address.port, 'GET', `/api/auditor/portal-data?part=metrics&token=${token}`)).status).toBe(200);
    const listed = await send('GET', '/api/auditor/tokens');
    expect([listed.status, listed.text.includes(token), listed.text.includes(id)]).toEqual([200, false, true]);
    await test.store.rows(purposeTokens).update({ id }, { expires_at: '2026-01-01T00:00:00.000Z' });
    expect(await read(token)).toBe(401);
  });

  it('can be revoked by an administrator of its workspace alone', async () => {
    const { id, token } = await newAuditor();
    expect([(await send('DELETE', `/api/auditor/tokens/${id}`, undefined, foreign)).status, await read(token)]).toEqual([404, 200]);
    expect([(await send('DELETE', `/api/auditor/tokens/${id}`, undefined, viewer)).status, await read(token)]).toEqual([403, 200]);
    expect([(await send('DELETE', `/api/auditor/tokens/${id}`)).status, await read(token)]).toEqual([204, 401]);
  });

  it('of another workspace does not reach the project of the server', async () => {
    const made = await send('POST', '/api/auditor/tokens', { auditor_name: 'Ada', auditor_email: 'ada@example.org' }, foreign);
    expect(await read(told.parse(made.json).token)).toBe(403);
  });
});

describe('tokens for one purpose', () => {
  it('open no operation of the product that does not accept them', async () => {
    const [{ token: triggers }, { token: audits }] = [await newTrigger(), await newAuditor()];
    const guarded = bindingsOf(operations).filter(({ operation }) => operation.access !== 'public' && operation.accepts === undefined);
    const opened: string[] = [];
    for (const { method, template } of guarded) {
      for (const token of [triggers, audits]) {
        const target = template.replace(/\{[^}]+\}/g, 'x');
        const { status } = await send(method, `${target}?token=${audits}`, method === 'GET' || method === 'DELETE' ? undefined : {}, token);
        if (status !== 401) opened.push(`${method} ${template}: ${status}`);
      }
    }
    expect(opened).toEqual([]);
  });

  it('are refused when they are tampered with', async () => {
    const { token } = await newTrigger();
    for (const wrong of [`${token}0`, token.slice(0, -1), token.replace('tk_', 'ak_'), token.replace('tk_', 'sk_'), token.toUpperCase()])
      expect(await use(wrong)).toBe(401);
  });
});
