import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files } from '../../../core/kernel/context.ts';
import { Failure } from '../../../core/kernel/failure.ts';
import { insideRoot, type RepoPath } from '../../../core/kernel/path.ts';
import { diskFiles } from '../../../core/platform/files-disk.ts';
import { memoryFiles } from '../../../core/platform/files-memory.ts';

let base: string;
beforeEach(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'files-'));
  fs.mkdirSync(path.join(base, 'root'));
  fs.writeFileSync(path.join(base, 'outside.txt'), 'outside');
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

const kinds: readonly (readonly [string, () => Files])[] = [
  ['on disk', () => diskFiles(path.join(base, 'root'))],
  ['in memory', () => memoryFiles('/root')],
];

describe.each(kinds)('files %s', (_name, open) => {
  it('writes, reads, lists and removes', () => {
    const files = open();
    const name = at(files, 'a/b/c.txt');
    files.write(name, 'one');
    files.write(name, 'two');
    expect(new TextDecoder().decode(files.read(name))).toBe('two');
    expect(files.list(at(files, 'a'))).toEqual([{ name: 'b', kind: 'folder' }]);
    expect(files.stat(name)).toMatchObject({ size: 3, kind: 'file' });
    files.remove(name);
    expect(files.stat(name)).toBeUndefined();
  });

  it('replaces a folder as a whole, and removes it when nothing is to be in it', () => {
    const files = open();
    files.write(at(files, 'packs/one/old/a.txt'), 'old');
    files.write(at(files, 'packs/two.txt'), 'stays');
    const folder = at(files, 'packs/one');
    files.replaceFolder(folder, { 'b.txt': 'b', 'deep/c.txt': 'c' });
    expect(
      files
        .list(folder)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['b.txt', 'deep']);
    expect(new TextDecoder().decode(files.read(at(files, 'packs/one/deep/c.txt')))).toBe('c');
    files.replaceFolder(folder, {});
    expect(files.list(at(files, 'packs'))).toEqual([{ name: 'two.txt', kind: 'file' }]);
  });

  it('leaves a folder as it was when a new file cannot be in it', () => {
    const files = open();
    files.write(at(files, 'packs/one/a.txt'), 'old');
    expect(codeOf(() => files.replaceFolder(at(files, 'packs/one'), { 'b.txt': 'b', '../../../out.txt': 'x' }))).toBe('outside_root');
    expect(files.list(at(files, 'packs/one'))).toEqual([{ name: 'a.txt', kind: 'file' }]);
    expect(files.list(at(files, 'packs'))).toHaveLength(1);
  });

  it('refuses what is not there or not a file', () => {
    const files = open();
    files.write(at(files, 'a/b.txt'), 'x');
    expect(codeOf(() => files.read(at(files, 'nothing')))).toBe('not_found');
    expect(codeOf(() => files.list(at(files, 'nothing')))).toBe('not_found');
    expect(codeOf(() => files.read(at(files, 'a')))).toBe('bad_request');
  });
});

describe('links on disk', () => {
  it('may not lead outside the root, for reading, listing or writing', () => {
    const files = diskFiles(path.join(base, 'root'));
    fs.symlinkSync(path.join(base, 'outside.txt'), path.join(base, 'root/file'));
    fs.symlinkSync(base, path.join(base, 'root/folder'));
    expect(codeOf(() => files.read(at(files, 'file')))).toBe('outside_root');
    expect(codeOf(() => files.write(at(files, 'file'), 'x'))).toBe('outside_root');
    expect(codeOf(() => files.list(at(files, 'folder')))).toBe('outside_root');
    expect(codeOf(() => files.write(at(files, 'folder/new/x.txt'), 'x'))).toBe('outside_root');
    expect(codeOf(() => files.remove(at(files, 'folder/outside.txt')))).toBe('outside_root');
    expect(fs.readFileSync(path.join(base, 'outside.txt'), 'utf8')).toBe('outside');
    expect(fs.existsSync(path.join(base, 'new'))).toBe(false);
  });

  it('are followed inside the root, and circles are an error', () => {
    const files = diskFiles(path.join(base, 'root'));
    files.write(at(files, 'real.txt'), 'x');
    fs.symlinkSync('real.txt', path.join(base, 'root/link'));
    fs.symlinkSync('loop', path.join(base, 'root/loop'));
    files.write(at(files, 'link'), 'y');
    expect(fs.readFileSync(path.join(base, 'root/real.txt'), 'utf8')).toBe('y');
    expect(fs.lstatSync(path.join(base, 'root/link')).isSymbolicLink()).toBe(true);
    expect(codeOf(() => files.read(at(files, 'loop')))).toBe('bad_request');
    expect(files.stat(at(files, 'loop'))).toMatchObject({ kind: 'link' });
  });

  it('leave no temporary file and keep the mode', () => {
    const files = diskFiles(path.join(base, 'root'));
    files.write(at(files, 'run.sh'), 'a');
    fs.chmodSync(path.join(base, 'root/run.sh'), 0o755);
    files.write(at(files, 'run.sh'), 'b');
    expect(fs.readdirSync(path.join(base, 'root'))).toEqual(['run.sh']);
    expect(fs.statSync(path.join(base, 'root/run.sh')).mode & 0o777).toBe(0o755);
  });
});

it('a root that does not exist is not found', () => {
  expect(codeOf(() => diskFiles(path.join(base, 'nowhere')))).toBe('not_found');
});

function at(files: Files, name: string): RepoPath {
  return insideRoot(files.root, name);
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof Failure ? thrown.code : String(thrown);
  }
  return 'nothing was thrown';
}
