import { fc } from '../support/property.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configuredLimit, SlidingWindow } from '../../api/limits.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';

const limit = { max: 3, windowMs: 2000, by: 'ip' } as const;

/** What koa-ratelimit makes of an allowance. */
function isAllowed(window: SlidingWindow, key: string): boolean {
  return window.get(key).remaining - 1 > 0;
}

describe('the sliding window', () => {
  it('allows exactly the limit in any stretch of its length, and no fewer', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (gaps) => {
        let now = 0;
        const window = new SlidingWindow(limit, () => now);
        const passed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const recent = passed.filter((time) => time > now - limit.windowMs).length;
          expect(isAllowed(window, 'a')).toBe(recent < limit.max);
          if (recent < limit.max) passed.push(now);
        }
      }),
    );
  });

  it('counts callers apart and says in whole seconds when the next request may come', () => {
    let now = 10_100;
    const window = new SlidingWindow(limit, () => now);
    for (let count = 0; count < 3; count += 1) expect(isAllowed(window, 'a')).toBe(true);
    expect(window.get('a')).toEqual({ remaining: 1, reset: 13, total: 3 });
    expect(isAllowed(window, 'b')).toBe(true);
    now = 12_100;
    expect(isAllowed(window, 'a')).toBe(true);
  });

  it('does not let refused requests push the end of the wait further away', () => {
    let now = 0;
    const window = new SlidingWindow(limit, () => now);
    for (let count = 0; count < 50; count += 1) {
      window.get('a');
      now += 30;
    }
    now = 2001;
    expect(isAllowed(window, 'a')).toBe(true);
  });

  it('forgets callers that went quiet, and the longest quiet ones when there are very many', () => {
    let now = 0;
    const window = new SlidingWindow(limit, () => now);
    for (let caller = 0; caller < 60_000; caller += 1) window.get(`caller-${caller}`);
    expect(window.callers()).toBeLessThanOrEqual(50_000);
    now = 5000;
    window.get('late');
    expect(window.callers()).toBe(1);
  });
});

describe('the limit from the environment', () => {
  it('can be changed, switched off, and names the variable when it is wrong', () => {
    expect(configuredLimit(limit, {})).toBe(limit);
    expect(configuredLimit(limit, { GUARD_RATE_LIMIT_RPM: '7' })).toEqual({ ...limit, max: 7 });
    for (const off of ['false', 'FALSE', '0', 'no']) expect(configuredLimit(limit, { GUARD_RATE_LIMIT_ENABLED: off })).toBeUndefined();
    for (const wrong of ['0', '-1', '1.5', 'many']) expect(() => configuredLimit(limit, { GUARD_RATE_LIMIT_RPM: wrong })).toThrow('GUARD_RATE_LIMIT_RPM');
  });
});

describe('a server with a limit of 4 requests a minute', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ environment: { GUARD_RATE_LIMIT_RPM: '4' } });
  });
  afterAll(() => api.close());

  it('counts /api operations together, tells what is left, and answers 429 with the time to wait', async () => {
    const targets = ['/api/config', '/api/packs', '/api/config/validate', '/api/suppressions'];
    const left: unknown[] = [];
    for (const target of targets) {
      const { status, headers } = await api.send('GET', target);
      left.push([status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]);
    }
    expect(left).toEqual([
      [200, '4', '3'],
      [200, '4', '2'],
      [200, '4', '1'],
      [200, '4', '0'],
    ]);
    const refused = await api.send('GET', '/api/config', { headers: { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' } });
    const wait = Number(refused.headers['retry-after']);
    expect(refused.status).toBe(429);
    expect(refused.json).toEqual({ detail: `Rate limit exceeded, retry in ${wait} s` });
    expect(Number.isInteger(wait) && wait >= 1 && wait <= 60).toBe(true);
    expect(Number.isInteger(Number(refused.headers['x-ratelimit-reset']))).toBe(true);
  });

  it('leaves health, scans, rules, documentation and the dashboard alone', async () => {
    for (const [method, target] of [
      ['GET', '/health'],
      ['GET', '/rules'],
      ['POST', '/scan'],
      ['GET', '/docs'],
      ['GET', '/api'],
      ['GET', '/dashboard'],
    ] as const) {
      const { status, headers } = await api.send(method, target);
      expect([target, status === 429, headers['x-ratelimit-limit']]).toEqual([target, false, undefined]);
    }
  });
});
