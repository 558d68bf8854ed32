import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceLimits, type Sources, type TakenSource } from '../../../core/kernel/sources.ts';
import { openSources, type SourcesOptions } from '../../../core/platform/sources.ts';
import { packZip } from '../../support/archives.ts';
import { commitFiles, git, makeRepository } from '../../support/git.ts';
import { keptBlobs, type KeptBlobs } from '../../support/kept-blobs.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-sources-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;
const programs = process.env.PATH ?? '';
let opened = 0;

async function open(options: Partial<SourcesOptions> = {}): Promise<{ readonly sources: Sources; readonly blobs: KeptBlobs; readonly place: string }> {
  const blobs = keptBlobs();
  opened += 1;
  const place = path.join(folder, `data${opened}`);
  return { blobs, place, sources: await openSources({ folder: place, blobs, programs, ...options }) };
}

function textsOf({ files }: TakenSource, blobs: KeptBlobs): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((file) => [file.path, blobs.text(file.blob)]));
}

async function* bytes(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

describe('a staged archive', () => {
  it('is taken, and leaves nothing behind when it is discarded', async () => {
    const { sources, blobs, place } = await open();
    const archive = packZip([{ name: 'a.txt', content: 'a' }]);
    const [first, second] = [await sources.stage(bytes(archive)), await sources.stage(bytes(archive))];
    expect([first.size, first.blob === second.blob]).toEqual([archive.length, false]);
    expect(textsOf(await sources.takeStaged(first, never), blobs)).toEqual({ 'a.txt': 'a' });
    await sources.discard(first);
    await sources.discard(first);
    expect(textsOf(await sources.takeStaged(second, never), blobs)).toEqual({ 'a.txt': 'a' });
    await expect(sources.takeStaged(first, never)).rejects.toMatchObject({ code: 'not_found' });
    expect(fs.readdirSync(path.join(place, 'scratch'))).toEqual([]);
  });

  it('may not be larger than the limit', async () => {
    const { sources, blobs } = await open({ limits: { ...sourceLimits, sourceBytes: 10 } });
    await sources.stage(bytes(Buffer.alloc(10)));
    await expect(sources.stage(bytes(Buffer.alloc(11)))).rejects.toMatchObject({ code: 'too_large' });
    expect(blobs.contents.size).toBe(1);
  });
});

it('removes what a killed process left in its scratch folder, and nothing of one that runs', async () => {
  const place = path.join(folder, 'killed', 'scratch');
  const dead = path.join(place, `${os.hostname()}+4194303+00`);
  const alive = path.join(place, `${os.hostname()}+${process.ppid}+00`);
  for (const each of [dead, alive]) fs.mkdirSync(each, { recursive: true });
  await open({ folder: path.join(folder, 'killed') });
  expect(fs.readdirSync(place)).toEqual([path.basename(alive)]);
});

it('removes repositories that were pushed to and left behind', async () => {
  const place = path.join(folder, 'left');
  const [old, young] = ['gup_old.git', 'gup_young.git'].map((name) => path.join(place, 'git', name));
  for (const each of [old, young]) fs.mkdirSync(each ?? '', { recursive: true });
  fs.utimesSync(old ?? '', 1_700_000_000, 1_700_000_000);
  await open({ folder: place });
  expect(fs.readdirSync(path.join(place, 'git'))).toEqual(['gup_young.git']);
});

describe('a remote repository', () => {
  const policy = { allowPrivate: true, allowPaths: true };
  const origin = path.join(folder, 'origin');
  let commit: string;
  let daemon: ChildProcess;
  let port: number;

  beforeAll(async () => {
    makeRepository(origin, { 'a.txt': 'old', 'gone.txt': 'gone' });
    git(origin, 'rm', '--quiet', 'gone.txt');
    fs.symlinkSync('/etc/passwd', path.join(origin, 'link'));
    fs.writeFileSync(path.join(origin, 'run.sh'), 'echo');
    fs.chmodSync(path.join(origin, 'run.sh'), 0o755);
    commit = commitFiles(origin, {
      'a.txt': 'new\n',
      'sub/日本.py': 'print()',
      '.gitattributes': '*.txt text eol=crlf\nsub export-ignore\n',
      'big.bin': Buffer.alloc(3000),
    });
    git(origin, 'branch', 'other', 'HEAD~1');
    port = await freePort();
    daemon = spawn('git', ['daemon', '--export-all', '--reuseaddr', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${folder}`], {
      stdio: 'ignore',
      detached: true,
    });
    await waitFor(port);
  });
  afterAll(() => {
    if (daemon.pid !== undefined) process.kill(-daemon.pid, 'SIGKILL');
  });

  it('gives the files of its commit as they are committed, without links and such as are too large', async () => {
    const { sources, blobs, place } = await open({ policy, limits: { ...sourceLimits, fileBytes: 2999 } });
    const taken = await sources.takeRemote({ url: `git://localhost:${port}/origin` }, never);
    expect(taken.commit).toBe(commit);
    expect(textsOf(taken, blobs)).toEqual({
      '.gitattributes': '*.txt text eol=crlf\nsub export-ignore\n',
      'a.txt': 'new\n',
      'run.sh': 'echo',
      'sub/日本.py': 'print()',
    });
    expect(taken.files.find((file) => file.path === 'run.sh')?.mode).toBe('100755');
    expect(taken.skipped).toEqual([
      { path: 'big.bin', reason: 'too_large' },
      { path: 'link', reason: 'link' },
    ]);
    expect(fs.readdirSync(path.join(place, 'scratch'))).toEqual([]);
  });

  it('is taken at a branch, and from a folder where the server allows it', async () => {
    const { sources, blobs } = await open({ policy });
    expect(textsOf(await sources.takeRemote({ url: origin, ref: 'other' }, never), blobs)).toEqual({ 'a.txt': 'old', 'gone.txt': 'gone' });
    await expect(sources.takeRemote({ url: origin, ref: 'no-such' }, never)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('no such branch') as string,
    });
    await expect(sources.takeRemote({ url: path.join(folder, 'nothing') }, never)).rejects.toMatchObject({ message: 'There is no such repository' });
    await expect(sources.takeRemote({ url: origin, ref: '--upload-pack=touch' }, never)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('is refused beyond the limits before any file is kept', async () => {
    for (const limits of [{ entries: 6 }, { unpackedBytes: 3000 }]) {
      const { sources, blobs } = await open({ policy, limits: { ...sourceLimits, ...limits } });
      await expect(sources.takeRemote({ url: origin }, never)).rejects.toMatchObject({ code: 'too_large' });
      expect(blobs.contents.size).toBe(0);
    }
  });

  it('is not reached in private networks unless the server allows it', async () => {
    const { sources } = await open();
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
      '2130706433',
      '169.254.169.254',
      '10.0.0.1',
      '192.168.1.1',
      '0.0.0.0',
      '[fd00::1]',
      '[64:ff9b::a00:1]',
    ]) {
      const refusal = await sources.takeRemote({ url: `http://${host}:${port}/origin` }, never).catch((error: unknown) => error);
      expect({ host, refusal }).toMatchObject({ host, refusal: { code: 'invalid_input', message: expect.stringContaining('private network') as string } });
      await expect(sources.takeRemote({ url: `git://${host}:${port}/origin` }, never)).rejects.toMatchObject({
        code: expect.stringMatching(/invalid_input|unavailable/) as string,
      });
    }
  });

  it.each([
    '/etc',
    'file:///etc',
    '../up',
    'ext::sh -c touch% /tmp/pwned',
    'ftp://example.com/x',
    'https://user:password@example.com/x',
    'https://token@example.com/x',
    '-oProxyCommand=touch',
    'ssh://-oProxyCommand=touch/x',
    'https://example.org./x',
    '',
    `https://example.com/${'a'.repeat(3000)}`,
  ])('has no address like %j', async (url) => {
    const { sources } = await open();
    expect(() => sources.checkRemote({ url })).toThrow(expect.objectContaining({ code: 'invalid_input' }) as Error);
  });

  it('may have an address in any of the usual forms', async () => {
    const { sources } = await open();
    for (const url of [
      'https://example.com/a/b.git',
      'http://example.com:8080/x',
      'git://example.com/x',
      'ssh://git@example.com/a/b',
      'git@example.com:a/b.git',
    ]) {
      expect(() => sources.checkRemote({ url })).not.toThrow();
    }
  });

  it('that does not answer is given up when the caller says so', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    const { sources, place } = await open({ policy });
    const stop = AbortSignal.timeout(300);
    const { port: silentPort } = silent.address() as net.AddressInfo;
    await expect(sources.takeRemote({ url: `git://127.0.0.1:${silentPort}/x` }, stop)).rejects.toMatchObject({ code: 'cancelled' });
    expect(fs.readdirSync(path.join(place, 'scratch'))).toEqual([]);
    silent.close();
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitFor(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('git daemon did not start');
}
