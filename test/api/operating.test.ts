import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dispatch } from '../../core/kernel/dispatch.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { localDispatch } from '../../core/platform/jobs/local-dispatch.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

let test: TestAccounts;
let api: TestApi;
let dispatch: Dispatch;
let isDown = false;
beforeAll(async () => {
  test = await openTestAccounts();
  dispatch = localDispatch();
  const blobs = async () => {
    if (isDown) throw new Failure('unavailable', 'secret reason');
  };
  const server = { platformFor: () => ({ ...test.platformFor(undefined), checks: { store: () => test.store.check(), blobs, queue: () => dispatch.check() } }) };
  api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server });
});
afterAll(async () => {
  await api.close();
  await test.close();
});

describe(verifies('GET /v1/healthz', 'GET /v1/readyz'), () => {
  it('answers without a credential, and says what cannot be reached under both of its names', async () => {
    const alive = await api.send('GET', '/v1/healthz');
    expect([alive.status, alive.json]).toEqual([200, { status: 'ok' }]);
    const ready = await api.send('GET', '/v1/readyz');
    expect([ready.status, ready.json]).toEqual([200, { status: 'ok', checks: { store: 'ok', postgres: 'ok', blobs: 'ok', s3: 'ok', queue: 'ok', sqs: 'ok' } }]);
    isDown = true;
    const down = await api.send('GET', '/v1/readyz');
    const checks = { store: 'ok', postgres: 'ok', blobs: 'unavailable', s3: 'unavailable', queue: 'ok', sqs: 'ok' };
    const error = { code: 'unavailable', message: 'Not ready: blobs', retryable: true, details: { checks } };
    expect([down.status, down.json]).toEqual([503, { schema_version: 1, error }]);
    isDown = false;
    expect((await api.send('GET', '/v1/healthz')).status).toBe(200);
    await dispatch.close();
    const stopped = await api.send('GET', '/v1/readyz');
    expect([stopped.status, stopped.json]).toMatchObject([
      503,
      { error: { message: 'Not ready: queue', details: { checks: { store: 'ok', sqs: 'unavailable' } } } },
    ]);
  });
});

describe('GET /metrics', () => {
  it('counts answers by operation for programs on this machine, with no path, address or credential', async () => {
    await api.send('GET', '/v1/auth/me', { headers: { authorization: 'Bearer sk_secret' } });
    await api.send('GET', '/no/such/path');
    const { status, text, headers } = await api.send('GET', '/metrics');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toContain('sentrik_http_requests_total{operation="auth.me",method="GET",status="401"} 1');
    expect(text).toContain('sentrik_http_requests_total{operation="other",method="GET",status="404"} 1');
    expect(text).toContain('sentrik_http_request_seconds_bucket{le="0.1",operation="auth.me"}');
    for (const secret of ['sk_secret', '/no/such/path', '127.0.0.1']) expect(text).not.toContain(secret);
  });

  it('asks those that come through a proxy for a credential', async () => {
    const through = { 'x-forwarded-for': '203.0.113.1' };
    expect((await api.send('GET', '/metrics', { headers: through })).status).toBe(401);
    expect((await api.send('GET', '/metrics', { headers: { ...through, 'x-api-key': 'k' } })).status).toBe(200);
  });
});
