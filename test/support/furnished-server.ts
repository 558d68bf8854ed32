import path from 'node:path';
import { z } from 'zod';
import { addUser } from '../../core/account/users.ts';
import { tokenPair } from '../../core/account/wire.ts';
import { addWorkspace, mainWorkspace } from '../../core/account/workspaces.ts';
import { openCheckouts } from '../../core/boot-checkouts.ts';
import { startJobs } from '../../core/boot-worker.ts';
import { type Role, roles } from '../../core/kernel/role.ts';
import { silentLog } from '../../core/platform/log.ts';
import { openTestAccounts, type TestAccounts } from './accounts.ts';
import { startTestApi, type TestApi } from './api-server.ts';
import { packZip } from './archives.ts';
import { until } from './jobs.ts';
import { openWorkspaceServer } from './workspace-server.ts';

/** An id or name for each parameter of an address, and for the fields that name things of a workspace. */
export type Things = Readonly<Record<string, string>>;

/** A server with two workspaces, in each of which there is one of everything, and a user of each role in the main one. */
export interface FurnishedServer {
  readonly api: TestApi;
  readonly accounts: TestAccounts;
  /** Of the main workspace; of the other one. */
  readonly mine: Things;
  readonly theirs: Things;
  /** Headers of a user of the main workspace, or of the administrator of the other one; the same sign-in each time. */
  as(who: Role | 'stranger'): { readonly authorization: string };
  /** Headers of a sign-in of its own. */
  signIn(who: Role | 'stranger'): Promise<{ readonly authorization: string }>;
  close(): Promise<void>;
}

const password = 'a password of the tests 4711';
const source = `const app = require('express')();\napp.get('/u', (req, res) => { eval(req.query.code); });\n`;
const named = z.object({ id: z.string() }).loose();
const scanned = named.extend({ status: z.string(), artifacts: z.array(z.object({ name: z.string() })) });

/** Starts it; takes a few seconds. */
export async function openFurnishedServer(): Promise<FurnishedServer> {
  const accounts = await openTestAccounts();
  const server = await openWorkspaceServer({ accounts });
  const checkouts = openCheckouts({
    dataFolder: server.folder,
    blobs: server.platform().blobs,
    assets: path.resolve(import.meta.dirname, '../../dist/assets'),
    log: silentLog,
  });
  const api = await startTestApi({ environment: { GUARD_API_KEY: 'the-key-of-the-server', GUARD_RATE_LIMIT_ENABLED: 'false' }, server });
  const product = { contextFor: (request: object) => ({ ...server.context(), ...request }) };
  const worker = await startJobs({ product, open: { platform: { ...server.platformFor(undefined), checkouts } }, slots: 2, log: silentLog });
  await addPeople(accounts);
  const signIn = async (who: Role | 'stranger') => {
    const answer = await api.send('POST', '/v1/auth/login', { body: { email: `${who}-user@example.org`, password } });
    return { authorization: `Bearer ${tokenPair.parse(answer.json).access_token}` };
  };
  const tokens = new Map<string, { readonly authorization: string }>();
  for (const who of [...roles, 'stranger'] as const) tokens.set(who, await signIn(who));
  const as = (who: Role | 'stranger') => tokens.get(who) ?? { authorization: '' };
  return {
    ...{ api, accounts, as, signIn },
    mine: await furnish(api, as('admin')),
    theirs: await furnish(api, as('stranger')),
    async close() {
      await worker.close();
      await api.close();
      await checkouts.close();
      await server.close();
      await accounts.close();
    },
  };
}

async function addPeople(accounts: TestAccounts): Promise<void> {
  const main = await mainWorkspace(accounts.store);
  if (main === undefined) throw new Error('There is no workspace');
  const other = await addWorkspace(accounts.store, { slug: 'other', name: 'Other', created_at: main.created_at });
  for (const role of roles) await addUser(accounts.context(), { email: `${role}-user@example.org`, name: '', role, password }, main);
  await addUser(accounts.context(), { email: 'stranger-user@example.org', name: '', role: 'admin', password }, other);
}

/** One of everything, by the owner's own calls. */
async function furnish(api: TestApi, headers: { readonly authorization: string }): Promise<Things> {
  const call = async (method: string, target: string, body?: unknown): Promise<unknown> => {
    const answer = await api.send(method, target, { headers, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const idOf = async (method: string, target: string, body?: unknown) => named.parse(await call(method, target, body)).id;
  const upload = async (target: string) => {
    const form = new FormData();
    form.set('upload', new Blob([new Uint8Array(packZip([{ name: 'src/app.js', content: source }]))]), 'app.zip');
    return named.parse(await (await fetch(`${api.url}${target}`, { method: 'POST', body: form, headers })).json()).id;
  };
  const project = await idOf('POST', '/v1/projects', { name: 'Shop' });
  const repository = await upload(`/v1/projects/${project}/repositories`);
  const session = await upload('/v1/sessions');
  const ready = async (target: string) =>
    z.string().parse(Object.entries(named.parse(await call('GET', target))).find(([name]) => name.endsWith('status'))?.[1]);
  await until(async () => (await ready(`/v1/repositories/${repository}`)) === 'ready' && (await ready(`/v1/sessions/${session}`)) === 'ready', 60_000);
  await call('PUT', `/v1/repositories/${repository}/threat-profile`, { entry_points: [] });
  const { id: scan } = named.parse(await call('POST', `/v1/repositories/${repository}/scans`, {}));
  const current = async () => scanned.parse(await call('GET', `/v1/repositories/${repository}/scans/${scan}`));
  await until(async () => (await current()).status === 'completed', 60_000);
  const [finding] = z.array(named).parse(await call('GET', `/v1/repositories/${repository}/findings`));
  const { snapshot_id } = z.object({ snapshot_id: z.string() }).parse(await call('GET', `/v1/repositories/${repository}`));
  return {
    ...{ key_id: await idOf('POST', '/v1/api-keys', { name: 'ours' }), project_id: project, repo_id: repository, session_id: session },
    ...{ id: project, tid: await idOf('POST', `/api/v1/projects/${project}/trigger-tokens`, { label: 'CI' }) },
    ...{ token_id: await idOf('POST', '/api/auditor/tokens', { auditor_name: 'Ada', auditor_email: 'ada@example.org' }) },
    ...{ scan_id: scan, finding_id: finding?.id ?? '', upload_id: await idOf('POST', '/v1/git-uploads', {}), path: 'src/app.js' },
    ...{ name: (await current()).artifacts[0]?.name ?? '', repository_id: repository, snapshot_id, git_upload_id: await idOf('POST', '/v1/git-uploads', {}) },
  };
}
