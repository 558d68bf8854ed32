import { once } from 'node:events';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readBody } from '../../api/body.ts';
import { errorRenderer } from '../../api/errors.ts';
import { health } from '../../core/health.ops.ts';
import { silentLog } from '../../core/platform/log.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { markerRule } from '../support/project.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

async function refusal(target: string, body: unknown, headers = {}): Promise<readonly [number, unknown]> {
  const { status, json } = await api.send('POST', target, { body, headers });
  return [status, json];
}

describe('a request body', () => {
  it('that is cut off, or is no JSON, is refused without being quoted', async () => {
    expect(await refusal('/api/config', '{"output_dir": "out"')).toEqual([400, { detail: 'The body is not valid JSON: it ends too early' }]);
    expect(await refusal('/api/config', '{"output_dir": "o')).toEqual([400, { detail: 'The body is not valid JSON: it ends too early' }]);
    expect(await refusal('/api/config', '{"pass": hunter2}')).toEqual([
      400,
      { detail: expect.stringMatching(/^The body is not valid JSON(: see position 9)?$/) as string },
    ]);
    expect(await refusal('/api/config', '{} {}')).toEqual([400, { detail: 'The body is not valid JSON: see position 3' }]);
  });

  it('of another kind than an object is refused', async () => {
    for (const body of ['[1]', '5', '"a"', 'true', 'null'])
      expect(await refusal('/api/config', body)).toEqual([400, { detail: 'The body must be a JSON object' }]);
  });

  it('with no JSON type is refused, so that a plain form of another site cannot send one', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream']) {
      expect(await refusal('/api/config', '{"output_dir":"x"}', { 'content-type': type })).toEqual([
        415,
        { detail: 'Send the body with Content-Type: application/json' },
      ]);
    }
    expect((await refusal('/api/config', '{"output_dir":"out"}', { 'content-type': 'application/json; charset=utf-8' }))[0]).toBe(200);
  });

  it('may be absent where every field is optional', async () => {
    expect((await api.send('POST', '/gate')).status).toBe(200);
    expect((await api.send('POST', '/gate', { headers: { 'content-length': 0 } })).status).toBe(200);
  });

  it('is limited to 1 MB, and to 32 MB where code or packs are taken', async () => {
    const big = { text: 'x'.repeat(1_100_000) };
    expect(await refusal('/api/config', big)).toEqual([413, { detail: 'The request body is larger than 1 MB' }]);
    expect(await refusal('/api/sdk/check', { code: 'x'.repeat(1_100_000), filename: 'a.txt' })).toEqual([200, expect.anything()]);
    expect(await refusal('/scan', { text: 'x'.repeat(33_000_000) })).toEqual([413, { detail: 'The request body is larger than 32 MB' }]);
  });

  it('may not grow past the limit when it is unpacked', async () => {
    const bomb = gzipSync(Buffer.from(JSON.stringify({ text: 'x'.repeat(3_000_000) })));
    expect(await refusal('/api/config', bomb, { 'content-encoding': 'gzip' })).toEqual([413, { detail: 'The request body is larger than 1 MB' }]);
    expect(await refusal('/api/config', 'not packed', { 'content-encoding': 'gzip' })).toEqual([400, { detail: expect.any(String) }]);
    expect(await refusal('/api/config', '{}', { 'content-encoding': 'zip' })).toEqual([415, { detail: expect.any(String) }]);
  });

  it('nested very deeply is refused and does not end the server', async () => {
    const deep = `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
    expect(await refusal('/api/config', deep)).toEqual([400, { detail: 'The JSON body is nested more than 100 levels deep' }]);
    expect((await api.send('GET', '/health')).status).toBe(200);
  });

  it('cannot reach into objects the server shares', async () => {
    const answer = await api.send('POST', '/api/config', { body: '{"__proto__": {"polluted": true}, "constructor": {"x": 1}}' });
    expect([answer.status, answer.json]).toEqual([400, { detail: 'The JSON body may not have a __proto__ key' }]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('shorter than announced is answered 400 or closed, never kept waiting', async () => {
    const answer = await sendTorn('POST /api/config HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"a"');
    expect(answer === '' || answer.startsWith('HTTP/1.1 400')).toBe(true);
    expect((await api.send('GET', '/health')).status).toBe(200);
  });

  it('that does not end is answered after a while, and its connection closed', async () => {
    const app = new Koa().use(errorRenderer(silentLog)).use(readBody({ ...health, effect: 'write' }, 50));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const socket = net.connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"a"');
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    server.close();
    expect(answer).toMatch(/^HTTP\/1.1 400 .*\r\nConnection: close\r\n.*The request body did not come within 0.05 s/s);
  });

  it('may be a pack as YAML where a pack is imported', async () => {
    const answer = await api.send('POST', '/api/packs/import', { body: markerRule, headers: { 'content-type': 'application/yaml' } });
    expect([answer.status, answer.json]).toEqual([200, expect.objectContaining({ id: 'test-markers', source: 'custom', rules: 1 })]);
    const exported = await api.send('GET', '/api/packs/test-markers/export');
    expect([exported.headers['content-type'], exported.headers['content-disposition'], exported.text]).toEqual([
      'application/yaml',
      'attachment; filename="test-markers.yaml"',
      markerRule,
    ]);
    expect((await api.send('DELETE', '/api/packs/test-markers')).json).toEqual({ deleted: 'test-markers' });
  });
});

describe('a request line or header', () => {
  it('that is no HTTP gets a bare 400', async () => {
    expect(await sendTorn('NOT HTTP\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(await sendTorn(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  it('with malformed escapes is answered, not crashed on', async () => {
    for (const target of ['/%', '/%ff', '/api/packs/%E0%A4%A/export', '/dashboard/%00', '/docs/%2e%2e', '/rules?pack=%zz', '//', '/?']) {
      const answer = await api.send('GET', target);
      expect({ target, isHandled: answer.status < 500 }).toEqual({ target, isHandled: true });
    }
  });
});

/** Sends bytes, ends the connection and returns what came back. */
function sendTorn(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = net.connect(api.port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
