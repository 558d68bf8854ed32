import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRepository } from '../support/git.ts';
import { freePort } from '../support/port.ts';

const root = path.resolve(import.meta.dirname, '../..');
const block = /^```sh\n([\s\S]*?)^```$/gm;
const page = fs.readFileSync(path.join(root, 'docs/git-push.md'), 'utf8');
const [start = '', ...steps] = [...page.matchAll(block)].map(([, text = '']) => text);

let folder: string;
let port: number;
let server: ChildProcess;
let password: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-git-push-'));
  fs.cpSync(path.join(root, 'examples/shop'), path.join(folder, 'shop'), { recursive: true });
  makeRepository(path.join(folder, 'shop'), {});
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.writeFileSync(path.join(folder, 'bin/sentrik'), `#!/bin/sh\nexec node ${path.join(root, 'dist/cli.js')} "$@"\n`, { mode: 0o755 });
  port = await freePort();
  server = spawn('/bin/sh', ['-c', `exec ${here(start)}`], { cwd: folder, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
  password = await firstPassword(server);
});
afterAll(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  fs.rmSync(folder, { recursive: true, force: true });
});

it('leads from a push to findings with git and curl alone, block by block', async () => {
  expect(steps.length).toBeGreaterThan(6);
  const marked = steps.map((text, index) => `echo '== ${index}'\n${here(text)}`).join('\n');
  const { code, out, said } = await shell(`set -eu\n${marked}`, path.join(folder, 'shop'));
  expect([code, said]).toEqual([0, '']);
  const [, signedIn = '', , , tree = '', events = '', findings = '', decided = '', again] = ['', ...out.split(/^== \d+\n/m).slice(1)];
  expect(signedIn).toBe('');
  expect(tree).toContain('"path":"');
  expect(events).toMatch(/event: scan_completed\nevent: end\n$/);
  expect(findings).toMatch(/^ +\d+ "title":"/m);
  expect(decided).toBe('"status":"dismissed"\n');
  expect(again).toBe('');
  const sarif: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'shop/findings.sarif'), 'utf8'));
  expect(sarif).toMatchObject({ version: '2.1.0' });
});

/** A text of the page for the server of this test. */
function here(text: string): string {
  return text.replaceAll('8000', String(port)).replace('the password that was printed', password).trim();
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...{ PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
    SENTRIK_DATA: path.join(folder, 'data'),
  };
}

function firstPassword(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /with the password (\S+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    program.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
}

function shell(script: string, cwd: string): Promise<{ readonly code: number; readonly out: string; readonly said: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', script], { cwd, env: environment(), timeout: 100_000 }, (_error, out, said) => {
      resolve({ code: child.exitCode ?? -1, out, said });
    });
  });
}
