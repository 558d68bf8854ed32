import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bootPlatform } from '../../core/boot-platform.ts';

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
