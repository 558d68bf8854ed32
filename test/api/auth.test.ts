import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorOf, decideAccess, isLoopback } from '../../api/auth.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';

const detail = { detail: 'Invalid or missing API key' };

describe('who may call', () => {
  it('is open without a key only on loopback hosts', () => {
    for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]']) expect(decideAccess(host, undefined).policy.kind).toBe('open');
    for (const host of ['0.0.0.0', '::', '192.168.1.4', 'example.org', '128.0.0.1', 'localhost.example.org']) {
      expect(isLoopback(host)).toBe(false);
      expect(decideAccess(host, undefined).policy.kind).toBe('key');
    }
  });

  it('makes a new unguessable key for each run when other machines can reach the server', () => {
    const [first, second] = [decideAccess('0.0.0.0', undefined), decideAccess('0.0.0.0', ' ')];
    expect(first.generatedKey).toMatch(/^[\w-]{43}$/);
    expect(first.generatedKey).not.toBe(second.generatedKey);
    expect(actorOf(first.policy, { 'x-api-key': first.generatedKey ?? '' }).access).toBe('admin');
    expect(decideAccess('0.0.0.0', 'mine').generatedKey).toBeUndefined();
  });

  it('compares keys of any length without failing', () => {
    const { policy } = decideAccess('127.0.0.1', 'correct');
    const accessWith = (key: string) => actorOf(policy, { 'x-api-key': key }).access;
    expect(accessWith('correct')).toBe('admin');
    for (const wrong of ['', 'correc', 'correct2', 'CORRECT', 'x'.repeat(100_000), 'é']) expect(accessWith(wrong)).toBe('public');
  });
});

describe('a server with a key', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ environment: { GUARD_API_KEY: 's3cret', GUARD_RATE_LIMIT_ENABLED: 'false' } });
  });
  afterAll(() => api.close());

  it('answers 401 with a challenge when the key is missing or wrong', async () => {
    const missing = await api.send('GET', '/api/config');
    expect([missing.status, missing.json, missing.headers['www-authenticate']]).toEqual([401, detail, 'Bearer realm="sentrik"']);
    const wrongKeys = [{ 'x-api-key': 's3cre' }, { authorization: 'Bearer nope' }, { authorization: 'Basic czNjcmV0' }, { cookie: 'x-api-key=s3cret' }];
    for (const headers of wrongKeys) expect((await api.send('GET', '/api/config', { headers })).status).toBe(401);
    expect((await api.send('GET', '/api/config?api_key=s3cret&token=s3cret')).status).toBe(401);
  });

  it('takes the key as X-API-Key and as a bearer token', async () => {
    for (const headers of [{ 'x-api-key': 's3cret' }, { authorization: 'Bearer s3cret' }, { authorization: 'bearer s3cret' }]) {
      expect((await api.send('GET', '/api/config', { headers })).status).toBe(200);
    }
  });

  it('shows health, documentation and the landing page without a key', async () => {
    for (const target of ['/health', '/docs', '/redoc', '/api', '/openapi.json']) expect((await api.send('GET', target)).status).toBe(200);
  });

  it('refuses before it reads the body', async () => {
    const answer = await api.send('POST', '/scan', { body: '{"not json' });
    expect([answer.status, answer.json]).toEqual([401, detail]);
  });

  it('keeps MCP behind the key', async () => {
    const answer = await api.send('POST', '/mcp', { body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } });
    expect([answer.status, answer.json]).toEqual([401, detail]);
  });

  it('does not mind the host name or origin, because pages do not have the key', async () => {
    const headers = { 'x-api-key': 's3cret', host: 'scanner.example.org', origin: 'https://other.example' };
    expect((await api.send('GET', '/api/config', { headers })).status).toBe(200);
  });
});

describe('an open server', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('answers only to the names of this machine', async () => {
    for (const host of ['localhost', 'localhost:8000', '127.0.0.1:1', '[::1]:8000', 'LOCALHOST']) {
      expect((await api.send('GET', '/api/config', { headers: { host } })).status).toBe(200);
    }
    for (const host of ['evil.example', 'evil.example:8000', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.0.2', 'localhost:8000:1']) {
      for (const target of ['/api/config', '/health', '/dashboard', '/mcp']) {
        const { status } = await api.send('GET', target, { headers: { host } });
        expect({ host, target, status }).toEqual({ host, target, status: 403 });
      }
    }
  });

  it('refuses reads and changes asked for by pages of other origins', async () => {
    const own = `http://127.0.0.1:${api.port}`;
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { origin: `https://127.0.0.1:${api.port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: own, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      for (const [method, target] of [
        ['GET', '/api/config'],
        ['POST', '/api/config'],
        ['POST', '/api/apply-fix'],
        ['GET', '/rules'],
        ['POST', '/mcp'],
      ] as const) {
        const answer = await api.send(method, target, { headers, ...(method === 'POST' ? { body: {} } : {}) });
        expect({ target, headers, status: answer.status, json: answer.json }).toEqual({
          target,
          headers,
          status: 403,
          json: { detail: 'Requests from pages of another origin are refused' },
        });
      }
    }
    expect((await api.send('GET', '/api/config', { headers: { origin: own, 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
    expect((await api.send('GET', '/api/config', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  });

  it('never allows another origin to read an answer', async () => {
    const answer = await api.send('OPTIONS', '/api/apply-fix', { headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
