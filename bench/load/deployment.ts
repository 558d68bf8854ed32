import fs from 'node:fs';
import path from 'node:path';
import { addApiKey } from '../../core/account/api-keys.ts';
import { accounts, memberships } from '../../core/account/tables.ts';
import { mainWorkspace } from '../../core/account/workspaces.ts';
import { newId } from '../../core/kernel/ids.ts';
import { openStore } from '../../core/platform/store/open.ts';
import { packZip } from '../../test/support/archives.ts';
import { type ServerClient, signIn } from '../server/client.ts';
import { type RunningServer, startServer } from '../server/programs.ts';
import { fileExtension, makeSource, sourceLanguages } from '../source.ts';

/** A server as `sentrik server` starts, with users and repositories. */
export interface LoadedServer {
  readonly server: RunningServer;
  readonly admin: ServerClient;
  /** An API key of each user. */
  readonly keys: readonly string[];
  readonly repositories: readonly string[];
}

export interface DeploymentOptions {
  /** An empty folder for everything. */
  readonly folder: string;
  /** Of a PostgreSQL database; the embedded one without. */
  readonly databaseUrl?: string | undefined;
  readonly users: number;
}

const repositoryCount = 4;
const filesEach = 12;
const linesEach = 120;
/** Requests of one address in a minute, of Sentrik's surface: as of a server that many people use. */
const perMinute = '600';

export async function startLoadedServer({ folder, databaseUrl, users }: DeploymentOptions): Promise<LoadedServer> {
  const [home, data] = [path.join(folder, 'home'), path.join(folder, 'data')];
  fs.mkdirSync(home);
  const environment = {
    ...{ SENTRIK_DATA: data, XDG_STATE_HOME: path.join(folder, 'state'), SENTRIK_CACHE_DIR: path.join(folder, 'cache') },
    GUARD_RATE_LIMIT_RPM: perMinute,
    ...(databaseUrl === undefined ? {} : { SENTRIK_DATABASE_URL: databaseUrl }),
  };
  const server = await startServer({ folder: home, environment });
  try {
    if (server.admin === undefined) throw new Error('The server made no administrator');
    const keys = await addUsers(databaseUrl === undefined ? { folder: data } : { url: databaseUrl }, users);
    const admin = await signIn(server.url, server.admin);
    const repositories: string[] = [];
    for (let index = 0; index < repositoryCount; index += 1) repositories.push(await admin.addRepository(`repository-${index}`, archive(index)));
    return { server, admin, keys, repositories };
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
}

/** Straight into the database: signing in many people takes its time on purpose. */
async function addUsers(place: Parameters<typeof openStore>[0], count: number): Promise<readonly string[]> {
  const store = await openStore(place);
  try {
    const workspace = await mainWorkspace(store);
    if (workspace === undefined) throw new Error('The server made no workspace');
    const keys: string[] = [];
    const now = new Date();
    const created_at = now.toISOString();
    for (let index = 0; index < count; index += 1) {
      const id = newId('usr');
      const person = { id, email: `user${index}@example.org`, name: '', password_hash: null, is_disabled: false, created_at, password_changed_at: null };
      await store.rows(accounts).insert(person);
      await store.rows(memberships).insert({ workspace_id: workspace.id, account_id: id, role: 'developer', created_at });
      const clock = { now: () => now, elapsed: () => performance.now() };
      const wanted = { account: id, workspace: workspace.id, kind: 'api', name: 'load', scopes: [] } as const;
      keys.push((await addApiKey({ system: store, secret: new Uint8Array(), clock }, wanted)).key);
    }
    return keys;
  } finally {
    await store.close();
  }
}

function archive(seed: number): Blob {
  const entries = Array.from({ length: filesEach }, (_unused, index) => {
    const language = sourceLanguages[index % sourceLanguages.length] ?? 'typescript';
    return { name: `src/file-${index}.${fileExtension(language)}`, content: makeSource(language, linesEach, seed * filesEach + index + 1) };
  });
  return new Blob([new Uint8Array(packZip(entries))]);
}
