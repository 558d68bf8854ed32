import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { StorePlace } from '../../core/platform/store/open.ts';
import { lastingAnswer } from './client.ts';
import { freePort } from '../measure.ts';
import { type KeptProgram, keepRunning, runOnce } from './programs.ts';

/** A server without workers, and workers beside it, as processes of their own on one database. */
export interface Deployment {
  readonly url: string;
  readonly server: KeptProgram;
  readonly workers: readonly KeptProgram[];
  /** API keys of users of their own, the administrator's first. */
  readonly keys: readonly string[];
  readonly place: StorePlace;
  readonly dataFolder: string;
  /** Ends all of them politely; gives what was wrong with how they ended. */
  stop(): Promise<readonly string[]>;
}

export interface DeploymentOptions {
  /** An empty folder for everything. */
  readonly folder: string;
  /** Of a PostgreSQL database; the embedded one without. */
  readonly databaseUrl?: string | undefined;
  readonly workers: number;
  readonly users: number;
  /** Of the workers. */
  readonly leaseSeconds?: number | undefined;
}

/** Short, so that jobs of a killed worker soon go on; long enough for a machine that has much to do. */
const usualLease = 8;
const adminEmail = 'admin@example.org';
const tokens = z.object({ access_token: z.string() });
const told = z.object({ key: z.string() });
const added = z.object({ email: z.string(), password: z.string() });

/** Starts a deployment and makes its users. */
export async function startDeployment({ folder, databaseUrl, workers, users, leaseSeconds = usualLease }: DeploymentOptions): Promise<Deployment> {
  const [project, dataFolder, state] = ['project', 'data', 'state'].map((name) => path.join(folder, name));
  if (project === undefined || dataFolder === undefined || state === undefined) throw new Error('no folders');
  fs.mkdirSync(project);
  const environment = {
    SENTRIK_DATA: dataFolder,
    SENTRIK_ADMIN_EMAIL: adminEmail,
    XDG_STATE_HOME: state,
    ...(databaseUrl === undefined ? {} : { SENTRIK_DATABASE_URL: databaseUrl }),
  };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const at = { folder: project, environment };
  const server = keepRunning({
    ...at,
    name: 'server',
    argv: ['server', '--workers', '0', '--no-sentri-port', '--port', String(port)],
    readyText: 'Press Ctrl+C',
  });
  await server.ready();
  const argv = ['worker', '--threads', '1', '--lease', String(leaseSeconds)];
  const programs = Array.from({ length: workers }, (_unused, index) =>
    keepRunning({ ...at, name: `worker ${index + 1}`, argv, readyText: 'Waiting for jobs' }),
  );
  const keys = [await keyOf(url, adminEmail, / with the password (\S+)/.exec(server.printed())?.[1] ?? '')];
  for (let index = 1; index < users; index += 1) {
    const text = await runOnce({ ...at, argv: ['users', 'add', `user${index}@example.org`, '--role', 'admin', '--format', 'json'] });
    const { email, password } = added.parse(JSON.parse(text));
    keys.push(await keyOf(url, email, password));
  }
  const all = [server, ...programs];
  return {
    ...{ url, server, workers: programs, keys, dataFolder },
    place: databaseUrl === undefined ? { folder: dataFolder } : { url: databaseUrl },
    async stop() {
      const codes = await Promise.all(all.map((program) => program.stop()));
      return all.flatMap(({ name, crashes }, index) => [
        ...crashes,
        ...(codes[index] === 0 ? [] : [`${name} ended with ${codes[index]} when it was asked to`]),
      ]);
    },
  };
}

async function keyOf(url: string, email: string, password: string): Promise<string> {
  const signedIn = await lastingAnswer({ url, method: 'POST', path: '/v1/auth/login', body: { email, password } });
  const key = tokens.parse(signedIn.body).access_token;
  return told.parse((await lastingAnswer({ url, key, method: 'POST', path: '/v1/api-keys', body: { name: 'bench' } })).body).key;
}
