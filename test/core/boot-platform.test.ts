import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bootPlatform } from '../../core/boot-platform.ts';
import { until } from '../support/jobs.ts';
import { postgresPlace } from '../support/postgres.ts';

const modeBits = 0o777;
let dataFolder: string;
beforeEach(() => {
  dataFolder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-platform-')), 'data');
});
afterEach(() => fs.rmSync(path.dirname(dataFolder), { recursive: true, force: true }));

it('makes its folder, its database and its secret at first start and keeps them', async () => {
  const first = await bootPlatform({ dataFolder });
  const secret = Buffer.from(first.platform.authSecret ?? '');
  const { id } = await first.platform.blobs.write(Buffer.from('content'));
  await first.close();
  expect(secret).toHaveLength(32);
  expect(fs.statSync(path.join(dataFolder, 'auth.secret')).mode & modeBits).toBe(0o600);
  expect(fs.statSync(dataFolder).mode & modeBits).toBe(0o700);
  const second = await bootPlatform({ dataFolder });
  expect(Buffer.from(second.platform.authSecret ?? '')).toEqual(secret);
  expect(await second.platform.blobs.has(id)).toBe(true);
  for (const check of Object.values(second.platform.checks ?? {})) await check();
  await second.close();
});

it('says what to do about a damaged secret', async () => {
  fs.mkdirSync(dataFolder, { recursive: true });
  fs.writeFileSync(path.join(dataFolder, 'auth.secret'), 'short');
  await expect(bootPlatform({ dataFolder })).rejects.toThrow('auth.secret in the data folder of the server is damaged; remove it');
});

it('has no rows of a workspace for a caller without one', async () => {
  const open = await bootPlatform({ dataFolder });
  expect(open.platformFor(undefined).tenant).toBeUndefined();
  await open.close();
});

it('ends its connections to the database when what stands beside it cannot be had', async () => {
  const { place, remove } = await postgresPlace();
  fs.mkdirSync(dataFolder, { recursive: true });
  fs.writeFileSync(path.join(dataFolder, 'git'), 'in the way');
  await expect(bootPlatform({ dataFolder, databaseUrl: place.url })).rejects.toThrow();
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  const others = 'select count(*)::int as number from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  await until(async () => (await client.query<{ number: number }>(others)).rows[0]?.number === 0, 8000);
  await client.end();
  await remove();
});
