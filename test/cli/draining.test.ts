import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { program, project } from './sentrik.ts';

const refusal = z.object({ error: z.object({ message: z.string() }) });

describe('sentrik server, at SIGTERM', () => {
  it('says that it drains, answers on for the time it was given, and ends by itself', async () => {
    const environment = { ...process.env, SENTRIK_DRAIN_SECONDS: '10' };
    const child = spawn(process.execPath, [program, 'server', '--port', '0', '--no-sentri-port'], {
      cwd: project(),
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [line = ''] = await Promise.race([readline.createInterface(child.stdout)[Symbol.asyncIterator]().next(), ended]).then((first) => [
      JSON.stringify(first),
    ]);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    expect((await fetch(`${url}/v1/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    let answer = await fetch(`${url}/v1/readyz`);
    while (answer.status === 200) answer = await fetch(`${url}/v1/readyz`);
    expect([answer.status, refusal.parse(await answer.json()).error.message]).toEqual([503, 'Not ready: draining']);
    expect((await fetch(`${url}/v1/healthz`)).status).toBe(200);
    expect(await ended).toBe(0);
    await expect(fetch(`${url}/v1/healthz`)).rejects.toThrow('fetch failed');
  });
});
