import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../api/app.ts';
import { listen } from '../../api/listener.ts';
import type { ServerPlatform } from '../../api/server-platform.ts';
import { plannedShutdown } from '../../api/shutdown.ts';
import { boot } from '../../core/boot.ts';
import { alive, ready } from '../../core/health.ops.ts';
import { type AnyOperation, defineOperation } from '../../core/kernel/operation.ts';
import { silentLog } from '../../core/platform/log.ts';
import { openTestAccounts } from '../support/accounts.ts';
import { sendTo } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';
import { makeProject } from '../support/project.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');

const starting = { id: 'test', via: 'local', access: 'public' } as const;

/** A promise that the test fulfils. */
function moment(): { readonly reached: Promise<void>; readonly reach: () => void } {
  const aborted = new AbortController();
  const reached = new Promise<void>((resolve) => aborted.signal.addEventListener('abort', () => resolve()));
  return { reached, reach: () => aborted.abort() };
}

/** A server that the test tells to end, step by step. */
async function startServer(operations: readonly AnyOperation[], server?: ServerPlatform) {
  const project = makeProject();
  const product = boot({ root: project.root, assets, environment: {} });
  const shutdown = plannedShutdown();
  const served = { product, operations, assets: product.contextFor({ actor: starting }).assets, policy: { kind: 'open' } as const, log: silentLog };
  const answer = createApp({ ...served, generalLimit: undefined, mounts: [], shutdown, server }).callback();
  const listener = await listen((request, response) => void answer(request, response), { host: '127.0.0.1', port: 0, flag: '--port' });
  const close = async () => {
    await shutdown.begin(0);
    await listener.close();
    await product.close();
    project.remove();
  };
  return { port: listener.address.port, drain: () => void shutdown.begin(0), close };
}

describe(`a server that was told to end, ${verifies('GET /v1/readyz')}`, () => {
  it('says at once that it is not ready, answers on without keeping connections, and takes nothing when it has closed', async () => {
    const test = await openTestAccounts();
    const { port, drain, close } = await startServer([ready, alive], test);
    expect((await sendTo(port, 'GET', '/v1/readyz')).status).toBe(200);
    drain();
    const draining = await sendTo(port, 'GET', '/v1/readyz');
    const error = { code: 'unavailable', message: 'Not ready: draining', retryable: true, details: { draining: true } };
    expect([draining.status, draining.json]).toEqual([503, { schema_version: 1, error }]);
    const still = await sendTo(port, 'GET', '/v1/healthz', { headers: { connection: 'keep-alive' } });
    expect([still.status, still.headers.connection]).toEqual([200, 'close']);
    await close();
    await expect(sendTo(port, 'GET', '/v1/healthz')).rejects.toThrow('ECONNREFUSED');
    await test.close();
  });
});

describe('what is under way when a server ends', () => {
  /** A stream that never ends by itself, and an answer that takes as long as the test wants. */
  async function startWaiting() {
    const shared = { input: z.object({}), access: 'public', effect: 'read', limit: 'none' } as const;
    const [finish, begun] = [moment(), moment()];
    const slow = defineOperation({
      ...shared,
      ...{ name: 'slow', summary: 'Slow', output: z.object({ done: z.boolean() }), http: { vega: 'GET /v1/slow' } },
      async run() {
        begun.reach();
        await finish.reached;
        return { done: true };
      },
    });
    const events = defineOperation({
      ...shared,
      ...{ name: 'events', summary: 'Events', output: z.array(z.string()), http: { vega: 'GET /v1/events' } },
      run: () => [],
      async *follow({ signal }) {
        yield { id: '1', event: 'first', data: {} };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    return { ...(await startServer([slow, events])), finish: finish.reach, begun: begun.reached };
  }

  it('is answered: a stream ends without its last event, so that its client comes back, and a request gets its result', async () => {
    const server = await startWaiting();
    const first = moment();
    const text = new Promise<string>((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port: server.port, path: '/v1/events', headers: { accept: 'text/event-stream' } }, (response) => {
          let all = '';
          response.on('data', (chunk: Buffer) => {
            all += chunk.toString();
            first.reach();
          });
          response.on('end', () => resolve(all));
          response.on('error', reject);
        })
        .on('error', reject);
    });
    const slow = sendTo(server.port, 'GET', '/v1/slow');
    await Promise.all([first.reached, server.begun]);
    const closed = server.close();
    expect(await text).toBe('id: 1\nevent: first\ndata: {}\n\n');
    server.finish();
    expect(await slow).toMatchObject({ status: 200, json: { done: true } });
    await closed;
  });
});
