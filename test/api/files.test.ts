import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';
import { makeProject, type TestProject } from '../support/project.ts';

let api: TestApi;
let outside: TestProject;
beforeAll(async () => {
  outside = makeProject({ 'secret.txt': 'secret\n' });
  api = await startTestApi({ files: { 'src/a.js': 'one\ntwo\nthree\n' } });
  fs.symlinkSync(outside.root, path.join(api.project.root, 'way-out'));
  fs.symlinkSync(path.join(outside.root, 'secret.txt'), path.join(api.project.root, 'link.txt'));
  fs.symlinkSync('src/a.js', path.join(api.project.root, 'inner.js'));
});
afterAll(async () => {
  await api.close();
  outside.remove();
});

async function applyTo(file: string, change: Readonly<Record<string, unknown>> = {}) {
  return api.send('POST', '/api/apply-fix', { body: { file_path: file, fixed_code: 'changed', start_line: 1, end_line: 1, ...change } });
}

describe(verifies('POST /api/apply-fix'), () => {
  it('never leaves the project, and says nothing about what is out there', async () => {
    const ways = [
      '../secret.txt',
      'src/../../secret.txt',
      '/etc/passwd',
      path.join(outside.root, 'secret.txt'),
      'file:///etc/passwd',
      'way-out/secret.txt',
      'link.txt',
      'C:\\secret.txt',
      '\\\\host\\share\\x',
    ];
    for (const way of ways) {
      const { status, text } = await applyTo(way);
      expect({ way, isRefused: status === 400 || status === 404 }).toEqual({ way, isRefused: true });
      expect(text).not.toContain(outside.root);
      expect(text).not.toContain('secret\\n');
    }
    expect(outside.read('secret.txt')).toBe('secret\n');
    expect((await applyTo('a\0b')).status).toBe(400);
  });

  it('tells a missing file, a folder and a place past the end apart', async () => {
    expect((await applyTo('src/none.js')).json).toEqual({ detail: 'The file does not exist' });
    expect((await applyTo('src')).json).toEqual({ detail: 'The path is a folder, not a file' });
    expect([(await applyTo('src/a.js', { start_line: 99, end_line: 99 })).status, (await applyTo('src/a.js', { start_line: 3, end_line: 2 })).status]).toEqual([
      422, 422,
    ]);
    expect(api.project.read('src/a.js')).toBe('one\ntwo\nthree\n');
  });

  it('replaces whole lines, also through a link inside the project, and warns when they are not the expected ones', async () => {
    const answer = await applyTo('inner.js', { start_line: 2, end_line: 2, fixed_code: 'zwei\n', original_code: 'deux' });
    expect(answer.json).toMatchObject({ status: 'applied', warnings: ['The lines differ from original_code; the fix was applied to the lines as they are'] });
    expect(api.project.read('src/a.js')).toBe('one\nzwei\nthree\n');
    expect(fs.lstatSync(path.join(api.project.root, 'inner.js')).isSymbolicLink()).toBe(true);
  });
});

describe('paths of other operations', () => {
  it('stay inside the project', async () => {
    const asked = [
      ['POST', '/scan', { repo_path: '..' }],
      ['POST', '/scan', { repo_path: '/etc' }],
      ['POST', '/scan', { files: { '../../x.js': 'a' } }],
      ['POST', '/scan', { rules: ['/etc/passwd'] }],
      ['POST', '/api/sdk/check', { path: '../secret.txt' }],
      ['POST', '/api/sdk/check', { path: 'link.txt' }],
      ['POST', '/api/sdk/check', { code: 'x', filename: '../../x.js' }],
      ['GET', '/api/sdk/rules?filename=..%2f..%2fx.js', undefined],
      ['GET', '/api/sdk/context?filename=/etc/passwd', undefined],
    ] as const;
    for (const [method, target, body] of asked) {
      const { status, text } = await api.send(method, target, body === undefined ? {} : { body });
      expect({ target, body, isRefused: [400, 404, 422].includes(status) }).toEqual({ target, body, isRefused: true });
      expect(text).not.toContain(outside.root);
    }
  });

  it('do not escape the folders of the pages', async () => {
    const ways = [
      '/docs/..%2f..%2fmetafile.json',
      '/docs/../packs.json',
      '/dashboard/../packs.json',
      '/dashboard/..%2fpacks.json',
      '/dashboard/%2e%2e/packs.json',
      '/docs/.hidden.js',
      '/dashboard/....//packs.json',
      '/dashboard/%5c..%5cpacks.json',
    ];
    for (const way of ways) {
      const { status, json } = await api.send('GET', way);
      expect({ way, status, json }).toEqual({ way, status: 404, json: { detail: 'Not found' } });
    }
  });
});

describe('an answer about a failure', () => {
  it('never tells the path of the project, the version of a library or a stack', async () => {
    const asked = [
      await api.send('POST', '/api/sdk/check', { body: { path: 'nowhere.js' } }),
      await api.send('POST', '/scan', { body: { repo_path: 'nowhere' } }),
      await api.send('GET', '/api/findings/none'),
      await api.send('GET', '/nowhere'),
    ];
    for (const { text, headers } of asked) {
      expect(text).not.toMatch(/\/tmp\/|node_modules|at \w+ \(|\d+\.\d+\.\d+/);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.server).toBeUndefined();
    }
  });
});
