import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { jobs } from '../../../core/jobs/tables.ts';
import { type Operation, run } from '../../../core/kernel/operation.ts';
import { UploadedArchive } from '../../../core/kernel/sources.ts';
import { createProject, deleteProject, getProject, listProjects, updateProject } from '../../../core/workspace/projects.ops.ts';
import {
  createRepository,
  deleteRepository,
  getRepository,
  listRepositories,
  sourceFile,
  sourceTree,
  updateRepository,
} from '../../../core/workspace/repositories.ops.ts';
import { snapshots } from '../../../core/workspace/tables.ts';
import { getThreatProfile, putThreatProfile } from '../../../core/workspace/threat-profile.ops.ts';
import { packTarGz, packZip } from '../../support/archives.ts';
import { commitFiles, makeRepository } from '../../support/git.ts';
import { until } from '../../support/jobs.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../../support/workspace-server.ts';

let server: WorkspaceServer;
beforeEach(async () => {
  server = await openWorkspaceServer();
});
afterEach(() => server.close());

async function call<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: unknown, workspace = 'ws_a'): Promise<z.output<O>> {
  return (await run(operation, server.context(workspace), input)) as z.output<O>;
}

async function* bytes(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

const archive = async (content: Uint8Array, name = 'app.zip') => new UploadedArchive(await server.sources.stage(bytes(content)), name);

async function project(): Promise<string> {
  return (await call(createProject, { name: 'Shop' })).id;
}

/** The repository once its source was taken in, or could not be. */
async function settled(id: string) {
  await until(async () => ['ready', 'failed'].includes((await call(getRepository, { repo_id: id })).ingest_status), 30_000);
  return call(getRepository, { repo_id: id });
}

async function add(input: Record<string, unknown>) {
  return settled((await call(createRepository, { project_id: await project(), ...input })).id);
}

describe('projects', () => {
  it('are made, listed by pages, changed and deleted', async () => {
    const ids: string[] = [];
    for (const name of ['One', 'Two', 'Three']) ids.push((await call(createProject, { name, description: `${name}!` })).id);
    const [first] = await call(listProjects, { limit: 2 });
    expect(first).toMatchObject({ id: ids[0], name: 'One', description: 'One!', owner_user_id: 'usr_ann' });
    const rest = await call(listProjects, { limit: 2, after: ids[1] });
    expect(rest.map(({ id }) => id)).toEqual([ids[2]]);
    expect(await call(updateProject, { project_id: ids[0], description: '' })).toMatchObject({ name: 'One', description: '' });
    expect(await call(getProject, { project_id: ids[0] })).toMatchObject({ repository_count: 0, scans: { total: 0 }, last_scan_at: null });
    await call(deleteProject, { project_id: ids[0] });
    await expect(call(getProject, { project_id: ids[0] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(call(deleteProject, { project_id: ids[0] })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('belong to their workspace: others neither see nor change them', async () => {
    const id = await project();
    const repository = await call(createRepository, { project_id: id, upload: await archive(packZip([])) });
    expect(await call(listProjects, {}, 'ws_b')).toEqual([]);
    const calls: readonly (readonly [Operation, object])[] = [
      [getProject, { project_id: id }],
      [updateProject, { project_id: id, name: 'Mine' }],
      [deleteProject, { project_id: id }],
      [createRepository, { project_id: id, source_url: 'https://example.com/x' }],
      [listRepositories, { project_id: id }],
      [getRepository, { repo_id: repository.id }],
      [updateRepository, { repo_id: repository.id, name: 'Mine' }],
      [deleteRepository, { repo_id: repository.id }],
      [sourceTree, { repo_id: repository.id }],
      [sourceFile, { repo_id: repository.id, path: 'a' }],
      [getThreatProfile, { repo_id: repository.id }],
      [putThreatProfile, { repo_id: repository.id }],
    ] as unknown as readonly (readonly [Operation, object])[];
    for (const [operation, input] of calls) {
      await expect(call(operation, input, 'ws_b'), operation.name).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await call(getProject, { project_id: id })).toMatchObject({ name: 'Shop', repository_count: 1 });
  });
});

describe('a repository from an archive', () => {
  it('is taken in, and its files can be listed and read', async () => {
    await server.work();
    const content = packTarGz([
      { name: 'src/日本.ts', content: 'const a = 1;\n' },
      { name: 'src/b.ts', content: '<b>' },
      { name: 'logo.png', content: Buffer.from([137, 80, 0, 255]) },
      { name: 'link', type: 'SymbolicLink', target: 'src/b.ts' },
    ]);
    const made = await add({ upload: await archive(content, 'shop.tar.gz') });
    expect(made).toMatchObject({ name: 'shop', source_type: 'zip_upload', ingest_status: 'ready', ingest_error: null });
    const tree = await call(sourceTree, { repo_id: made.id });
    expect(tree).toMatchObject({
      snapshot_id: made.snapshot_id,
      total_files: 3,
      total_bytes: 20,
      has_more: false,
      skipped: [{ path: 'link', reason: 'link' }],
    });
    expect(tree.files.map(({ path: name }) => name)).toEqual(['logo.png', 'src/b.ts', 'src/日本.ts']);
    expect(await call(sourceTree, { repo_id: made.id, prefix: 'src/', limit: 1 })).toMatchObject({ has_more: true, files: [{ path: 'src/b.ts' }] });
    expect(await call(sourceFile, { repo_id: made.id, path: 'src/日本.ts' })).toMatchObject({
      mime: 'text/plain',
      body: new TextEncoder().encode('const a = 1;\n'),
    });
    expect(await call(sourceFile, { repo_id: made.id, path: 'logo.png' })).toMatchObject({ mime: 'application/octet-stream' });
    for (const name of ['../x', 'src/../../etc/passwd', '/etc/passwd', 'src\\b.ts', 'C:/x', 'a\0b']) {
      await expect(call(sourceFile, { repo_id: made.id, path: name }), name).rejects.toMatchObject({ code: 'outside_root' });
    }
    await expect(call(sourceFile, { repo_id: made.id, path: 'src' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that is refused says why, and leaves neither a snapshot nor what was sent', async () => {
    await server.work();
    const upload = await archive(packZip([{ name: '../evil', content: 'x' }]));
    const made = await add({ upload });
    expect(made).toMatchObject({ ingest_status: 'failed', snapshot_id: null, ingest_error: expect.stringContaining('leads outside') as string });
    expect(await server.tenant().rows(snapshots).count()).toBe(0);
    await until(async () => !(await server.platform().blobs.has(upload.staged.blob)));
    await expect(call(sourceTree, { repo_id: made.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(fs.readdirSync(path.join(server.folder, 'scratch'))).toEqual([]);
  });

  it('takes one source, of the kind that is named', async () => {
    const id = await project();
    for (const input of [
      {},
      { source_type: 'git_url' },
      { source_type: 'zip_upload' },
      { source_type: 'zip_upload', source_url: 'https://example.com/x' },
      { source_url: 'ftp://x/y' },
    ]) {
      await expect(call(createRepository, { project_id: id, ...input })).rejects.toMatchObject({ code: 'invalid_input' });
    }
    const both = { source_url: 'https://example.com/x', upload: await archive(packZip([])) };
    await expect(call(createRepository, { project_id: id, ...both })).rejects.toMatchObject({ code: 'invalid_input' });
    const forged = { blob: both.upload.staged.blob, size: 1 };
    await expect(call(createRepository, { project_id: id, upload: forged })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(call(createRepository, { project_id: id, upload: { staged: forged, fileName: '' } })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await call(listRepositories, { project_id: id })).toEqual([]);
  });

  it('is taken in again by another worker when the first one is killed', async () => {
    const id = await project();
    const upload = await archive(packZip([{ name: 'a', content: 'a' }]));
    const made = await call(createRepository, { project_id: id, upload });
    // What a worker that was killed leaves: a job that it holds until its lease ends.
    const rows = server.tenant().rows(jobs);
    const held = { status: 'running', worker_id: 'wrk_dead', attempts: 1, lease_until: new Date(Date.now() + 500).toISOString() };
    expect(await rows.update({ kind: 'ingest' }, held)).toBe(1);
    await server.work(1000);
    expect(await settled(made.id)).toMatchObject({ ingest_status: 'ready' });
    expect(await server.tenant().rows(snapshots).count()).toBe(1);
    expect(await rows.first({ where: { kind: 'ingest' } })).toMatchObject({ status: 'completed', attempts: 2 });
  });

  it('goes with its project, and what waits for it stops', async () => {
    const id = await project();
    await call(createRepository, { project_id: id, upload: await archive(packZip([])) });
    await call(deleteProject, { project_id: id });
    expect(await server.tenant().rows(jobs).count()).toBe(0);
    const [next] = [await project()];
    const made = await call(createRepository, { project_id: next, upload: await archive(packZip([])) });
    await call(deleteRepository, { repo_id: made.id });
    await expect(call(getRepository, { repo_id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await server.tenant().rows(jobs).count()).toBe(0);
  });
});

describe('a repository from an address', () => {
  it('is taken in at its branch, and again when the address is given again', async () => {
    await server.work();
    const origin = makeRepository(path.join(server.folder, 'origin'), { 'a.txt': 'one' });
    const made = await add({ source_type: 'git_url', source_url: origin, source_ref: 'main' });
    expect(made).toMatchObject({ ingest_status: 'ready', name: 'origin', source_url: origin, source_ref: 'main' });
    const commit = commitFiles(origin, { 'a.txt': 'two' });
    await call(updateRepository, { repo_id: made.id, source_url: origin });
    await settled(made.id);
    const tree = await call(sourceTree, { repo_id: made.id });
    expect([tree.commit, tree.snapshot_id === made.snapshot_id]).toEqual([commit, false]);
    expect(await call(sourceFile, { repo_id: made.id, path: 'a.txt' })).toMatchObject({ body: new TextEncoder().encode('two') });
    expect(await server.tenant().rows(snapshots).count()).toBe(2);
  });

  it('that is not there fails with the reason', async () => {
    await server.work();
    expect(await add({ source_url: path.join(server.folder, 'nothing') })).toMatchObject({
      ingest_status: 'failed',
      ingest_error: 'There is no such repository',
    });
  });
});

describe('a threat profile', () => {
  it('is created and then replaced, one per repository', async () => {
    const made = await call(createRepository, { project_id: await project(), upload: await archive(packZip([])) });
    await expect(call(getThreatProfile, { repo_id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    const first = await call(putThreatProfile, { repo_id: made.id, summary: 'A shop', assets: [{ name: 'Orders' }] });
    expect(first.content).toMatchObject({ summary: 'A shop', assets: [{ name: 'Orders', importance: 'medium', paths: [] }], entry_points: [] });
    const second = await call(putThreatProfile, { repo_id: made.id, out_of_scope: [{ paths: ['test/**'], reason: 'no product code' }] });
    expect(second).toMatchObject({ id: first.id, created_at: first.created_at, content: { summary: '', assets: [] } });
    expect(await call(getThreatProfile, { repo_id: made.id })).toEqual(second);
    for (const wrong of [
      { assets: [{ name: '' }] },
      { entry_points: [{ name: 'x', exposure: 'moon' }] },
      { unheard: 1 },
      { out_of_scope: [{ paths: [], reason: 'x' }] },
    ]) {
      await expect(call(putThreatProfile, { repo_id: made.id, ...wrong })).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });
});
