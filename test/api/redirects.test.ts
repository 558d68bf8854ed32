import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningApi, startApi } from '../../api/main.ts';
import { SlidingWindow } from '../../api/limits.ts';
import { surfaces } from '../../api/surfaces.ts';
import rows from '../contract/endpoints.json' with { type: 'json' };
import { type TestAnswer, sendTo } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';
import { makeProject, type TestProject } from '../support/project.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const closers: (() => Promise<void>)[] = [];

/** A server on two free ports. */
async function startBoth(
  environment: Readonly<Record<string, string>> = { GUARD_RATE_LIMIT_ENABLED: 'false' },
): Promise<RunningApi & { readonly sentriUrl: string }> {
  const project: TestProject = makeProject();
  const api = await startApi({ root: project.root, assets, environment, host: '127.0.0.1', port: 0, sentri: { port: 0, isRequired: true } });
  closers.push(async () => {
    await api.close();
    project.remove();
  });
  if (api.sentriUrl === undefined) throw new Error('There is no second port');
  return { ...api, sentriUrl: api.sentriUrl };
}

const portOf = (url: string) => Number(new URL(url).port);

let [main, sentri] = [0, 0];
const onMain = (method: string, target: string, body?: unknown): Promise<TestAnswer> => sendTo(main, method, target, body === undefined ? {} : { body });
const onSentri = (method: string, target: string, body?: unknown): Promise<TestAnswer> => sendTo(sentri, method, target, body === undefined ? {} : { body });

beforeAll(async () => {
  const api = await startBoth();
  [main, sentri] = [portOf(api.url), portOf(api.sentriUrl)];
});
afterAll(async () => {
  for (const close of closers) await close();
});

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe(verifies('ANY /api/*'), () => {
  it.each(methods)('sends %s to /api/v1 on both ports, with the query as it came', async (method) => {
    for (const send of [onMain, onSentri]) {
      const { status, headers, text } = await send(method, '/api/tests/TC-1/run?page=2&q=a%2Fb%20c', method === 'POST' ? { name: 'x' } : undefined);
      expect([status, headers.location, text]).toEqual([308, '/api/v1/tests/TC-1/run?page=2&q=a%2Fb%20c', '']);
    }
  });

  it('makes clients repeat method and body at the new address', async () => {
    const answer = await fetch(`http://127.0.0.1:${main}/api/projects`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect([answer.redirected, new URL(answer.url).pathname, await answer.json()]).toEqual([true, '/api/v1/projects', { error: 'Not found' }]);
  });

  it('takes the whole of /api on the second port, and leaves what is published elsewhere alone on the main one', async () => {
    const owned = rows.filter(({ system, path: template }) => ['sentrik', 'sentinel'].includes(system) && template.startsWith('/api/'));
    expect(owned.length).toBeGreaterThan(70);
    for (const { method, path: template } of owned) {
      const target = template.replace(/\{[^}]+\}/g, 'x');
      const [here, there] = [await onMain(method, target), await onSentri(method, target)];
      expect([target, here.status === 308, there.status, there.headers.location]).toEqual([target, false, 308, target.replace('/api/', '/api/v1/')]);
    }
  });

  it('does not touch /api/v1, its documentation, or anything outside of /api', async () => {
    for (const target of [
      '/api/v1/projects',
      '/api/v1',
      '/api/v1/',
      '/api',
      '/v1/projects',
      '/security/logs/a',
      '/health',
      '/openapi.json',
      '/apiary',
      '/api/',
    ]) {
      const answers = [await onMain('GET', target), await onSentri('GET', target)];
      expect([target, ...answers.map(({ status }) => status)]).not.toContain(308);
    }
    expect((await onSentri('GET', '/api/v1/projects')).json).toEqual({ error: 'Not found' });
  });

  it('answers 404 and 405 in the style of the owner before it sends anything on', async () => {
    const wrong = await onMain('PUT', '/api/config');
    expect([wrong.status, wrong.headers.allow?.split(', ').sort(), wrong.json]).toEqual([405, ['GET', 'HEAD', 'POST'], { detail: 'Method not allowed' }]);
    expect([(await onMain('GET', '/api/findings/x/y')).status, (await onMain('GET', '/api/posture')).status]).toEqual([404, 404]);
    const missing = await onMain('GET', '/api/evidence/5/raw');
    expect([missing.status, missing.json]).toEqual([404, { status: 'error', message: 'Not found', statusCode: 404 }]);
    // One address of theirs under a first segment that Sentri has too.
    expect([(await onMain('POST', '/api/auth/login')).status, (await onMain('POST', '/api/auth/register')).status]).toEqual([404, 308]);
    expect([(await onMain('GET', '/api/dashboard/stats')).status, (await onMain('GET', '/api/dashboard')).status]).toEqual([404, 308]);
  });

  it('knows paths only in the case they are written in', async () => {
    for (const send of [onMain, onSentri]) {
      const answer = await send('GET', '/API/tests');
      expect([answer.status, answer.json]).toEqual([404, { detail: 'Not found' }]);
      expect((await send('GET', '/api/V1/tests')).headers.location).toBe('/api/v1/V1/tests');
    }
  });

  it('never leads to another host', async () => {
    for (const target of ['/api//evil.example', '/api/\\evil.example', '/api/@evil.example', '/api/http://evil.example/']) {
      const { location = '' } = (await onSentri('GET', target)).headers;
      expect(new URL(location, 'http://127.0.0.1').host).toBe('127.0.0.1');
    }
    const whole = await onSentri('GET', 'http://evil.example/api/tests');
    expect([308, 403]).toContain(whole.status);
    expect(whole.headers.location ?? '/api/v1/tests').toBe('/api/v1/tests');
  });

  it('counts in the general bucket of Sentri, whichever port they came to', async () => {
    const api = await startBoth({});
    const [first, second] = [await sendTo(portOf(api.url), 'GET', '/api/tests'), await sendTo(portOf(api.sentriUrl), 'GET', '/api/findings')];
    const left = [first, second].map(({ headers }) => [headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]);
    expect(left).toEqual([
      ['300', '299'],
      ['300', '298'],
    ]);
    expect((await sendTo(portOf(api.url), 'GET', '/api/findings')).headers['x-ratelimit-limit']).toBe('60');
  });

  it('does not hold back what was sent with a request', async () => {
    const { status } = await sendTo(sentri, 'POST', '/api/tests', { body: Buffer.alloc(5_000_000, 32) });
    expect(status).toBe(308);
  });
});

describe(verifies('GET /api/docs', 'GET /api/v1/openapi.json'), () => {
  it('are the reference of the main address, on both ports', async () => {
    const [page, document] = [await onMain('GET', '/docs'), await onMain('GET', '/openapi.json')];
    expect([page.status, document.status]).toEqual([200, 200]);
    for (const send of [onMain, onSentri]) {
      expect([(await send('GET', '/api/docs')).text === page.text, (await send('GET', '/api/v1/openapi.json')).text === document.text]).toEqual([true, true]);
    }
  });
});

describe('the second port', () => {
  it('has no dashboard, whose own addresses would lead elsewhere', async () => {
    const answer = await onSentri('GET', '/dashboard');
    expect([answer.status, answer.json]).toEqual([404, { detail: 'The dashboard is served on the main port' }]);
  });

  it('refuses pages of other origins and other host names like the main one', async () => {
    expect((await sendTo(sentri, 'GET', '/health', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await sendTo(sentri, 'POST', '/scan', { headers: { origin: 'http://evil.example' }, body: {} })).status).toBe(403);
  });

  it('is done without when it is taken, with a warning, unless it was asked for', async () => {
    const other = http.createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const project = makeProject();
    const options = { root: project.root, assets, environment: {}, host: '127.0.0.1', port: 0 };
    const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const api = await startApi({ ...options, sentri: { port, isRequired: false } });
    const printed = print.mock.calls.map(([text]) => String(text)).join('');
    print.mockRestore();
    expect([api.sentriUrl, printed]).toEqual([
      undefined,
      expect.stringContaining(`Port ${port} on 127.0.0.1 is already in use; choose another one with --sentri-port`),
    ]);
    expect((await sendTo(portOf(api.url), 'GET', '/health')).status).toBe(200);
    await api.close();
    await expect(startApi({ ...options, sentri: { port, isRequired: true } })).rejects.toMatchObject({ code: 'unavailable' });
    project.remove();
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('the buckets of Sentri', () => {
  const minutes = 60_000;
  it.each([
    ['general', 300, 15 * minutes],
    ['auth', 10, 15 * minutes],
    ['recovery', 5, 15 * minutes],
    ['reset', 5, 15 * minutes],
    ['expensive', 20, 60 * minutes],
    ['ai', 30, 60 * minutes],
  ] as const)('%s allows %i requests in any stretch of its time, and the next one when the first has left it', (kind, max, windowMs) => {
    const limit = surfaces.sentri.limits[kind];
    if (limit === undefined) throw new Error('There is no such limit');
    let now = 1000;
    const window = new SlidingWindow(limit, () => now);
    const isAllowed = () => window.get('caller').remaining > 1;
    const allowed = Array.from({ length: max + 3 }, isAllowed).filter(Boolean).length;
    expect([limit.by, allowed]).toEqual(['ip', max]);
    now += windowMs - 1;
    expect([isAllowed(), window.waitMs('caller')]).toEqual([false, 1]);
    now += 1;
    expect(isAllowed()).toBe(true);
  });
});
