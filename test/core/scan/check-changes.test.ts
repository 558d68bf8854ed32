import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { diskFiles } from '../../../core/platform/files-disk.ts';
import { systemGit } from '../../../core/platform/git.ts';
import { sdkCheck } from '../../../core/scan/sdk.ops.ts';
import { testContext } from '../../support/context.ts';

const old = `const { exec } = require('child_process');
const express = require('express');
const app = express();
app.get('/one', (req, res) => {
  exec(req.query.one);
});
`;
const added = `app.get('/two', (req, res) => {
  const word = req.query.two;
  exec(word);
});
`;

let root: string;
let project: ReturnType<typeof contextOf>;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'changes-'));
  project = contextOf(root);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a check of what changed', () => {
  it('tells the findings of changed lines, and how many there are besides', async () => {
    commitFiles({ 'app.js': old });
    write('app.js', old + added);
    const changed = await check({ path: 'app.js', lines: 'changed' });
    expect(linesOf(changed)).toEqual([9]);
    expect(changed).toMatchObject({ unchanged: 1, compared_with: 'HEAD' });
    const all = await check({ path: 'app.js' });
    expect(linesOf(all)).toEqual([5, 9]);
    expect(all.unchanged).toBeUndefined();
  });

  it('tells a data flow of which only a step changed', async () => {
    commitFiles({ 'app.js': old + added.replace('req.query.two', "'ls'") });
    write('app.js', old + added);
    expect(linesOf(await check({ path: 'app.js', lines: 'changed' }))).toEqual([9]);
  });

  it('tells a finding that appears because a check was taken away', async () => {
    const guarded = (guard: string) =>
      `const { exec } = require('child_process');\nconst express = require('express');\nconst app = express();\napp.get('/n', (req, res) => {\n  let n = req.query.n;\n${guard}  exec('sleep ' + n);\n});\n`;
    commitFiles({ 'app.js': guarded('  n = Number(n);\n') });
    write('app.js', guarded(''));
    expect(await check({ path: 'app.js', lines: 'changed' })).toMatchObject({ compliant: false, unchanged: 0 });
  });

  it('takes all of a file that git does not know, or where there is no git', async () => {
    write('app.js', old);
    const whole = await check({ path: 'app.js', lines: 'changed' });
    expect([linesOf(whole), whole.compared_with, whole.unchanged]).toEqual([[5], undefined, undefined]);
    git('init', '-q', '-b', 'main');
    expect(await check({ path: 'app.js', lines: 'changed' })).toEqual(whole);
    commitFiles({ 'other.js': '' }, ['other.js']);
    expect(linesOf(await check({ path: 'app.js', lines: 'changed' }))).toEqual([5]);
  });

  it('sees the next commit, another base, and text that is not on disk', async () => {
    commitFiles({ 'app.js': '' });
    write('app.js', old);
    expect((await check({ path: 'app.js', lines: 'changed' })).findings).toHaveLength(1);
    git('commit', '-qam', 'next');
    expect(await check({ path: 'app.js', lines: 'changed' })).toMatchObject({ compliant: true, unchanged: 1 });
    expect((await check({ path: 'app.js', base: 'HEAD~1' })).findings).toHaveLength(1);
    expect(linesOf(await check({ code: old + added, filename: 'app.js', lines: 'changed' }))).toEqual([9]);
    await expect(check({ path: 'app.js', base: 'nowhere' })).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('a check of a diff', () => {
  beforeEach(() => commitFiles({ 'app.js': old, 'src/gone.js': '// gone\n' }));

  it('takes the file as it is where the diff is in it already', async () => {
    write('app.js', old + added);
    const answer = await check({ diff: gitDiff() });
    expect(linesOf(answer)).toEqual([9]);
    expect(answer).toMatchObject({ unchanged: 1, compared_with: 'diff', not_checked: [] });
  });

  it('applies one that is not made yet, to the file or to what was committed', async () => {
    write('app.js', old + added);
    const diff = gitDiff();
    write('app.js', old);
    expect(linesOf(await check({ diff }))).toEqual([9]);
    write('app.js', '// something else\n');
    expect(linesOf(await check({ diff }))).toEqual([9]);
  });

  it('takes new, renamed and deleted files as what they are', async () => {
    write('new.py', 'import os\nfrom flask import request\n\ndef run():\n    os.system(request.args["x"])\n');
    fs.rmSync(path.join(root, 'src/gone.js'));
    git('mv', 'app.js', 'moved.js');
    write('moved.js', old + added);
    git('add', '-A');
    const diff = git('diff', '--cached', '-M');
    const answer = await check({ diff });
    expect(answer.findings.map(({ evidence, range }) => `${evidence.file}:${range.start_line}`).sort()).toEqual(['moved.js:9', 'new.py:5']);
    expect(answer.files.map((file) => file.path).sort()).toEqual(['moved.js', 'new.py']);
  });

  it('says of what fits nothing, leads outside or is no text that it was not checked', async () => {
    write('app.js', old + added);
    const diff = gitDiff().replace('exec(req.query.one);', 'exec(other);');
    write('app.js', '// something else\n');
    const outside = 'diff --git a/../x.js b/../x.js\n--- a/../x.js\n+++ b/../x.js\n@@ -0,0 +1 @@\n+eval(x)\n';
    const binary = 'diff --git a/i.bin b/i.bin\nindex 1..2 100644\nBinary files a/i.bin and b/i.bin differ\n';
    const answer = await check({ diff: `${diff}${outside}${binary}` });
    expect(answer.not_checked).toEqual([
      'app.js: the diff fits neither the file as it is nor its last commit',
      '../x.js: The path is outside the project root',
      'i.bin: not text',
    ]);
  });

  it('refuses what is no diff', async () => {
    await expect(check({ diff: 'hello' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(check({ diff: '@@ -1 +1 @@\n-a\n+b\n' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(check({ diff: 'x', path: 'app.js' })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

function contextOf(folder: string) {
  return { ...testContext({ disk: diskFiles(folder) }), git: systemGit(folder) };
}

function check(input: Parameters<typeof runJson<typeof sdkCheck.input, typeof sdkCheck.output>>[2]) {
  return runJson(sdkCheck, project, input);
}

function linesOf({ findings }: Awaited<ReturnType<typeof check>>): number[] {
  return findings.map(({ range }) => range.start_line).sort((a, b) => a - b);
}

function gitDiff(): string {
  return git('diff');
}

function git(...words: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...words], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

function commitFiles(files: Readonly<Record<string, string>>, only: readonly string[] = ['-A']): void {
  for (const [name, text] of Object.entries(files)) write(name, text);
  git('init', '-q', '-b', 'main');
  git('add', ...only);
  git('commit', '-qm', 'x');
}

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}
