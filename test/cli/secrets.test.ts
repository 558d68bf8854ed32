import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { base62Checksum } from '../../core/scan/detectors/token-check.ts';
import { startTestApi } from '../support/api-server.ts';
import { project, sentrik } from './sentrik.ts';

/** Tokens are put together here, so that nobody takes this file for a leak. */
const [first, second] = ['q7Wm2Zk9Lr4TxB81hT7kd93LmQz5fa', 'Vn4Rt8Yc1Kd6Pw3Xb9Hs5Gm2Jf7LqA'].map((body) => ['ghp', body + base62Checksum(body)].join('_'));

function repository(): string {
  const folder = project();
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, { 'deploy.sh': `export TOKEN=${first}\n`, 'app.js': 'run();\n' });
  commit(folder, { 'deploy.sh': `# moved\nexport TOKEN=${first}\n`, 'ci.sh': `export TOKEN=${second}\n` });
  commit(folder, { 'deploy.sh': 'export TOKEN=$DEPLOY_TOKEN\n' });
  return folder;
}

it('finds a secret that was removed, once, with its first commit, and never shows it', async () => {
  const folder = repository();
  const { code, stdout, stderr } = await sentrik(['secrets', '--history'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/critical {2}GitHub token in the text {2}github-token\n {2}ci\.sh:1 {2}commit [0-9a-f]{12} of \d{4}-\d\d-\d\d, still there\n/);
  expect(stdout).toMatch(/deploy\.sh:1 {2}commit [0-9a-f]{12} of \d{4}-\d\d-\d\d, in 2 versions\n/);
  expect(stdout).toContain('2 secrets in 3 commits, 5 versions of files');
  for (const token of [first, second]) expect(stdout).not.toContain(token?.slice(8));
});

it('answers JSON, for a range, and nothing about authors', async () => {
  const folder = repository();
  const { stdout } = await sentrik(['secrets', '--history', '--range', 'HEAD~2..HEAD', '--format', 'json'], { cwd: folder });
  const answer: { secrets: readonly object[] } = JSON.parse(stdout);
  expect(answer).toMatchObject({ commits: 2, shallow: false, cut_short: false, contents: { total: 3, checked: 3 } });
  expect(answer.secrets).toHaveLength(2);
  expect(answer.secrets[0]).toMatchObject({ rule_id: 'github-token', file_path: 'ci.sh', line: 1, current: true, versions: 1 });
  expect(stdout).not.toContain('Ada Author');
});

it('says what was not looked at, and that a folder has no history', async () => {
  const folder = repository();
  fs.writeFileSync(path.join(folder, '.guard.yaml'), 'max_file_size: 2000\n');
  commit(folder, { 'big.txt': `${first}\n${'x'.repeat(5000)}`, 'logo.png': new Uint8Array([137, 80, 78, 71, 0, 1]) });
  const { stdout } = await sentrik(['secrets', '--history'], { cwd: folder });
  expect(stdout).toContain('1 version too large or not in this clone: not checked');
  expect(stdout).toContain('1 version without text: not checked');
  const none = await sentrik(['secrets', '--history'], { cwd: project() });
  expect({ code: none.code, stderr: none.stderr }).toMatchObject({ code: 2 });
  expect(none.stderr).toContain('not a git repository');
  expect((await sentrik(['secrets'], { cwd: folder })).code).toBe(2);
});

it('is an operation of the API, which refuses what is no number of seconds', async () => {
  const api = await startTestApi({});
  const { status } = await api.send('POST', '/api/secrets/history', { body: { max_seconds: -1 } });
  await api.close();
  expect(status).toBe(422);
});

function commit(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'change');
}

function git(folder: string, ...words: readonly string[]): void {
  const identity = ['-c', 'user.name=Ada Author', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...words], { cwd: folder, stdio: 'pipe' });
}
