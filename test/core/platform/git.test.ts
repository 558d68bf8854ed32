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
