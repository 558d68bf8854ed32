import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HistoricFile, HistoryRequest } from '../../../core/kernel/context.ts';
import { systemGit } from '../../../core/platform/git.ts';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'git-history-'));
  git('init', '-q', '-b', 'main');
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

it('gives each content once, with the first commit that had it, whether it is still there or not', async () => {
  commit({ 'a.txt': 'one\n', 'sub/é x.txt': 'two\n' });
  const first = git('rev-parse', 'HEAD').trim();
  commit({ 'a.txt': 'three\n', 'copy.txt': 'two\n' });
  commit({ 'a.txt': undefined });
  const { commits, total, files } = await readAll();
  expect({ commits, total }).toEqual({ commits: 3, total: 3 });
  expect(files.map(({ path: name, isCurrent, text }) => [name, isCurrent, text])).toEqual([
    ['a.txt', false, 'one\n'],
    ['sub/é x.txt', true, 'two\n'],
    ['a.txt', false, 'three\n'],
  ]);
  expect(files[0]).toMatchObject({ commit: first });
  expect(new Date(files[0]?.committedAt ?? '').getFullYear()).toBeGreaterThan(2020);
});

it('looks into other branches and into what was written while merging', async () => {
  commit({ 'a.txt': 'base\n' });
  git('checkout', '-q', '-b', 'side');
  commit({ 'side.txt': 'side\n' });
  git('checkout', '-q', 'main');
  commit({ 'a.txt': 'main\n' });
  git('merge', '-q', '--no-ff', '--no-commit', 'side');
  commit({ 'merged.txt': 'only in the merge\n' });
  git('checkout', '-q', '-b', 'other');
  commit({ 'other.txt': 'other\n' });
  git('checkout', '-q', 'main');
  expect((await readAll()).files.map(({ text }) => text).toSorted()).toEqual(['base\n', 'main\n', 'only in the merge\n', 'other\n', 'side\n']);
  expect((await readAll({ range: 'main..other' })).files.map(({ text }) => text)).toEqual(['other\n']);
});

it('leaves out the content of what is larger than asked for, and keeps binary bytes as they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
  commit({ 'large.bin': bytes, 'small.txt': 'small\n' });
  const { files } = await readAll({ maxBytes: 1000 });
  expect(files.map(({ path: name, bytes: content }) => [name, content?.length])).toEqual([
    ['large.bin', undefined],
    ['small.txt', 6],
  ]);
  expect(Buffer.from((await readAll()).files[0]?.bytes ?? []).equals(bytes)).toBe(true);
});

it('is empty before the first commit, and says when older commits are missing', async () => {
  expect(await readAll()).toEqual({ commits: 0, isShallow: false, total: 0, files: [] });
  commit({ 'a.txt': 'one\n' });
  commit({ 'a.txt': 'two\n' });
  const clone = path.join(root, 'clone');
  git('clone', '-q', '--depth', '1', `file://${root}`, clone);
  const { isShallow, commits } = await systemGit(clone).history({ maxBytes: 100 });
  expect({ isShallow, commits }).toEqual({ isShallow: true, commits: 1 });
});

it('refuses names that git does not know or that are options, and stops when it is told to', async () => {
  commit({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
  await expect(systemGit(root).history({ maxBytes: 1, range: 'nowhere' })).rejects.toMatchObject({ code: 'bad_request' });
  await expect(systemGit(root).history({ maxBytes: 1, range: '--output=x' })).rejects.toMatchObject({ code: 'bad_request' });
  const stop = new AbortController();
  const { files } = await systemGit(root).history({ maxBytes: 100, signal: stop.signal });
  await expect(
    (async () => {
      for await (const file of files) if (file.path === 'a.txt') stop.abort();
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' });
});

async function readAll(request: Partial<HistoryRequest> = {}) {
  const { files, ...about } = await systemGit(root).history({ maxBytes: 1_000_000, ...request });
  const all: (HistoricFile & { readonly text: string })[] = [];
  for await (const file of files) all.push({ ...file, text: Buffer.from(file.bytes ?? []).toString() });
  return { ...about, files: all };
}

function commit(files: Readonly<Record<string, string | Uint8Array | undefined>>): void {
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(root, name);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    if (content === undefined) fs.rmSync(full);
    else fs.writeFileSync(full, content);
  }
  git('add', '-A');
  git('commit', '-q', '-m', 'change');
}

function git(...words: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...words], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
}
