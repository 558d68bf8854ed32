import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tokenPair } from '../../core/account/wire.ts';
import { addUser } from '../../core/account/users.ts';
import { addWorkspace } from '../../core/account/workspaces.ts';
import { openCheckouts } from '../../core/boot-checkouts.ts';
import { startJobs } from '../../core/boot-worker.ts';
import { jobs as jobRows } from '../../core/jobs/tables.ts';
import type { JobWorker } from '../../core/jobs/worker.ts';
import type { Checkouts } from '../../core/kernel/checkout.ts';
import { silentLog } from '../../core/platform/log.ts';
import { diskFiles } from '../../core/platform/files-disk.ts';
import { scanFor, scanInput } from '../../core/runs/scan-input.ts';
import { findingWire, toFindingWire } from '../../core/scan/finding-wire.ts';
import { eventWire, scanFindingDetail, scanFindingWire, scanWire } from '../../core/workspace/scan-wire.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestAnswer, type TestApi } from '../support/api-server.ts';
import { packZip } from '../support/archives.ts';
import { testContext } from '../support/context.ts';
import { base62Checksum } from '../../core/scan/detectors/token-check.ts';
import { verifies } from '../support/contract.ts';
import { makeProject } from '../support/project.ts';
import { until } from '../support/jobs.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts';

const named = z.object({ id: z.string() });
const session = z.object({ status: z.string(), scan_id: z.string().nullable() });
const app = `const express = require('express');\nconst db = require('./db');\nconst app = express();\napp.get('/u', (req, res) => {\n  db.query('SELECT * FROM users WHERE id = ' + req.query.id);\n  eval(req.query.code);\n  eval(req.query.more);\n});\n`;
let accounts: TestAccounts;
let server: WorkspaceServer;
let checkouts: Checkouts;
let api: TestApi;
let worker: JobWorker;
let [mine, theirs] = ['', ''];
let project = '';
let repository = '';

beforeAll(async () => {
  accounts = await openTestAccounts();
  server = await openWorkspaceServer({ accounts });
  const { blobs } = server.platform();
  checkouts = openCheckouts({ dataFolder: server.folder, blobs, assets: path.resolve(import.meta.dirname, '../../dist/assets'), log: silentLog });
  api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server });
  const product = { contextFor: (request: object) => ({ ...server.context(), ...request }) };
  worker = await startJobs({
    product,
    open: { platform: { ...server.platformFor(undefined), checkouts } },
    slots: 2,
    log: silentLog,
  });
  const other = await addWorkspace(accounts.store, { slug: 'other', name: 'Other', created_at: new Date().toISOString() });
  const { password } = await addUser(accounts.context(), { email: 'bob@example.org', name: 'Bob', role: 'admin' }, other);
  mine = await signIn(accounts.admin.email, accounts.admin.password);
  theirs = await signIn('bob@example.org', password);
  project = named.parse((await send('POST', '/v1/projects', { name: 'Shop' })).json).id;
  repository = await addRepository({ 'src/app.js': app, 'README.md': '# Shop\n' });
});
afterAll(async () => {
  await worker.close();
  await api.close();
  await checkouts.close();
  await server.close();
  await accounts.close();
});

async function signIn(email: string, password: string): Promise<string> {
  return tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json).access_token;
}

function send(method: string, target: string, body?: unknown, token = mine): Promise<TestAnswer> {
  return api.send(method, target, { headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
}

async function addRepository(files: Readonly<Record<string, string>>): Promise<string> {
  const form = new FormData();
  form.set('name', 'shop');
  form.set('upload', new Blob([new Uint8Array(packZip(Object.entries(files).map(([name, content]) => ({ name, content }))))]), 'shop.zip');
  const answer = await fetch(`${api.url}/v1/projects/${project}/repositories`, { method: 'POST', body: form, headers: { authorization: `Bearer ${mine}` } });
  const { id } = named.parse(await answer.json());
  await until(async () => JSON.stringify((await send('GET', `/v1/repositories/${id}`)).json).includes('"ready"'), 30_000);
  return id;
}

const at = (rest: string) => `/v1/repositories/${repository}${rest}`;

async function scan(): Promise<z.output<typeof scanWire>> {
  const { id } = scanWire.parse((await send('POST', at('/scans'), {})).json);
  await until(async () => scanWire.parse((await send('GET', at(`/scans/${id}`))).json).completed_at !== null, 50_000);
  return scanWire.parse((await send('GET', at(`/scans/${id}`))).json);
}

describe(verifies('POST /v1/repositories/{repo_id}/scans', 'GET /v1/repositories/{repo_id}/scans/{scan_id}', 'GET /v1/repositories/{repo_id}/scans'), () => {
  it('scans the snapshot, and the artefacts are those of the same scan', async () => {
    const done = await scan();
    expect(done).toMatchObject({ status: 'completed', error: null, repository_id: repository });
    expect(done.summary?.findings).toBeGreaterThan(1);
    const artifact = done.artifacts.find(({ name }) => name === 'findings.json');
    const found = findingWire.array().parse((await send('GET', artifact?.url ?? '')).json);
    expect(found).toHaveLength(done.summary?.findings ?? 0);
    expect(scanWire.array().parse((await send('GET', at('/scans'))).json)[0]?.id).toBe(done.id);
    expect((await send('GET', at(`/scans/${done.id}`), undefined, theirs)).status).toBe(404);
    expect((await send('POST', at('/scans'), { packs: 'x' })).status).toBe(422);
  });

  it('looks at a large one in parts, and finds what one scan of it finds, byte for byte', async () => {
    const files = Object.fromEntries(Array.from({ length: 420 }, (_unused, n) => [`src/${n % 7}/file${n}.js`, n % 10 === 0 ? app : `exports.n = ${n};\n`]));
    const large = await addRepository(files);
    const { id } = scanWire.parse((await send('POST', `/v1/repositories/${large}/scans`, {})).json);
    const read = async () => scanWire.parse((await send('GET', `/v1/repositories/${large}/scans/${id}`)).json);
    await until(async () => (await read()).completed_at !== null, 100_000);
    const done = await read();
    expect(done).toMatchObject({ status: 'completed', summary: { parts: 5, files: 420 } });
    const artifact = await send('GET', done.artifacts.find(({ name }) => name === 'findings.json')?.url ?? '');
    const project = makeProject(files);
    const context = testContext({ disk: diskFiles(project.root) });
    const { result } = await scanFor(context, scanInput.parse({}));
    project.remove();
    expect(result.findings.length).toBeGreaterThan(42);
    expect(artifact.text).toBe(`${JSON.stringify(result.findings.map(toFindingWire), null, 2)}\n`);
  });
});

describe(
  verifies(
    'GET /v1/repositories/{repo_id}/findings',
    'GET /v1/repositories/{repo_id}/findings/{finding_id}',
    'PUT /v1/repositories/{repo_id}/findings/{finding_id}',
  ),
  () => {
    it('are one per title and file, filtered, and keep what was said of them in later scans', async () => {
      const first = await scan();
      const list = async (query: string) => scanFindingWire.array().parse((await send('GET', at(`/findings?${query}`))).json);
      const all = await list(`scan_id=${first.id}`);
      expect(new Set(all.map(({ title, file_path: file }) => `${file} ${title}`)).size).toBe(all.length);
      expect(all.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(first.summary?.findings);
      const [one] = all;
      const detail = scanFindingDetail.parse((await send('PUT', at(`/findings/${one?.id ?? ''}`), { status: 'dismissed', reason: 'a demo' })).json);
      expect(detail).toMatchObject({ status: 'dismissed', status_reason: 'a demo' });
      await scan();
      const dismissed = await list('status=dismissed');
      expect(dismissed.map(({ fingerprint }) => fingerprint)).toContain(one?.fingerprint);
      expect((await list(`severity=${one?.severity ?? ''}&status=open`)).every(({ severity, status }) => severity === one?.severity && status === 'open')).toBe(
        true,
      );
      expect(scanFindingDetail.parse((await send('GET', at(`/findings/${one?.id ?? ''}`))).json).detail.fingerprint).toBe(one?.fingerprint);
      expect((await send('PUT', at(`/findings/${one?.id ?? ''}`), { status: 'gone' })).status).toBe(422);
    });

    it('show their code in the source that was scanned, with the change that is proposed, and no secret', async () => {
      const body = 'q7Wm2Zk9Lr4TxB81hT7kd93LmQz5fa';
      const key = ['ghp', body + base62Checksum(body)].join('_');
      const text = `const crypto = require('crypto');\n\n// before\nconst id = crypto.pseudoRandomBytes(24);\n// after\n`;
      const other = await addRepository({ 'src/id.js': text, 'src/key.js': `const token = '${key}';\n` });
      const scanned = scanWire.parse((await send('POST', `/v1/repositories/${other}/scans`, {})).json);
      const state = async () => scanWire.parse((await send('GET', `/v1/repositories/${other}/scans/${scanned.id}`)).json);
      await until(async () => (await state()).completed_at !== null, 50_000);
      const found = scanFindingWire.array().parse((await send('GET', `/v1/repositories/${other}/findings`)).json);
      const detailOf = async (file: string) => {
        const { id } = found.find(({ file_path: each }) => each === file) ?? {};
        return scanFindingDetail.parse((await send('GET', `/v1/repositories/${other}/findings/${id}`)).json);
      };
      const { code_frame: frame, fix_preview: preview } = await detailOf('src/id.js');
      expect(frame).toEqual({ first_line: 1, lines: text.split('\n').slice(0, frame?.lines.length) });
      expect(
        preview?.map(({ before, after }) => [
          before.includes('const id = crypto.pseudoRandomBytes(24);'),
          after.includes('const id = crypto.randomBytes(24);'),
        ]),
      ).toEqual([[true, true]]);
      const secret = await send('GET', `/v1/repositories/${other}/findings/${(await detailOf('src/key.js')).id}`);
      expect(scanFindingDetail.parse(secret.json).code_frame).toBeUndefined();
      expect(secret.text).not.toContain(key);
    });
  },
);

describe(verifies('GET /v1/repositories/{repo_id}/scans/{scan_id}/events', 'GET /v1/repositories/{repo_id}/events'), () => {
  it('are numbered without gaps, and a stream goes on where it was left', async () => {
    const { id } = await scan();
    const events = eventWire.array().parse((await send('GET', at(`/scans/${id}/events`))).json);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect([events[0]?.kind, events.at(-1)?.kind]).toEqual(['scan_started', 'scan_completed']);
    expect(await stream(at(`/scans/${id}/events`))).toEqual(events.map(({ seq }) => String(seq)));
    expect(await stream(at(`/scans/${id}/events`), '1')).toEqual(events.slice(1).map(({ seq }) => String(seq)));
    const after = eventWire.array().parse((await send('GET', at(`/events?after=${events[0]?.id ?? ''}&limit=1`))).json);
    expect(after.map((event) => event.id)).toEqual([events[1]?.id]);
  });
});

describe(verifies('POST /v1/sessions/{session_id}/analyze', 'GET /v1/sessions/{session_id}/events'), () => {
  it('scans the archive of a session once, and tells what happened', async () => {
    const form = new FormData();
    form.set('upload', new Blob([new Uint8Array(packZip([{ name: 'app.js', content: app }]))]), 'old.zip');
    const made = await fetch(`${api.url}/v1/sessions`, { method: 'POST', body: form, headers: { authorization: `Bearer ${mine}` } });
    const target = `/v1/sessions/${named.parse(await made.json()).id}`;
    expect(z.array(eventWire).parse((await send('GET', `${target}/events`)).json)).toEqual([]);
    await until(async () => (await send('POST', `${target}/analyze`)).status === 200, 30_000);
    const first = session.parse((await send('POST', `${target}/analyze`)).json);
    await until(async () => session.parse((await send('GET', target)).json).status === 'completed', 60_000);
    expect(session.parse((await send('GET', target)).json).scan_id).toBe(first.scan_id);
    const events = z.array(eventWire).parse((await send('GET', `${target}/events`)).json);
    expect([events[0]?.kind, events.at(-1)?.kind]).toEqual(['scan_started', 'scan_completed']);
    const last = String(events.length);
    expect((await send('GET', `${target}/events?after=${last}`)).json).toEqual([]);
    expect((await send('GET', `${target}/events?after=x`)).status).toBe(422);
    for (const method of ['GET /events', 'POST /analyze']) {
      const [verb = '', rest = ''] = method.split(' ');
      expect((await send(verb, `${target}${rest}`, undefined, theirs)).status).toBe(404);
    }
  });
});

describe(
  verifies(
    'DELETE /v1/repositories/{repo_id}/scans/{scan_id}',
    'GET /v1/projects/{project_id}/scans',
    'GET /v1/projects/{project_id}/findings',
    'GET /v1/projects/{project_id}/events',
  ),
  () => {
    it('cancel a scan that waits, and show all of a project', async () => {
      await worker.close();
      const { id } = scanWire.parse((await send('POST', at('/scans'), {})).json);
      expect(scanWire.parse((await send('DELETE', at(`/scans/${id}`))).json)).toMatchObject({ id, status: 'cancelled' });
      const scans = scanWire.array().parse((await send('GET', `/v1/projects/${project}/scans`)).json);
      expect(scans[0]).toMatchObject({ id, status: 'cancelled' });
      const other = scans.find(({ status }) => status === 'completed');
      expect((await send('DELETE', at(`/scans/${other?.id ?? ''}`))).status).toBe(409);
      expect(scanFindingWire.array().parse((await send('GET', `/v1/projects/${project}/findings`)).json).length).toBeGreaterThan(0);
      expect(
        eventWire
          .array()
          .parse((await send('GET', `/v1/projects/${project}/events`)).json)
          .at(-1)?.kind,
      ).toBe('scan_cancelled');
      for (let n = 0; n < 4; n += 1) expect((await send('POST', at('/scans'), {})).status).toBe(201);
      const refused = await send('POST', at('/scans'), {});
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '10']);
      await accounts.store.across(jobRows).remove({ status: 'queued' });
    });
  },
);

describe(verifies('GET /v1/billing/summary', 'GET /v1/ops/limits', 'GET /v1/ops/workers', 'POST /v1/ops/cleanup'), () => {
  it('tell what was used, what holds, and who works', async () => {
    const summary = z.object({
      period: z.object({ from: z.string() }),
      usage: z.object({ scans: z.number(), files: z.number() }),
      cost: z.object({ total: z.number() }),
    });
    const used = summary.parse((await send('GET', '/v1/billing/summary?from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z')).json);
    expect(used.usage.scans).toBeGreaterThan(2);
    expect(used.period.from).toBe('2020-01-01T00:00:00.000Z');
    expect((await send('GET', '/v1/billing/summary?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).status).toBe(422);
    const nobody = await send('GET', '/v1/ops/limits', undefined, theirs);
    expect(nobody.status).toBe(403);
    expect((await send('GET', '/v1/ops/limits')).json).toMatchObject({ max_active_scans_per_user: 4, archive_entries: 50_000 });
    expect((await send('GET', '/v1/ops/workers')).json).toEqual([]);
    expect((await send('POST', '/v1/ops/cleanup', {})).json).toMatchObject({ stale_jobs: 0 });
  });
});

/** The ids of a stream's events. */
function stream(target: string, lastEventId?: string): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${mine}`, accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
  return new Promise((resolve, reject) => {
    http.get(`${api.url}${target}`, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve([...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1] ?? '')));
      response.on('error', reject);
    });
  });
}
