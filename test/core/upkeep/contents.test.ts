import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { z } from 'zod';
import { lockOuts } from '../../../core/account/tables.ts';
import { openCheckouts } from '../../../core/boot-checkouts.ts';
import { startJobs } from '../../../core/boot-worker.ts';
import { enqueue } from '../../../core/jobs/enqueue.ts';
import { jobs } from '../../../core/jobs/tables.ts';
import type { Checkouts } from '../../../core/kernel/checkout.ts';
import { type Operation, run } from '../../../core/kernel/operation.ts';
import { UploadedArchive } from '../../../core/kernel/sources.ts';
import { silentLog } from '../../../core/platform/log.ts';
import { cleanUp } from '../../../core/upkeep/clean-up.ts';
import { createGitUpload, getGitUpload } from '../../../core/workspace/git-uploads.ops.ts';
import { createProject } from '../../../core/workspace/projects.ops.ts';
import { createRepository, deleteRepository, getRepository, sourceFile, sourceTree } from '../../../core/workspace/repositories.ops.ts';
import { getScan, getArtifact, startScan } from '../../../core/workspace/scans.ops.ts';
import { gitUploads, snapshots } from '../../../core/workspace/tables.ts';
import { packZip } from '../../support/archives.ts';
import { until } from '../../support/jobs.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../../support/workspace-server.ts';

const day = 24 * 60 * 60 * 1000;
const assets = path.resolve(import.meta.dirname, '../../../dist/assets');
let server: WorkspaceServer;
let checkouts: Checkouts;
let stop: () => Promise<void>;
beforeEach(async () => {
  server = await openWorkspaceServer();
  checkouts = openCheckouts({ dataFolder: server.folder, blobs: server.platform().blobs, assets, log: silentLog });
  const platform = { ...server.platform(), checkouts };
  const worker = await startJobs({
    ...{ slots: 1, log: silentLog, open: { platform } },
    product: { contextFor: (request) => ({ ...server.context(), ...request }) },
  });
  stop = () => worker.close();
});
afterEach(async () => {
  await stop();
  await checkouts.close();
  await server.close();
});

async function call<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: unknown): Promise<z.output<O>> {
  return (await run(operation, server.context(), input)) as z.output<O>;
}

/** A repository of a project whose files were taken in. */
async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const { id: project } = await call(createProject, { name: 'Shop' });
  async function* archive() {
    yield packZip(Object.entries(files).map(([name, content]) => ({ name, content })));
  }
  const upload = new UploadedArchive(await server.sources.stage(archive()), 'shop.zip');
  const { id } = await call(createRepository, { project_id: project, name: 'shop', upload });
  await until(async () => (await call(getRepository, { repo_id: id })).ingest_status === 'ready', 30_000);
  return id;
}

async function scanned(id: string): Promise<string> {
  const scan = await call(startScan, { repo_id: id });
  await until(async () => (await call(getScan, { repo_id: id, scan_id: scan.id })).status === 'completed', 60_000);
  return scan.id;
}

const contents = () => fs.readdirSync(path.join(server.folder, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((file) => /[0-9a-f]{64}$/.test(file));

/** As if the server had stood still for two days. */
function age(): void {
  const then = new Date(Date.now() - 2 * day);
  for (const file of contents()) fs.utimesSync(path.join(server.folder, 'blobs', file), then, then);
}

it('removes what no row names, and nothing that can still be asked for', async () => {
  const [kept, gone] = [await repository({ 'a.js': 'eval(x);\n', 'same.js': '1;\n' }), await repository({ 'b.js': 'eval(y);\n', 'same.js': '1;\n' })];
  const scan = await scanned(kept);
  await scanned(gone);
  await server.platform().blobs.write(new TextEncoder().encode('of work that was broken off'));
  expect((await cleanUp(server.context())).contents).toBe(0);
  age();
  await server.platform().blobs.write(new TextEncoder().encode('written just now'));
  expect((await cleanUp(server.context())).contents).toBeGreaterThan(0);
  const before = contents().length;
  await call(deleteRepository, { repo_id: gone });
  expect((await cleanUp(server.context())).contents).toBeGreaterThan(3);
  expect(contents().length).toBeLessThan(before - 3);
  expect(await call(sourceTree, { repo_id: kept })).toMatchObject({ files: [{ path: 'a.js' }, { path: 'same.js' }] });
  for (const file of ['a.js', 'same.js']) expect(await call(sourceFile, { repo_id: kept, path: file })).toMatchObject({ body: expect.anything() });
  const { artifacts } = await call(getScan, { repo_id: kept, scan_id: scan });
  expect(artifacts.length).toBeGreaterThan(2);
  for (const { name } of artifacts) expect(await call(getArtifact, { repo_id: kept, scan_id: scan, name })).toBeDefined();
});

it('removes nothing where a snapshot cannot be read', async () => {
  const id = await repository({ 'a.js': '1;\n' });
  await server.platform().blobs.write(new TextEncoder().encode('spare'));
  age();
  const [row] = await server
    .tenant()
    .rows(snapshots)
    .find({ where: { repository_id: id } });
  await server.platform().blobs.remove(row?.manifest as `sha256:${string}`);
  const before = contents();
  await expect(cleanUp(server.context())).rejects.toMatchObject({ code: 'not_found' });
  expect(contents()).toEqual(before);
});

it('removes git uploads a week after their time, and keeps those that a repository came from', async () => {
  const { id } = await call(createGitUpload, {});
  const named = await call(createGitUpload, { project_id: (await call(createProject, { name: 'Shop' })).id, name: 'x' });
  const set = (days: number) =>
    server
      .tenant()
      .rows(gitUploads)
      .update({}, { expires_at: new Date(Date.now() - days * day).toISOString() });
  await set(6);
  expect((await cleanUp(server.context())).uploads).toBe(0);
  await set(8);
  expect((await cleanUp(server.context())).uploads).toBe(1);
  await expect(call(getGitUpload, { upload_id: id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await call(getGitUpload, { upload_id: named.id })).toMatchObject({ status: 'expired' });
});

it('removes what was staged for a job that has ended, and then the job', async () => {
  async function* archive() {
    yield packZip([{ name: 'a.js', content: '1;\n' }]);
  }
  const { blob } = await server.sources.stage(archive());
  const job = await server.tenant().transaction((inside) => {
    const request = { kind: 'discard_source', payload: { blob }, runAt: new Date(Date.now() + day) };
    return enqueue(inside, request, new Date());
  });
  age();
  expect((await cleanUp(server.context())).contents).toBe(0);
  const rows = server.tenant().rows(jobs);
  await rows.update({ id: job.id }, { status: 'failed', completed_at: new Date().toISOString() });
  expect((await cleanUp(server.context())).contents).toBe(1);
  expect(await rows.count({ id: job.id })).toBe(1);
  await rows.update({ id: job.id }, { completed_at: new Date(Date.now() - 2 * day).toISOString() });
  await cleanUp(server.context());
  expect(await rows.count({ id: job.id })).toBe(0);
});

it('forgets failed sign-ins that count no more', async () => {
  const rows = server.store.rows(lockOuts);
  const failed = (subject: string, minutes: number) => ({
    ...{ subject, failures: 5, locked_until: null },
    failed_at: new Date(Date.now() - minutes * 60_000).toISOString(),
  });
  await rows.insert(failed('account old', 61), failed('account new', 59));
  await cleanUp(server.context());
  expect((await rows.find()).map(({ subject }) => subject)).toEqual(['account new']);
});
