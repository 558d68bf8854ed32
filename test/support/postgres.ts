import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startCluster } from './postgres-cluster.ts';

/** A fresh database of the run's cluster, which the first to ask starts. */
export async function postgresPlace(): Promise<{ readonly place: { readonly url: string }; readonly remove: () => Promise<void> }> {
  const server = await serverOfRun();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name}`);
  return { place: { url: `${server}/${name}` }, remove: () => administer(server, `drop database ${name} with (force)`) };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Files of tests run in processes of their own: whoever makes the folder starts the cluster, the others wait for its address. */
async function serverOfRun(): Promise<string> {
  const folder = process.env.SENTRIK_TEST_POSTGRES;
  if (folder === undefined) throw new Error('The run has no folder for PostgreSQL: vitest.config.ts names the set-up');
  const address = path.join(folder, 'address');
  if (isFirst(folder)) {
    const server = await startCluster(path.join(folder, 'cluster'));
    fs.writeFileSync(`${address}.new`, server);
    fs.renameSync(`${address}.new`, address);
  }
  for (let waited = 0; waited < 600; waited += 1) {
    if (fs.existsSync(address)) return fs.readFileSync(address, 'utf8');
    await sleep(100);
  }
  throw new Error('PostgreSQL did not start within a minute; the log lies in the folder of the cluster');
}

function isFirst(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch {
    return false;
  }
}
