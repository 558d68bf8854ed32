import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemGit } from '../../../core/platform/git.ts';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'git-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

it('names changed and staged files, with spaces and accents, and leaves deleted ones out', async () => {
  git('init', '-q', '-b', 'main');
  write('kept.js');
  write('gone.js');
  commit();
  fs.rmSync(path.join(root, 'gone.js'));
  write('sub/é x.js');
  commit();
  write('staged.js');
  git('add', 'staged.js');
  const asked = systemGit(root);
  expect(await asked.changedFiles('HEAD~1...HEAD')).toEqual(['sub/é x.js']);
  expect(await asked.stagedFiles()).toEqual(['staged.js']);
});

it('refuses ranges that are options or unknown, and folders without a repository', async () => {
  await expect(systemGit(root).stagedFiles()).rejects.toMatchObject({ code: 'unavailable' });
  git('init', '-q');
  await expect(systemGit(root).changedFiles('--output=x')).rejects.toMatchObject({ code: 'bad_request' });
  await expect(systemGit(root).changedFiles('nowhere...HEAD')).rejects.toMatchObject({ code: 'bad_request' });
});

it('reads a file as it was committed, from below the repository and in another work tree, too', async () => {
  git('init', '-q', '-b', 'main');
  await expect(systemGit(root).committed('sub/a.js')).rejects.toMatchObject({ code: 'unavailable' });
  write('sub/a.js');
  commit();
  const textOf = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));
  const [top, below] = [systemGit(root), systemGit(path.join(root, 'sub'))];
  expect(textOf(await top.committed('sub/a.js'))).toBe('x\n');
  expect(textOf(await below.committed('a.js'))).toBe('x\n');
  expect(await top.committed('b.js')).toBeUndefined();
  fs.writeFileSync(path.join(root, 'sub/a.js'), 'y\n');
  expect(textOf(await top.committed('sub/a.js'))).toBe('x\n');
  commit();
  expect(textOf(await top.committed('sub/a.js'))).toBe('y\n');
  git('pack-refs', '--all');
  expect(textOf(await top.committed('sub/a.js'))).toBe('y\n');
  expect(textOf(await top.committed('sub/a.js', 'HEAD~1'))).toBe('x\n');
  git('worktree', 'add', '-q', path.join(root, 'tree'), 'HEAD~1');
  expect(textOf(await systemGit(path.join(root, 'tree')).committed('sub/a.js'))).toBe('x\n');
  await expect(top.committed('sub/a.js', '--all')).rejects.toMatchObject({ code: 'bad_request' });
});

it('asks git once for what was committed while HEAD stays, and finds a branch that git packed and moved', async () => {
  git('init', '-q', '-b', 'main');
  write('a.js');
  commit();
  git('pack-refs', '--all');
  const asked = systemGit(root);
  const first = await asked.committed('a.js');
  expect(await asked.committed('a.js')).toBe(first);
  fs.writeFileSync(path.join(root, 'a.js'), 'z\n');
  commit();
  expect(new TextDecoder().decode(await asked.committed('a.js'))).toBe('z\n');
});

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...words], { cwd: root, stdio: 'pipe' });
}

function write(name: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), 'x\n');
}

function commit(): void {
  git('add', '-A');
  git('commit', '-qm', 'x');
}
