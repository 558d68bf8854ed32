import http from 'node:http';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startApi } from '../../api/main.ts';
import { startTestApi } from '../support/api-server.ts';
import { makeProject } from '../support/project.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');

describe('the listener', () => {
  it('names the port that is taken', async () => {
    const api = await startTestApi();
    const project = makeProject();
    const again = startApi({ root: project.root, assets, environment: {}, host: '127.0.0.1', port: api.port });
    await expect(again).rejects.toMatchObject({
      code: 'unavailable',
      message: `Port ${api.port} on 127.0.0.1 is already in use; choose another one with --port`,
    });
    await api.close();
    project.remove();
  });

  it('names a host that is not this machine', async () => {
    const project = makeProject();
    const start = startApi({ root: project.root, assets, environment: { GUARD_API_KEY: 'k' }, host: '203.0.113.7', port: 0 });
    await expect(start).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('203.0.113.7') as string });
    project.remove();
  });

  it('refuses a wrong limit before it listens', async () => {
    const project = makeProject();
    const start = startApi({ root: project.root, assets, environment: { GUARD_RATE_LIMIT_RPM: 'x' }, host: '127.0.0.1', port: 0 });
    await expect(start).rejects.toThrow('GUARD_RATE_LIMIT_RPM');
    project.remove();
  });

  it('needs the generated key when other machines can reach it, and prints it once on standard error', async () => {
    const project = makeProject();
    const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const api = await startApi({ root: project.root, assets, environment: {}, host: '0.0.0.0', port: 0 });
    const printed = print.mock.calls.map(([text]) => String(text)).join('');
    print.mockRestore();
    expect(printed.split(api.apiKey ?? '?')).toHaveLength(2);
    const url = `http://127.0.0.1:${new URL(api.url).port}/api/config`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { 'X-API-Key': api.apiKey ?? '' } })).status).toBe(200);
    await api.close();
    project.remove();
  });

  it('closes at once when nothing is under way, although connections are kept alive', async () => {
    const api = await startTestApi();
    const agent = new http.Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      http.get({ host: '127.0.0.1', port: api.port, path: '/health', agent }, (response) => response.resume().on('end', resolve));
    });
    const begun = performance.now();
    await api.close();
    // Waiting for the client to let go takes five seconds.
    expect(performance.now() - begun).toBeLessThan(4500);
    agent.destroy();
    await expect(fetch(`http://127.0.0.1:${api.port}/health`)).rejects.toThrow('fetch failed');
  });
});
