import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addUser } from '../../core/account/users.ts';
import { tokenPair } from '../../core/account/wire.ts';
import { addWorkspace } from '../../core/account/workspaces.ts';
import { sourceLimits } from '../../core/kernel/sources.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestAnswer, type TestApi } from '../support/api-server.ts';
import { packTarGz, packZip } from '../support/archives.ts';
import { verifies } from '../support/contract.ts';
import { git, makeRepository } from '../support/git.ts';
import { until } from '../support/jobs.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts';

const record = z.record(z.string(), z.unknown());
const limits = { ...sourceLimits, sourceBytes: 200_000 };
let accounts: TestAccounts;
let server: WorkspaceServer;
let api: TestApi;
/** Of administrators of two workspaces. */
let [mine, theirs] = ['', ''];

beforeAll(async () => {
  accounts = await openTestAccounts();
  server = await openWorkspaceServer({ accounts, limits });
  api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server });
  await server.work();
  const other = await addWorkspace(accounts.store, { slug: 'other', name: 'Other', created_at: new Date().toISOString() });
  const { password } = await addUser(accounts.context(), { email: 'bob@example.org', name: 'Bob', role: 'admin' }, other);
  mine = await signIn(accounts.admin.email, accounts.admin.password);
  theirs = await signIn('bob@example.org', password);
});
afterAll(async () => {
  await api.close();
  await server.close();
  await accounts.close();
});

async function signIn(email: string, password: string): Promise<string> {
  return tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json).access_token;
}

function send(method: string, target: string, body?: unknown, token = mine): Promise<TestAnswer> {
  return api.send(method, target, { headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
}

async function json(method: string, target: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await send(method, target, body);
  expect([answer.status, answer.text]).toEqual([method === 'POST' ? 201 : 200, answer.text]);
  return record.parse(answer.json);
}

const codeOf = ({ status, json: body }: TestAnswer) => [
  status,
  z.object({ schema_version: z.literal(1), error: z.object({ code: z.string() }) }).parse(body).error.code,
];

/** Sends a form as programs do, with a file among its fields. */
async function form(
  target: string,
  file: Uint8Array | undefined,
  {
    name = 'app.zip',
    field = 'upload',
    token = mine,
    fields = {},
  }: { name?: string; field?: string; token?: string; fields?: Readonly<Record<string, string>> } = {},
) {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.append(key, value);
  if (file !== undefined) data.append(field, new Blob([new Uint8Array(file)]), name);
  const answer = await fetch(`${api.url}${target}`, { method: 'POST', body: data, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: record.parse(await answer.json()) };
}

async function newProject(): Promise<string> {
  return String((await json('POST', '/v1/projects/', { name: 'Shop', description: 'Sells things' })).id);
}

async function settled(id: string): Promise<Record<string, unknown>> {
  await until(async () => ['ready', 'failed'].includes(String((await json('GET', `/v1/repositories/${id}`)).ingest_status)), 30_000);
  return json('GET', `/v1/repositories/${id}`);
}

async function uploaded(archive: Uint8Array, name = 'app.zip'): Promise<Record<string, unknown>> {
  const { status, body } = await form(`/v1/projects/${await newProject()}/repositories`, archive, { name });
  expect(status).toBe(201);
  return settled(String(body.id));
}

/** Files that wait for nobody any more must be gone. */
const stagedCount = () => fs.readdirSync(server.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{60}/.test(name)).length;

describe(
  verifies('GET /v1/projects/', 'POST /v1/projects/', 'GET /v1/projects/{project_id}', 'PUT /v1/projects/{project_id}', 'DELETE /v1/projects/{project_id}'),
  () => {
    it('works with and without the slash at the end, and is gone after the deletion', async () => {
      const made = await json('POST', '/v1/projects', { name: 'One' });
      expect(made).toMatchObject({ id: expect.stringMatching(/^prj_/) as string, name: 'One', description: '' });
      const listed = z.array(record).parse((await send('GET', '/v1/projects/')).json);
      expect(listed.map(({ id }) => id)).toContain(made.id);
      expect(await json('PUT', `/v1/projects/${String(made.id)}`, { name: 'Two' })).toMatchObject({ name: 'Two' });
      expect(await json('GET', `/v1/projects/${String(made.id)}`)).toMatchObject({ name: 'Two', repository_count: 0, scans: { total: 0 } });
      const gone = await send('DELETE', `/v1/projects/${String(made.id)}`);
      expect([gone.status, gone.text]).toEqual([204, '']);
      expect(codeOf(await send('GET', `/v1/projects/${String(made.id)}`))).toEqual([404, 'not_found']);
    });

    it('refuses a project without a name, strangers, and other workspaces', async () => {
      expect(codeOf(await send('POST', '/v1/projects', { name: ' ' }))).toEqual([422, 'invalid_input']);
      expect(codeOf(await api.send('GET', '/v1/projects'))).toEqual([401, 'unauthenticated']);
      expect(codeOf(await send('GET', `/v1/projects/${await newProject()}`, undefined, theirs))).toEqual([404, 'not_found']);
    });
  },
);

describe(
  verifies(
    'GET /v1/projects/{project_id}/repositories',
    'POST /v1/projects/{project_id}/repositories',
    'GET /v1/repositories/{repo_id}',
    'PUT /v1/repositories/{repo_id}',
    'DELETE /v1/repositories/{repo_id}',
    'GET /v1/repositories/{repo_id}/source-tree',
    'GET /v1/repositories/{repo_id}/source-files/{path*}',
  ),
  () => {
    it('takes an archive as a file of a form, and shows its files', async () => {
      const made = await uploaded(
        packTarGz([
          { name: 'src/grüße/日本.html', content: '<script>' },
          { name: 'logo.bin', content: Buffer.from([0, 1]) },
        ]),
        'läden.tar.gz',
      );
      expect(made).toMatchObject({ name: 'läden', source_type: 'zip_upload', ingest_status: 'ready' });
      const base = `/v1/repositories/${String(made.id)}`;
      expect(await json('GET', `${base}/source-tree`)).toMatchObject({ total_files: 2, files: [{ path: 'logo.bin' }, { path: 'src/grüße/日本.html' }] });
      const page = await send('GET', `${base}/source-files/src/${encodeURIComponent('grüße')}/${encodeURIComponent('日本.html')}`);
      expect([page.status, page.text, page.headers['content-type'], page.headers['x-content-type-options']]).toEqual([
        200,
        '<script>',
        'text/plain; charset=utf-8',
        'nosniff',
      ]);
      expect((await send('GET', `${base}/source-files/logo.bin`)).headers['content-type']).toBe('application/octet-stream');
      for (const name of ['..%2f..%2fetc%2fpasswd', 'src/..%2f..%2f..%2fx', '%2fetc%2fpasswd', 'src%5c..%5cx', '..%5cx']) {
        expect(codeOf(await send('GET', `${base}/source-files/${name}`)), name).toEqual([400, 'outside_root']);
      }
      expect(codeOf(await send('GET', `${base}/source-files/src/nothing`))).toEqual([404, 'not_found']);
      expect(codeOf(await send('GET', `${base}/source-tree`, undefined, theirs))).toEqual([404, 'not_found']);
      expect(await json('PUT', base, { name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
      expect((await send('DELETE', base)).status).toBe(204);
      expect(codeOf(await send('GET', base))).toEqual([404, 'not_found']);
    });

    it('says why a source was refused', async () => {
      expect(await uploaded(packZip([{ name: '../evil', content: '' }]))).toMatchObject({
        ingest_status: 'failed',
        ingest_error: expect.stringContaining('leads outside') as string,
      });
      const project = await newProject();
      const made = await json('POST', `/v1/projects/${project}/repositories`, {
        name: 'x',
        source_type: 'git_url',
        source_url: `file://${server.folder}/nothing`,
      });
      expect(await settled(String(made.id))).toMatchObject({ ingest_status: 'failed', ingest_error: 'There is no such repository' });
      expect(z.array(record).parse((await send('GET', `/v1/projects/${project}/repositories`)).json)).toHaveLength(1);
      expect(codeOf(await send('POST', `/v1/projects/${project}/repositories`, { source_url: 'ext::sh -c id' }))).toEqual([422, 'invalid_input']);
      expect(codeOf(await send('POST', `/v1/projects/${project}/repositories`, { upload: { staged: {} } }))).toEqual([422, 'invalid_input']);
      const option = { source_url: 'https://example.org/x', source_ref: '--upload-pack=id' };
      expect(codeOf(await send('POST', `/v1/projects/${project}/repositories`, option))).toEqual([422, 'invalid_input']);
      expect(codeOf(await send('PUT', `/v1/repositories/${made.id}`, { source_ref: option.source_ref }))).toEqual([422, 'invalid_input']);
    });

    it('answers a caller who may not send one before the form has come', async () => {
      const target = `/v1/projects/${await newProject()}/repositories`;
      const { key } = await json('POST', '/v1/api-keys', { scopes: ['read'] });
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=x' };
      const request = http.request({ host: '127.0.0.1', port: api.port, method: 'POST', path: target, headers });
      request.on('error', () => undefined);
      request.write('--x\r\nContent-Disposition: form-data; name="upload"; filename="a.zip"\r\n\r\nand so on, for hours');
      const status = await new Promise((resolve) => request.on('response', (response) => resolve(response.statusCode)));
      request.destroy();
      expect(status).toBe(403);
    });

    it('keeps nothing of a form that it refuses', async () => {
      const project = await newProject();
      const target = `/v1/projects/${project}/repositories`;
      const archive = packZip([{ name: 'a', content: 'a' }]);
      const before = stagedCount();
      expect((await form('/v1/projects/prj_nothing/repositories', archive)).status).toBe(404);
      expect((await form(target, archive, { token: theirs })).status).toBe(404);
      expect((await form(target, archive, { token: 'wrong' })).status).toBe(401);
      expect((await form(target, archive, { fields: { source_type: 'git_url' } })).status).toBe(422);
      expect((await form(target, archive, { field: 'other' })).status).toBe(400);
      expect((await form(target, undefined, { fields: { name: 'x' } })).status).toBe(422);
      expect((await form(target, Buffer.alloc(limits.sourceBytes + 1))).status).toBe(413);
      const cut = 'multipart/form-data; boundary=x';
      const headers = { authorization: `Bearer ${mine}`, 'content-type': cut };
      expect((await api.send('POST', target, { headers, body: '--x\r\nContent-Disposition: form-data; name="upload"; filename="a"\r\n\r\ncut' })).status).toBe(
        400,
      );
      expect(stagedCount()).toBe(before);
      expect((await send('GET', target)).json).toEqual([]);
    });
  },
);

describe(verifies('GET /v1/repositories/{repo_id}/threat-profile', 'PUT /v1/repositories/{repo_id}/threat-profile'), () => {
  it('is not there, then put, then got', async () => {
    const target = `/v1/repositories/${String((await uploaded(packZip([{ name: 'a', content: 'a' }]))).id)}/threat-profile`;
    expect(codeOf(await send('GET', target))).toEqual([404, 'not_found']);
    const put = await json('PUT', target, { summary: 'A shop', entry_points: [{ name: 'api', exposure: 'internet', paths: ['src/**'] }] });
    expect(await json('GET', target)).toEqual(put);
    const changed = { ...put, content: { ...record.parse(put.content), summary: 'A larger shop' } };
    expect(await json('PUT', target, changed)).toMatchObject({ id: put.id, content: changed.content });
    expect(codeOf(await send('PUT', target, { content: { summery: 'A shop' } }))).toEqual([422, 'invalid_input']);
    expect(codeOf(await send('PUT', target, { entry_points: [{ name: 'api', exposure: 'moon' }] }))).toEqual([422, 'invalid_input']);
    expect(codeOf(await send('GET', target, undefined, theirs))).toEqual([404, 'not_found']);
  });
});

describe(verifies('POST /v1/git-uploads/', 'GET /v1/git-uploads/{upload_id}', 'DELETE /v1/git-uploads/{upload_id}'), () => {
  it('takes a git push to the address it gave, and makes a repository of it', async () => {
    const local = makeRepository(path.join(server.folder, 'local'), { 'a.txt': 'pushed' });
    const made = await json('POST', '/v1/git-uploads/', { project_id: await newProject(), name: 'pushed' });
    const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
    const said = await new Promise((resolve) =>
      execFile('git', ['push', String(made.url), 'HEAD:main'], { cwd: local, env: environment }, (error) => resolve(error?.message)),
    );
    expect(said).toBeUndefined();
    const repository = await settled(String(made.repository_id));
    expect(repository).toMatchObject({ name: 'pushed', source_type: 'git_upload', ingest_status: 'ready' });
    expect(await json('GET', `/v1/git-uploads/${String(made.id)}`)).toMatchObject({ status: 'ready', commit: git(local, 'rev-parse', 'HEAD').trim() });
    expect((await send('GET', `/v1/repositories/${String(repository.id)}/source-files/a.txt`)).text).toBe('pushed');
    expect((await send('GET', `/v1/git-uploads/${String(made.id)}`)).text).not.toContain('gus_');
    expect((await send('DELETE', `/v1/git-uploads/${String(made.id)}`)).status).toBe(204);
    expect(codeOf(await send('GET', `/v1/git-uploads/${String(made.id)}`))).toEqual([404, 'not_found']);
    expect(codeOf(await send('POST', '/v1/git-uploads', { branch: '../x' }))).toEqual([422, 'invalid_input']);
  });
});

describe(verifies('POST /v1/sessions/', 'GET /v1/sessions/{session_id}'), () => {
  it('takes an archive in, and says when it is ready', async () => {
    const { status, body } = await form('/v1/sessions/', packZip([{ name: 'a', content: 'a' }]), { name: 'old.zip' });
    expect([status, body.scan_id]).toEqual([201, null]);
    const target = `/v1/sessions/${String(body.id)}`;
    await until(async () => (await json('GET', target)).status === 'ready');
    expect(await json('GET', `/v1/repositories/${String(body.repository_id)}`)).toMatchObject({ name: 'old', project_id: 'prj_sessions' });
    expect(codeOf(await send('GET', target, undefined, theirs))).toEqual([404, 'not_found']);
    expect(codeOf(await send('POST', '/v1/sessions', {}))).toEqual([422, 'invalid_input']);
  });
});
