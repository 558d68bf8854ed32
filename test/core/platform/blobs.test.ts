import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startFauxqs } from 'fauxqs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { BlobId, Blobs } from '../../../core/kernel/blobs.ts';
import { diskBlobs } from '../../../core/platform/blobs-disk.ts';
import { s3Blobs } from '../../../core/platform/blobs-s3.ts';
import { listed } from '../../../core/platform/s3-list.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-blobs-'));
// What others of this machine upload meanwhile is not looked at.
vi.stubEnv('TMPDIR', folder);
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function bucket(): Promise<Blobs> {
  const server = await startFauxqs({ port: 0, logger: false });
  closers.push(() => server.stop());
  const endpoint = `http://127.0.0.1:${server.port}`;
  server.createBucket('contents');
  return s3Blobs({ endpoint, name: 'contents', region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'secret-of-the-bucket' });
}

const places: readonly (readonly [string, () => Promise<Blobs>])[] = [
  ['the disk', async () => diskBlobs(folder)],
  ['a bucket', bucket],
];

function idOf(bytes: Uint8Array): BlobId {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function temporaryFiles(): readonly string[] {
  const folders = [path.join(folder, 'blobs/tmp'), path.join(os.tmpdir(), 'sentrik-uploads')];
  return folders.flatMap((each) => (fs.existsSync(each) ? fs.readdirSync(each) : []));
}

describe.each(places)('contents on %s', async (_name, open) => {
  const blobs = await open();
  const bytes = new Uint8Array(5_000_000).map((_, index) => (index * 7919) >> 3);

  it('come back byte for byte under their hash, streamed or whole', async () => {
    const before = temporaryFiles();
    expect(await blobs.has(idOf(bytes))).toBe(false);
    expect(await blobs.write(inChunks(bytes, 65_521))).toEqual({ id: idOf(bytes), size: bytes.length });
    expect(await blobs.has(idOf(bytes))).toBe(true);
    const parts: Uint8Array[] = [];
    for await (const part of await blobs.read(idOf(bytes))) parts.push(part);
    expect(parts.length).toBeGreaterThan(1);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(Buffer.from(await blobs.readAll(idOf(bytes), bytes.length)).equals(bytes)).toBe(true);
    await expect(blobs.readAll(idOf(bytes), bytes.length - 1)).rejects.toMatchObject({ code: 'too_large' });
    expect(temporaryFiles()).toEqual(before);
  });

  it('may be empty, and may be written again and by several at once', async () => {
    const empty = await blobs.write(new Uint8Array());
    expect(empty).toEqual({ id: idOf(new Uint8Array()), size: 0 });
    expect(await blobs.readAll(empty.id, 0)).toEqual(new Uint8Array());
    const small = new TextEncoder().encode('the same content');
    const written = await Promise.all(Array.from({ length: 8 }, () => blobs.write(small)));
    expect(new Set(written.map(({ id }) => id))).toEqual(new Set([idOf(small)]));
    expect(await blobs.readAll(idOf(small), 100)).toEqual(small);
  });

  it('are not kept beyond the limit, nor when the stream fails', async () => {
    const before = temporaryFiles();
    const large = new Uint8Array(1000).fill(1);
    await expect(blobs.write(inChunks(large, 100), 999)).rejects.toMatchObject({ code: 'too_large' });
    expect(await blobs.has(idOf(large))).toBe(false);
    expect((await blobs.write(inChunks(large, 100), 1000)).size).toBe(1000);
    async function* failing(): AsyncIterable<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error('the client went away');
    }
    await expect(blobs.write(failing())).rejects.toThrow('the client went away');
    expect(temporaryFiles()).toEqual(before);
  });

  it('are gone when removed, and an id that is none leads nowhere', async () => {
    const { id } = await blobs.write(new TextEncoder().encode('short-lived'));
    expect([await blobs.remove(id), await blobs.remove(id)]).toEqual([true, false]);
    expect(await blobs.has(id)).toBe(false);
    await expect(blobs.read(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(blobs.readAll(id, 10)).rejects.toMatchObject({ code: 'not_found' });
    await expect(blobs.read('sha256:../../../etc/passwd')).rejects.toMatchObject({ code: 'not_found' });
    await expect(blobs.has('sha256:')).rejects.toMatchObject({ code: 'not_found' });
    await blobs.check();
  });

  it('are listed with the time of writing, and stay when they were written again meanwhile', async () => {
    const { id } = await blobs.write(new TextEncoder().encode('written twice'));
    const many = await Promise.all(Array.from({ length: 1100 }, (_, n) => blobs.write(new TextEncoder().encode(`content ${n}`))));
    const listed = new Map<string, Date>();
    for await (const each of blobs.list()) listed.set(each.id, each.written);
    expect(many.filter((each) => !listed.has(each.id))).toEqual([]);
    const written = listed.get(id)?.getTime() ?? 0;
    expect(Math.abs(Date.now() - written)).toBeLessThan(600_000);
    expect(await blobs.remove(id, new Date(written - 1000))).toBe(false);
    expect(await blobs.has(id)).toBe(true);
    expect(await blobs.remove(id, new Date(Date.now() + 60_000))).toBe(true);
    expect(await blobs.has(id)).toBe(false);
  });
});

it('a list of contents leaves out what is none, and an answer that is no list is a failure', () => {
  const page = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Contents><Key>blobs/readme</Key></Contents>
    <Contents><Key>blobs/ab/${'ab'.repeat(32)}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>
    <NextContinuationToken>a&amp;b</NextContinuationToken></ListBucketResult>`;
  expect(listed(page)).toEqual({ blobs: [{ id: `sha256:${'ab'.repeat(32)}`, written: new Date('2026-01-02T03:04:05Z') }], next: 'a&b' });
  for (const text of ['', '<html></html>', '<ListBucketResult>', '{}']) expect(() => listed(text)).toThrow('cannot list');
});

it('a bucket that is not there is unavailable, and the message names no address or key', async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  const place = { name: 'missing', region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'secret-of-the-bucket' };
  const failure: unknown = await s3Blobs({ ...place, endpoint: `http://127.0.0.1:${server.port}` })
    .check()
    .catch((error: unknown) => error);
  await server.stop();
  expect(failure).toMatchObject({ code: 'unavailable', message: 'The store for contents cannot be used' });
  const down = s3Blobs({ ...place, endpoint: `http://127.0.0.1:${server.port}` });
  await expect(down.write(new Uint8Array(3))).rejects.toMatchObject({ code: 'unavailable', message: 'The store for contents cannot be used' });
});

it('a folder that cannot be used is unavailable, and what a dead process left is removed after a day', async () => {
  const file = path.join(folder, 'a-file');
  fs.writeFileSync(file, '');
  await expect(diskBlobs(file).check()).rejects.toMatchObject({ code: 'unavailable', message: 'The disk for contents cannot be used' });
  const own = path.join(folder, 'own');
  const temporary = path.join(own, 'blobs/tmp');
  fs.mkdirSync(temporary, { recursive: true });
  fs.writeFileSync(path.join(temporary, 'old.part'), 'x');
  fs.writeFileSync(path.join(temporary, 'young.part'), 'x');
  fs.utimesSync(path.join(temporary, 'old.part'), 1_700_000_000, 1_700_000_000);
  await diskBlobs(own).write(new Uint8Array(1));
  expect(fs.readdirSync(temporary)).toEqual(['young.part']);
});

it('a bucket removes what a dead process left among its uploads after a day', async () => {
  const uploads = path.join(os.tmpdir(), 'sentrik-uploads');
  fs.mkdirSync(uploads, { recursive: true, mode: 0o700 });
  const [old, young] = ['old', 'young'].map((name) => path.join(uploads, `${path.basename(folder)}-${name}.part`));
  for (const file of [old, young]) fs.writeFileSync(file ?? '', 'x');
  fs.utimesSync(old ?? '', 1_700_000_000, 1_700_000_000);
  await (await bucket()).write(new Uint8Array(1));
  expect([old, young].map((file) => fs.existsSync(file ?? ''))).toEqual([false, true]);
  fs.rmSync(young ?? '');
});

it('a content that cannot be put in its place leaves no file', async () => {
  const own = path.join(folder, 'blocked');
  const bytes = new Uint8Array([7]);
  fs.mkdirSync(path.join(own, 'blobs'), { recursive: true });
  fs.writeFileSync(path.join(own, 'blobs', idOf(bytes).slice('sha256:'.length, 'sha256:'.length + 2)), '');
  await expect(diskBlobs(own).write(bytes)).rejects.toMatchObject({ code: 'unavailable' });
  expect(fs.readdirSync(path.join(own, 'blobs/tmp'))).toEqual([]);
});
