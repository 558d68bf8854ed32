import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import path from 'node:path';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { gitPushes } from '../../api/git-http.ts';
import { Failure } from '../../core/kernel/failure.ts';
import type { Platform } from '../../core/kernel/platform.ts';
import type { TenantStore } from '../../core/kernel/store.ts';
import { type Operation, run } from '../../core/kernel/operation.ts';
import { createGitUpload, deleteGitUpload, getGitUpload } from '../../core/workspace/git-uploads.ops.ts';
import { createProject } from '../../core/workspace/projects.ops.ts';
import { createRepository, getRepository, sourceFile, sourceTree } from '../../core/workspace/repositories.ops.ts';
import { gitUploads } from '../../core/workspace/tables.ts';
import { git, makeRepository } from '../support/git.ts';
import { until } from '../support/jobs.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts';

let server: WorkspaceServer;
let listener: http.Server;
let port: number;
let local: string;
beforeEach(async () => {
  server = await openWorkspaceServer();
  await listen(server.platform());
  local = makeRepository(path.join(server.folder, 'local'), { 'a.txt': 'one', 'src/b.ts': 'two' });
});
afterEach(async () => {
  stopListening();
  await server.close();
});

async function listen(platform: Platform): Promise<void> {
  const product = { root: server.folder, contextFor: () => server.context(), close: () => Promise.resolve() };
  const app = new Koa();
  app.use(gitPushes({ product, platform, sources: server.sources }));
  listener = http.createServer(app.callback() as http.RequestListener);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  port = (listener.address() as net.AddressInfo).port;
}

function stopListening(): void {
  listener.closeAllConnections();
  listener.close();
}

async function call<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: unknown, workspace = 'ws_a'): Promise<z.output<O>> {
  return (await run(operation, server.context(workspace), input)) as z.output<O>;
}

/** An upload whose address leads to the test's server. */
async function upload(input: object = {}): Promise<{ readonly id: string; readonly url: string; readonly repository_id: string | null }> {
  const made = await call(createGitUpload, input);
  return { ...made, url: made.url.replace(':8000', `:${port}`) };
}

/** Pushes with the system's git; gives what it says. */
function push(url: string, ...words: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> {
  const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', HOME: server.folder };
  return new Promise((resolve) => {
    execFile('git', ['push', url, ...words], { cwd: local, env: environment }, (error, _out, said) => resolve({ ok: error === null, said }));
  });
}

describe('a git upload', () => {
  it('takes a real push, whose commit becomes the repository of the project', async () => {
    await server.work();
    const project = (await call(createProject, { name: 'Shop' })).id;
    const made = await upload({ project_id: project, name: 'shop' });
    expect(await push(made.url, 'HEAD:refs/heads/main')).toMatchObject({ ok: true });
    const commit = git(local, 'rev-parse', 'HEAD').trim();
    await until(async () => (await call(getGitUpload, { upload_id: made.id })).status === 'ready');
    expect(await call(getGitUpload, { upload_id: made.id })).toMatchObject({ commit, repository_id: made.repository_id });
    expect(await call(getRepository, { repo_id: made.repository_id })).toMatchObject({ name: 'shop', source_type: 'git_upload', ingest_status: 'ready' });
    expect(await call(sourceTree, { repo_id: made.repository_id })).toMatchObject({ commit, files: [{ path: 'a.txt' }, { path: 'src/b.ts' }] });
    expect(await call(sourceFile, { repo_id: made.repository_id, path: 'src/b.ts' })).toMatchObject({ body: new TextEncoder().encode('two') });
    expect(fs.readdirSync(path.join(server.folder, 'git'))).toEqual([]);
  });

  it('keeps what was pushed where the record was written and the answer of the database was lost', async () => {
    const project = (await call(createProject, { name: 'Shop' })).id;
    const made = await upload({ project_id: project, name: 'shop' });
    stopListening();
    const transaction: TenantStore['transaction'] = async (work) => {
      await server.tenant().transaction(work);
      throw new Failure('unavailable', 'The database cannot be reached');
    };
    await listen({ ...server.platform(), system: { ...server.store, tenant: () => ({ ...server.tenant(), transaction }) } });
    const { ok, said } = await push(made.url.replace(/:\d+\//, `:${port}/`), 'HEAD:main');
    expect([ok, said]).toEqual([false, expect.stringContaining('503')]);
    await server.work();
    await until(async () => (await call(getGitUpload, { upload_id: made.id })).status === 'ready');
    expect(await call(sourceTree, { repo_id: made.repository_id })).toMatchObject({ files: [{ path: 'a.txt' }, { path: 'src/b.ts' }] });
  });

  it('can be pushed to before its repository is named, and named before it is pushed to', async () => {
    await server.work();
    const project = (await call(createProject, { name: 'Shop' })).id;
    const [early, late] = [await upload(), await upload()];
    expect((await push(early.url, 'HEAD:main')).ok).toBe(true);
    expect(await call(getGitUpload, { upload_id: early.id })).toMatchObject({ status: 'received', repository_id: null });
    for (const { id, url } of [early, late]) {
      const repository = await call(createRepository, { project_id: project, name: 'x', source_type: 'git_upload', source_url: id });
      if (id === late.id) expect((await push(url, 'HEAD:main')).ok).toBe(true);
      await until(async () => (await call(getRepository, { repo_id: repository.id })).ingest_status === 'ready');
      await expect(call(createRepository, { project_id: project, git_upload_id: id })).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  it('takes one push, and a shallow clone`s as well', async () => {
    git(local, 'commit', '--quiet', '--allow-empty', '-m', 'second');
    git(server.folder, 'clone', '--quiet', '--depth=1', `file://${local}`, 'shallow');
    local = path.join(server.folder, 'shallow');
    const { id, url } = await upload();
    expect(await push(url, 'HEAD:main')).toMatchObject({ ok: true });
    expect(await call(getGitUpload, { upload_id: id })).toMatchObject({ status: 'received', commit: git(local, 'rev-parse', 'HEAD').trim() });
    const again = await push(url, 'HEAD:main');
    expect([again.ok, again.said]).toEqual([false, expect.stringContaining('409')]);
  });

  it('takes its own branch and nothing else', async () => {
    const { id, url } = await upload({ branch: 'feature/x' });
    for (const words of [['HEAD:main'], ['HEAD:refs/tags/v1'], ['HEAD:refs/heads/feature/x/y'], ['--tags', 'HEAD:other']]) {
      expect((await push(url, ...words)).ok, words.join(' ')).toBe(false);
    }
    expect(await call(getGitUpload, { upload_id: id })).toMatchObject({ status: 'waiting' });
    expect((await push(url, 'HEAD:feature/x')).ok).toBe(true);
  });

  it('runs no hooks, whoever put them there', async () => {
    const { id, url } = await upload();
    const [place, mark] = [path.join(server.folder, 'git', `${id}.git`), path.join(server.folder, 'hooked')];
    git(server.folder, 'init', '--quiet', '--bare', place);
    fs.mkdirSync(path.join(place, 'hooks'), { recursive: true });
    for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update'])
      fs.writeFileSync(path.join(place, 'hooks', hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    expect((await push(url, 'HEAD:main')).ok).toBe(true);
    expect(fs.existsSync(mark)).toBe(false);
  });

  it('is closed to a wrong secret, after its time, when it is deleted, and to other workspaces', async () => {
    const made = await upload();
    expect((await push(made.url.replace(/gus_[a-z0-9]+/, 'gus_wrong'), 'HEAD:main')).ok).toBe(false);
    await expect(call(getGitUpload, { upload_id: made.id }, 'ws_b')).rejects.toMatchObject({ code: 'not_found' });
    await expect(call(deleteGitUpload, { upload_id: made.id }, 'ws_b')).rejects.toMatchObject({ code: 'not_found' });
    await server.tenant().rows(gitUploads).update({ id: made.id }, { expires_at: '2026-01-01T00:00:00.000Z' });
    expect(await call(getGitUpload, { upload_id: made.id })).toMatchObject({ status: 'expired' });
    expect((await push(made.url, 'HEAD:main')).said).toContain('409');
    await call(deleteGitUpload, { upload_id: made.id });
    expect((await push(made.url, 'HEAD:main')).ok).toBe(false);
    expect(JSON.stringify(await server.tenant().rows(gitUploads).find())).toBe('[]');
  });

  it('gives nothing out: it cannot be fetched from, and its files cannot be read', async () => {
    const { url } = await upload();
    const at = new URL(url);
    const headers = { authorization: `Basic ${Buffer.from(`git:${at.password}`).toString('base64')}` };
    const base = `http://127.0.0.1:${port}${at.pathname}`;
    const statuses = await Promise.all(
      [
        'info/refs',
        'info/refs?service=git-upload-pack',
        'HEAD',
        'objects/info/packs',
        'git-upload-pack',
        '../x.git/info/refs?service=git-receive-pack',
        'git-receive-pack',
      ].map(async (rest) => (await fetch(`${base}/${rest}`, { headers })).status),
    );
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404]);
    const bare = await fetch(`${base}/info/refs?service=git-receive-pack`);
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="git upload"']);
  });

  it('refuses branches that are no names, and two places for one push', async () => {
    for (const branch of ['', '-x', 'a..b', 'a b', 'x.lock', '/x', 'x/', '^x', '!x'])
      await expect(call(createGitUpload, { branch }), branch).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(call(createGitUpload, { project_id: 'a', repository_id: 'b' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(call(createGitUpload, { repository_id: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
  });
});
