import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lastingAnswer } from '../../bench/faults/client.ts';
import { type Deployment, startDeployment } from '../../bench/faults/deployment.ts';
import type { KeptProgram } from '../../bench/faults/programs.ts';
import { makeSource } from '../../bench/source.ts';
import { jobs } from '../../core/jobs/tables.ts';
import type { Store } from '../../core/kernel/store.ts';
import { openStore } from '../../core/platform/store/open.ts';
import { eventWire, scanFindingWire, scanWire } from '../../core/workspace/scan-wire.ts';
import { packZip } from '../support/archives.ts';
import { until } from '../support/jobs.ts';
import { engines, type TestPlace } from '../support/store.ts';

const app = `const express = require('express');\nconst app = express();\napp.get('/u', (req, res) => {\n  eval(req.query.code);\n});\n`;
/** Enough files for several parts. */
const count = 600;
const many = Object.fromEntries(Array.from({ length: count }, (_unused, n) => [`src/${n % 9}/file${n}.js`, n % 10 === 0 ? app : `exports.n = ${n};\n`]));
/** Looked at for so long that it can be cancelled in between, also where the worker only now and then asks whether it is. */
const long = () =>
  Object.fromEntries(
    Array.from({ length: 900 }, (_unused, n) => [`src/${n % 9}/file${n}.ts`, `${makeSource('typescript', 150, n + 1)}\n${n % 10 === 0 ? app : ''}`]),
  );
/** Seldom enough for the limit of requests. */
const poll = (holds: () => Promise<boolean>) =>
  until(async () => {
    await sleep(150);
    return holds();
  }, 100_000);
const withId = z.object({ id: z.string() });

describe.each(engines)('sentrik worker beside a server on %s', (_name, makePlace) => {
  let folder: string;
  let database: TestPlace;
  let deployment: Deployment;
  let worker: KeptProgram;
  let store: Store;
  let project: string;
  let large: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-worker-'));
    database = await makePlace();
    const databaseUrl = 'url' in database.place ? database.place.url : undefined;
    deployment = await startDeployment({ folder, databaseUrl, workers: 1, users: 1, leaseSeconds: 10 });
    store = await openStore(deployment.place);
    const [first] = deployment.workers;
    if (first === undefined) throw new Error('no worker');
    worker = first;
    project = withId.parse(await send('POST', '/v1/projects', { body: { name: 'Shop' } })).id;
    large = await addRepository(many);
  });
  afterAll(async () => {
    const wrong = await deployment.stop();
    await store.close();
    await database.remove();
    fs.rmSync(folder, { recursive: true, force: true });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });

  async function send(method: string, target: string, rest: { readonly body?: unknown; readonly form?: FormData } = {}): Promise<unknown> {
    const { url, keys } = deployment;
    return (await lastingAnswer({ url, key: keys[0] ?? '', method, path: target, ...rest })).body;
  }

  async function addRepository(files: Readonly<Record<string, string>>): Promise<string> {
    const form = new FormData();
    form.set('upload', new Blob([new Uint8Array(packZip(Object.entries(files).map(([name, content]) => ({ name, content }))))]), 'shop.zip');
    const { id } = withId.parse(await send('POST', `/v1/projects/${project}/repositories`, { form }));
    await poll(async () => JSON.stringify(await send('GET', `/v1/repositories/${id}`)).includes('"ready"'));
    return id;
  }

  const at = (id: string, repository = large) => `/v1/repositories/${repository}/scans/${id}`;
  const start = async (repository: string) => withId.parse(await send('POST', `/v1/repositories/${repository}/scans`, { body: {} })).id;
  const read = async (id: string, repository = large) => scanWire.parse(await send('GET', at(id, repository)));
  const events = async (id: string, repository = large) => eventWire.array().parse(await send('GET', `${at(id, repository)}/events`));
  const kinds = async (id: string, repository = large) => (await events(id, repository)).map(({ kind }) => kind);
  const untilTold = (id: string, kind: string, repository = large) => poll(async () => (await kinds(id, repository)).includes(kind));
  const untilEnded = (id: string, repository = large) => poll(async () => (await read(id, repository)).completed_at !== null);
  const found = async (repository: string, id: string) =>
    scanFindingWire
      .array()
      .parse(await send('GET', `/v1/repositories/${repository}/findings?scan_id=${id}&limit=5000`))
      .map(({ fingerprint }) => fingerprint);

  it('runs a scan to its end', async () => {
    const id = await start(large);
    await untilEnded(id);
    expect(await read(id)).toMatchObject({ status: 'completed', attempts: 1, summary: { files: count, findings: count / 10 } });
    expect((await read(id)).summary?.parts).toBeGreaterThan(1);
    expect(await found(large, id)).toHaveLength(count / 10);
  });

  it('goes on with the scan of one that was killed in the middle, which ends once', async () => {
    const id = await start(large);
    await untilTold(id, 'scan_log');
    await worker.killAndStart();
    await untilEnded(id);
    expect(await read(id)).toMatchObject({ status: 'completed', summary: { files: count, findings: count / 10 } });
    expect((await read(id)).attempts).toBeGreaterThan(1);
    expect((await events(id)).map(({ seq }) => seq)).toEqual((await events(id)).map((_event, index) => index + 1));
    expect((await kinds(id)).filter((kind) => /_(started|completed|failed|cancelled)$/.test(kind))).toEqual(['scan_started', 'scan_completed']);
    expect(await found(large, id)).toHaveLength(count / 10);
    expect(await store.across(jobs).count({ parent_id: id })).toBe(0);
  });

  it('stops a scan that is cancelled, and keeps what it has found', async () => {
    const repository = await addRepository(long());
    const id = await start(repository);
    await untilTold(id, 'finding_updated', repository);
    expect(scanWire.parse(await send('DELETE', at(id, repository)))).toMatchObject({ cancel_requested: true });
    await untilEnded(id, repository);
    expect(await read(id, repository)).toMatchObject({ status: 'cancelled', summary: null });
    expect((await kinds(id, repository)).at(-1)).toBe('scan_cancelled');
    expect((await found(repository, id)).length).toBeGreaterThan(0);
  });

  it('gives its jobs back when it is asked to end, and another one goes on with them', async () => {
    const id = await start(large);
    await untilTold(id, 'scan_log');
    expect(await worker.stop()).toBe(0);
    expect(await store.across(jobs).first({ where: { id } })).toMatchObject({ status: 'queued', attempts: 0, lease_until: null });
    worker.start();
    await untilEnded(id);
    expect(await read(id)).toMatchObject({ status: 'completed', attempts: 1, summary: { findings: count / 10 } });
    expect((await kinds(id)).filter((kind) => /_(started|completed|failed|cancelled)$/.test(kind))).toEqual(['scan_started', 'scan_completed']);
  });
});
