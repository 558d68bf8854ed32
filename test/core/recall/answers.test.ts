import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../../core/kernel/context.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { diskCache } from '../../../core/platform/cache-disk.ts';
import { diskFiles } from '../../../core/platform/files-disk.ts';
import { recallAnswer, rememberAnswer } from '../../../core/recall/answers.ts';
import { witnessContext } from '../../../core/recall/witnessed.ts';
import { testContext } from '../../support/context.ts';
import { fc } from '../../support/property.ts';

let root = '';
let cacheRoot = '';
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'recalled-'));
  cacheRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'));
  write('a.txt', 'one');
  write('b/c.txt', 'two');
});
afterEach(() => {
  for (const folder of [root, cacheRoot]) fs.rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

function at(name: string) {
  return insideRoot(root, path.join(root, name));
}

function openContext(later = 0) {
  const cache = diskCache(root, { SENTRIK_CACHE_DIR: cacheRoot });
  const clock = { now: () => new Date(Date.now() + later), elapsed: () => performance.now() };
  return { ...testContext({ disk: diskFiles(root) }), cache, clock };
}

/** Some work that reads, of which the answer is remembered. */
function remember(work: (context: Context) => void, { key = 'key', later = 0, except = [] as readonly string[] } = {}): void {
  const open = openContext(later);
  const { context, ledger } = witnessContext(open);
  work(context);
  rememberAnswer(open, { key, answer: '"answer"', ledger, except: new Set(except) });
}

function recall(key = 'key', later = 0): string | undefined {
  return recallAnswer(openContext(later), key);
}

const hour = 3_600_000;

/** Reads all there is, folder by folder. */
function readAll({ files }: Context): void {
  for (const folder of ['', 'b']) for (const { name, kind } of files.list(at(folder))) if (kind === 'file') files.read(at(`${folder}/${name}`));
}

describe.each([
  ['files that were just written', 0],
  ['files that are an hour old', hour],
])('an answer from %s', (_name, later) => {
  test('is given again while nothing has changed, to the same question', () => {
    remember(readAll, { later });
    expect([recall('key', later), recall('key', later + hour), recall('key', later + hour), recall('other', later)]).toEqual([
      ...['"answer"', '"answer"', '"answer"'],
      undefined,
    ]);
  });

  test.each<readonly [string, () => void]>([
    ['a file has other content', () => write('a.txt', 'three')],
    ['a file has other content of the same size and time', () => keepTime('a.txt', () => write('a.txt', 'eno'))],
    ['a file is gone', () => fs.rmSync(path.join(root, 'a.txt'))],
    ['there is a new file', () => write('b/new.txt', '')],
    ['a file has another name', () => fs.renameSync(path.join(root, 'b/c.txt'), path.join(root, 'b/d.txt'))],
    ['a file has become a folder', () => replaceByFolder('b/c.txt')],
    ['a folder is gone', () => fs.rmSync(path.join(root, 'b'), { recursive: true })],
  ])('is not given when %s', (_change, change) => {
    remember(readAll, { later });
    change();
    expect(recall('key', later)).toBeUndefined();
  });
});

function keepTime(name: string, act: () => void): void {
  const { atime, mtime } = fs.statSync(path.join(root, name));
  act();
  fs.utimesSync(path.join(root, name), atime, mtime);
}

function replaceByFolder(name: string): void {
  fs.rmSync(path.join(root, name));
  fs.mkdirSync(path.join(root, name));
}

describe('an answer', () => {
  test('also comes from what was not there, and from what was only looked at', () => {
    remember(({ files }) => void [files.stat(at('settings.yaml')), files.stat(at('b'))]);
    write('b/irrelevant.txt', '');
    expect(recall()).toBe('"answer"');
    write('settings.yaml', '');
    expect(recall()).toBeUndefined();
  });

  test('comes from what other threads saw, even when the file changed right after that', () => {
    const stat = fs.statSync(path.join(root, 'a.txt'));
    const seen = { kind: 'file', size: 3, modified: stat.mtimeMs, changed: stat.ctimeMs } as const;
    remember(({ witness }) => witness?.saw(at('a.txt'), seen, 'of another content'));
    expect(recall()).toBeUndefined();
  });

  test('is not kept when a file changes while it is made, git was asked, reading failed, or somebody doubts', async () => {
    remember((context) => {
      readAll(context);
      write('a.txt', 'changed meanwhile');
      context.files.read(at('a.txt'));
    });
    expect(recall()).toBeUndefined();
    remember(({ git }) => void git.stagedFiles().catch(() => undefined));
    expect(recall()).toBeUndefined();
    remember(({ files }) => expect(() => files.read(at('none.txt'))).toThrow('does not exist'));
    expect(recall()).toBeUndefined();
    remember(({ witness }) => witness?.doubt());
    expect(recall()).toBeUndefined();
    await Promise.resolve();
  });

  test('for which there was not enough time is looked for again after an hour', () => {
    remember(({ witness }) => witness?.cutShort());
    expect([recall('key', hour / 2), recall('key', 2 * hour)]).toEqual(['"answer"', undefined]);
  });

  test('needs the files it left to be as it left them, but for those written each time', () => {
    const work = ({ files }: Context) => {
      files.write(at('out/findings.json'), '[]');
      files.write(at('out/metrics.json'), '{}');
    };
    remember(work, { except: ['out/metrics.json'] });
    write('out/metrics.json', 'other');
    expect(recall()).toBe('"answer"');
    write('out/findings.json', 'other');
    expect(recall()).toBeUndefined();
  });

  test('is asked for anew when its file is damaged anywhere', () => {
    remember(readAll);
    const folder = path.join(cacheRoot, 'projects', fs.readdirSync(path.join(cacheRoot, 'projects'))[0] ?? '');
    const file = path.join(folder, fs.readdirSync(folder)[0] ?? '');
    const whole = fs.readFileSync(file);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, isCut) => {
        const damaged = isCut ? whole.subarray(0, place) : Buffer.from(whole);
        if (!isCut) damaged[place] = (damaged[place] ?? 0) ^ change;
        fs.writeFileSync(file, damaged);
        expect(recall()).toBeUndefined();
      }),
      { numRuns: 60 },
    );
    fs.writeFileSync(file, whole);
    expect(recall()).toBe('"answer"');
  });
});
