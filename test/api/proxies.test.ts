import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startApi } from '../../api/main.ts';
import type { TrustedProxies } from '../../core/config/server.ts';
import { memoryLog } from '../../core/platform/log.ts';
import { openTestAccounts } from '../support/accounts.ts';
import { sendTo } from '../support/api-server.ts';
import { makeProject } from '../support/project.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that allows two requests a minute of each address; gives how many are left to the client that a header names. */
async function startCounting(trustedProxies?: TrustedProxies): Promise<(forwardedFor?: string) => Promise<number>> {
  const project = makeProject();
  const environment = { GUARD_RATE_LIMIT_RPM: '9', GUARD_API_KEY: 'k' };
  const api = await startApi({ root: project.root, assets, environment, host: '127.0.0.1', port: 0, trustedProxies });
  closers.push(async () => {
    await api.close();
    project.remove();
  });
  return async (forwardedFor) => {
    const headers = { 'x-api-key': 'k', ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }) };
    return Number((await sendTo(Number(new URL(api.url).port), 'GET', '/api/config', { headers })).headers['x-ratelimit-remaining']);
  };
}

describe('the address of a client', () => {
  it('is that of the connection, whatever it says, while no proxy is trusted', async () => {
    const left = await startCounting();
    expect([await left('203.0.113.1'), await left('203.0.113.2'), await left()]).toEqual([8, 7, 6]);
  });

  it('is the one that a trusted proxy tells, and not what the client told that proxy', async () => {
    const left = await startCounting({ kind: 'hops', count: 1 });
    expect([await left('203.0.113.1'), await left('203.0.113.2'), await left('203.0.113.1')]).toEqual([8, 8, 7]);
    expect([await left('198.51.100.9, 203.0.113.1'), await left('203.0.113.2, 203.0.113.1')]).toEqual([6, 5]);
  });

  it('is found behind as many proxies as there are, with ports and in both families', async () => {
    const left = await startCounting({ kind: 'hops', count: 2 });
    expect([await left('9.9.9.9, 203.0.113.1:4711, 10.0.0.1'), await left('203.0.113.1, 10.0.0.2'), await left('[2001:db8::1]:80, 10.0.0.1')]).toEqual([
      8, 7, 8,
    ]);
    expect([await left('2001:db8::1, 10.0.0.1'), await left('::ffff:203.0.113.1, 10.0.0.1')]).toEqual([7, 6]);
  });

  it('is found by the addresses and networks of the proxies', async () => {
    const left = await startCounting({ kind: 'addresses', addresses: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'] });
    expect([await left('203.0.113.1'), await left('203.0.113.1, 10.1.2.3'), await left('203.0.113.1, fd00::7, 10.1.2.3')]).toEqual([8, 7, 6]);
    // 192.0.2.1 is none of ours, so that it is the client, whatever it says.
    expect([await left('203.0.113.1, 192.0.2.1'), await left('198.51.100.1, 192.0.2.1')]).toEqual([8, 7]);
  });

  it('is not told by a connection that is none of the proxies', async () => {
    const left = await startCounting({ kind: 'addresses', addresses: ['10.0.0.0/8'] });
    expect([await left('203.0.113.1'), await left('203.0.113.2')]).toEqual([8, 7]);
  });

  it.each(['', ',', 'unknown', '_hidden', '203.0.113.1 or so', '999.1.1.1', 'x'.repeat(5000)])('is that of the proxy when it tells %j', async (text) => {
    const left = await startCounting({ kind: 'hops', count: 1 });
    expect([await left(text), await left()]).toEqual([8, 7]);
  });
});

describe('a request through a trusted proxy', () => {
  it('gets cookies for https alone where it came so, and sign-ins count by the client', async () => {
    const test = await openTestAccounts();
    const project = makeProject();
    const environment = { GUARD_RATE_LIMIT_ENABLED: 'false', GUARD_API_KEY: 'k' };
    const log = memoryLog();
    const options = { root: project.root, assets, environment, host: '127.0.0.1', port: 0, server: test, log };
    const [behind, alone] = [await startApi({ ...options, trustedProxies: { kind: 'hops', count: 1 } }), await startApi(options)];
    closers.push(async () => {
      await Promise.all([behind.close(), alone.close()]);
      await test.close();
      project.remove();
    });
    const cookiesOf = async ({ url }: { readonly url: string }) => {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.1' };
      const { email, password } = test.admin;
      const answer = await sendTo(Number(new URL(url).port), 'POST', '/api/session', { headers, body: { email, password } });
      return (answer.headers['set-cookie'] ?? []).map((cookie) => /; secure/i.test(cookie));
    };
    expect([await cookiesOf(behind), await cookiesOf(alone)]).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});
