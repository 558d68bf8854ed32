import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { program, project, sentrik } from './sentrik.ts';

const pair = z.object({ access_token: z.string() });

/** A server of a project, started and told to end. */
async function withServer<T>(
  cwd: string,
  act: (url: string) => Promise<T>,
): Promise<{ readonly result: T; readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [program, 'server', '--port', '0', '--sentri-port', '0'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const line = JSON.stringify(await Promise.race([readline.createInterface(child.stdout)[Symbol.asyncIterator]().next(), ended]));
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`The server did not start: ${stderr}`);
  const result = await act(url);
  child.kill('SIGTERM');
  return { result, code: await ended, stderr };
}

const signIn = (url: string, email: string, password: string) =>
  fetch(`${url}/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });

describe('server and users', () => {
  it('make an administrator at the first start, whose password is shown once and stored nowhere, and further users from the command line', async () => {
    const cwd = project();
    const first = await withServer(cwd, async (url) => (await fetch(`${url}/v1/readyz`)).json());
    expect(first.result).toMatchObject({ status: 'ok', checks: { store: 'ok', postgres: 'ok', blobs: 'ok', s3: 'ok', queue: 'ok', sqs: 'ok' } });
    const [, email = '', password = ''] = /Sign in as (\S+) with the password (\S+)/.exec(first.stderr) ?? [];
    expect([email, first.code]).toEqual(['admin@sentrik.local', 0]);
    const data = path.join(cwd, '.sentrik/local/server');
    for (const name of fs.readdirSync(data)) {
      const file = path.join(data, name);
      if (fs.statSync(file).isFile()) expect(fs.readFileSync(file).includes(password)).toBe(false);
    }
    const added = await sentrik(['users', 'add', 'Ada@Example.org', '--role', 'viewer', '--format', 'json'], { cwd });
    const ada = z.object({ email: z.string(), password: z.string() }).parse(JSON.parse(added.stdout));
    expect(ada.email).toBe('ada@example.org');
    const second = await withServer(cwd, async (url) => {
      const answers = [await signIn(url, email, password), await signIn(url, ada.email, ada.password)];
      pair.parse(await answers[0]?.json());
      return answers.map(({ status }) => status);
    });
    expect([second.result, second.stderr.includes('password')]).toEqual([[200, 200], false]);
    const list = await sentrik(['users', 'list'], { cwd });
    expect(list.stdout).toMatch(/^ada@example\.org +viewer +\d{4}-\d\d-\d\d\nadmin@sentrik\.local +admin /);
    const last = await sentrik(['users', 'disable', email], { cwd });
    expect([last.code, last.stderr]).toEqual([2, expect.stringContaining('needs an administrator')]);
    const weak = await sentrik(['users', 'reset-password', ada.email, '--password-stdin'], { cwd, input: 'password1234\n' });
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining('too common')]);
    expect(weak.stderr).not.toContain('password1234');
    const done = await sentrik(['users', 'disable', ada.email], { cwd });
    expect(done.stdout).toBe('ada@example.org is disabled\n');
  }, 240_000);
});
