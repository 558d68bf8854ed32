import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bindingsOf } from '../../api/bindings.ts';
import { apiKey, tokenPair } from '../../core/account/wire.ts';
import { scopesCover } from '../../core/kernel/scope.ts';
import { operations } from '../../core/operations.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

const created = apiKey.extend({ key: z.string() });
let test: TestAccounts;
let api: TestApi;
let token = '';
beforeAll(async () => {
  test = await openTestAccounts();
  api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server: test });
  const { email, password } = test.admin;
  token = tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json).access_token;
});
afterAll(async () => {
  await api.close();
  await test.close();
});

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

async function keyWith(scopes: readonly string[]): Promise<string> {
  const answer = await api.send('POST', '/v1/api-keys', { headers: bearer(token), body: { name: 'limited', scopes } });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  const made = created.parse(answer.json);
  expect(made.scopes).toEqual(scopes);
  return made.key;
}

const send = (key: string, method: string, target: string, body: unknown = {}) =>
  api.send(method, target, { headers: bearer(key), ...(method === 'GET' || method === 'DELETE' ? {} : { body }) });
const pathOf = (template: string) => template.replace(/\{[^}]+\}/g, 'no-such-thing');

describe(verifies('POST /v1/api-keys/', 'GET /v1/api-keys/'), () => {
  it('limits a key to its scopes, and says so when it is used for something else', async () => {
    const reader = await keyWith(['read']);
    expect((await send(reader, 'GET', '/v1/auth/me')).status).toBe(200);
    const refused = await send(reader, 'POST', '/v1/projects', { name: 'x' });
    const error = { code: 'forbidden', message: 'The scopes of this key do not cover it', retryable: false, details: {} };
    expect([refused.status, refused.json]).toEqual([403, { schema_version: 1, error }]);
    const onProject = await send(reader, 'POST', '/scan');
    expect([onProject.status, onProject.json]).toEqual([403, { detail: 'The scopes of this key do not cover it' }]);
  });

  it('gives keys without scopes all rights of their owner', async () => {
    const key = await keyWith([]);
    expect((await send(key, 'POST', '/v1/api-keys', { name: 'another' })).status).toBe(201);
    expect((await send(key, 'GET', '/v1/ops/limits')).status).not.toBe(403);
  });

  it('lets no limited key make, list beyond its scopes or revoke keys', async () => {
    const key = await keyWith(['write', 'admin', 'scan']);
    for (const [method, target] of [
      ['POST', '/v1/api-keys'],
      ['GET', '/v1/api-keys'],
      ['DELETE', '/v1/api-keys/key_x'],
      ['POST', '/v1/auth/logout'],
    ] as const)
      expect([method, target, (await send(key, method, target)).status]).toEqual([method, target, 403]);
  });

  it.each([['everything'], ['own'], ['read '], [''], [7]])('refuses the scope %j, which does not exist', async (scope) => {
    const answer = await api.send('POST', '/v1/api-keys', { headers: bearer(token), body: { name: 'x', scopes: [scope] } });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('scopes')]);
  });

  it('holds at every address: a key covers what its scopes say of the operation, and nothing else', async () => {
    const guarded = bindingsOf(operations).filter(({ operation }) => operation.access !== 'public');
    for (const scopes of [['read'], ['write'], ['scan'], ['admin', 'findings:write']]) {
      const key = await keyWith(scopes);
      for (const { method, template, operation } of guarded.filter((each) => !scopesCover(scopes, each.operation))) {
        const { status } = await send(key, method, pathOf(template));
        expect([scopes, operation.name, status]).toEqual([scopes, operation.name, 403]);
      }
      for (const { method, template, operation } of guarded.filter((each) => each.method === 'GET' && scopesCover(scopes, each.operation))) {
        const { status } = await send(key, method, pathOf(template));
        expect([401, 403].includes(status) ? [operation.name, status] : 'let in').toBe('let in');
      }
    }
  });

  it('holds for agents at /mcp', async () => {
    const key = await keyWith(['read']);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${api.url}/mcp`), { requestInit: { headers: bearer(key) } }));
    const read = await client.callTool({ name: 'rules', arguments: { filename: 'a.js' } });
    const written = await client.callTool({ name: 'apply_fix', arguments: { finding: 'x' } });
    await client.close();
    expect([read.isError ?? false, written.isError]).toEqual([false, true]);
    expect(JSON.stringify(written.content)).toContain('The scopes of this key do not cover it');
  });
});
