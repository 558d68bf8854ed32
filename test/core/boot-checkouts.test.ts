import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCheckouts } from '../../core/boot-checkouts.ts';
import type { BlobId } from '../../core/kernel/blobs.ts';
import type { CheckoutFile, Checkouts } from '../../core/kernel/checkout.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { memoryCache } from '../../core/kernel/memory-cache.ts';
import { diskBlobs } from '../../core/platform/blobs-disk.ts';
import { silentLog } from '../../core/platform/log.ts';

const signal = new AbortController().signal;
const request = { signal, progress: () => undefined, cache: memoryCache() };
const assets = path.resolve(import.meta.dirname, '../../dist/assets');
let dataFolder: string;
let checkouts: Checkouts;
let files: readonly CheckoutFile[];
const list = () => Promise.resolve(files);
beforeEach(async () => {
  dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-checkouts-'));
  const blobs = diskBlobs(dataFolder);
  checkouts = openCheckouts({ dataFolder, blobs, assets, log: silentLog });
  const texts = { 'src/app.ts': 'export const a = 1;\n', 'ünïcode/b c.txt': 'b' };
  files = await Promise.all(
    Object.entries(texts).map(async ([name, text]) => ({ path: name, blob: (await blobs.write(Buffer.from(text))).id, size: Buffer.byteLength(text) })),
  );
});
afterEach(async () => {
  await checkouts.close();
  fs.rmSync(dataFolder, { recursive: true, force: true });
});

it('puts a snapshot on the disk once for all who have it open', async () => {
  const [one, two] = await Promise.all([checkouts.open('snp_1', list, signal), checkouts.open('snp_1', list, signal)]);
  const [first, second] = [one.contextFor(request), two.contextFor(request)];
  expect(second.files.root).toBe(first.files.root);
  expect(fs.readFileSync(path.join(first.files.root, 'src/app.ts'), 'utf8')).toBe('export const a = 1;\n');
  expect(fs.readFileSync(path.join(first.files.root, 'ünïcode/b c.txt'), 'utf8')).toBe('b');
  expect(first.environment).toEqual({});
  expect(second.shared).toBe(first.shared);
  await one.close();
  await two.close();
  await checkouts.close();
  expect(fs.existsSync(first.files.root)).toBe(false);
});

it('goes on for the one who still waits when the other was stopped while the files were written', async () => {
  const stopped = new AbortController();
  const first = checkouts.open('snp_5', list, stopped.signal);
  const second = checkouts.open('snp_5', list, signal);
  stopped.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  const open = await second;
  expect(fs.readFileSync(path.join(open.contextFor(request).files.root, 'src/app.ts'), 'utf8')).toBe('export const a = 1;\n');
  await open.close();
});

it('says when a content is missing, and leaves nothing of it', async () => {
  const gone: BlobId = `sha256:${createHash('sha256').update('gone').digest('hex')}`;
  await expect(checkouts.open('snp_2', () => Promise.resolve([...files, { path: 'gone', blob: gone, size: 4 }]), signal)).rejects.toMatchObject({
    code: 'not_found',
  });
  const again = await checkouts.open('snp_2', list, signal);
  expect(again.contextFor(request).files.root).toContain('checkouts');
  await again.close();
});

it('writes nothing outside of its folder', async () => {
  const [file] = files;
  await expect(checkouts.open('snp_3', () => Promise.resolve([{ ...(file as CheckoutFile), path: '../../out' }]), signal)).rejects.toMatchObject({
    code: 'outside_root',
  });
});

it('removes what a process that is gone has left', async () => {
  const left = path.join(dataFolder, 'checkouts', `${os.hostname()}+999999999+abcd1234`);
  fs.mkdirSync(left, { recursive: true });
  const open = await checkouts.open('snp_4', list, signal);
  expect(fs.existsSync(left)).toBe(false);
  await open.close();
});

it('removes what a process with its own number left a day ago, as one of the same container does', async () => {
  const left = ['day', 'now'].map((name) => path.join(dataFolder, 'checkouts', `${os.hostname()}+${process.pid}+${name}`));
  for (const folder of left) fs.mkdirSync(folder, { recursive: true });
  fs.utimesSync(left[0] ?? '', 1_700_000_000, 1_700_000_000);
  await (await checkouts.open('snp_6', list, signal)).close();
  expect(left.map((folder) => fs.existsSync(folder))).toEqual([false, true]);
});

it('writes nothing any more when it says that a content is missing', async () => {
  let reading = 0;
  const readAll = async () => {
    reading += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    reading -= 1;
    return new Uint8Array(1);
  };
  const failing = { ...diskBlobs(dataFolder), readAll: (id: BlobId) => (id.endsWith('0') ? Promise.reject(new Failure('not_found', 'gone')) : readAll()) };
  const own = openCheckouts({ dataFolder, blobs: failing, assets, log: silentLog });
  const many = Array.from({ length: 30 }, (_, index) => ({ path: `f${index}`, blob: `sha256:${index === 3 ? 0 : 1}` as const, size: 1 }));
  await expect(own.open('snp_7', () => Promise.resolve(many), signal)).rejects.toMatchObject({ code: 'not_found' });
  expect(reading).toBe(0);
  await own.close();
});
