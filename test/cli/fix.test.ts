import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownRules, program, project, sentrik } from './sentrik.ts';

const rules = path.join(project({ 'own.yaml': ownRules }), 'own.yaml');
const fix = (cwd: string, ...args: readonly string[]) => sentrik(['fix', '--no-packs', '--rules', rules, '--no-progress', ...args], { cwd });

const texts: Readonly<Record<string, string>> = {
  'plain.js': 'let a = 1;\ndanger(a);\nlet b = 2;\n\n\n\n\n\n\ndanger(b);\n',
  'windows.js': 'let a = 1;\r\ndanger(a);\r\nlet b = 2;\r\n',
  'marked.js': '\uFEFFdanger(0);\n',
  'open end.js': 'let a = 1;\ndanger(a)',
  'sub/é.js': 'danger("é");\n',
  'fine.js': 'safe(1);\n',
};

function read(cwd: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(texts).map((name) => [name, fs.readFileSync(path.join(cwd, name), 'utf8')]));
}

describe('sentrik fix', () => {
  it('repairs what is verified, keeps line ends and marks, and git takes it all back with the patch', async () => {
    const cwd = project(texts);
    execFileSync('git', ['init', '-q'], { cwd });
    const { code, stdout } = await fix(cwd);
    expect(code).toBe(0);
    const repaired = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replaceAll('danger(', 'safe(')]));
    expect(read(cwd)).toEqual(repaired);
    const patch = /git apply -R (\S+)/.exec(stdout)?.[1] ?? '';
    execFileSync('git', ['apply', '-R', patch], { cwd });
    expect(read(cwd)).toEqual(texts);
    execFileSync('git', ['apply', patch], { cwd });
    expect(read(cwd)).toEqual(repaired);
  });

  it('prints the diff of a dry run and changes nothing', async () => {
    const cwd = project(texts);
    execFileSync('git', ['init', '-q'], { cwd });
    const { stdout, stderr } = await fix(cwd, '--dry-run', 'plain.js');
    expect(read(cwd)).toEqual(texts);
    expect(stderr).toContain('2 repairs possible in 1 file');
    execFileSync('git', ['apply', '-'], { cwd, input: stdout });
    expect(read(cwd)['plain.js']).toBe((texts['plain.js'] ?? '').replaceAll('danger(', 'safe('));
  });

  it('leaves fixes that ask for a look first until they are asked for', async () => {
    const cautious = path.join(
      project({ 'own.yaml': ownRules.replace('fix: safe($X)', 'fix-caution: Old callers stop working.\n    fix: safe($X)') }),
      'own.yaml',
    );
    const cwd = project({ 'a.js': 'danger(1);\n' });
    const run = (...args: readonly string[]) => sentrik(['fix', '--no-packs', '--rules', cautious, '--no-progress', ...args], { cwd });
    expect((await run('--verified-only')).stdout).toContain('left 1 finding: Look at it first: Old callers stop working.\n    a.js:1 ');
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('danger(1);\n');
    expect(JSON.parse((await run('--verified-only', '--cautious', '--format', 'json')).stdout)).toMatchObject({
      fixes: [{ verified: true, caution: 'Old callers stop working.' }],
      left: [],
    });
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('safe(1);\n');
  });

  it('leaves test code until it is asked for', async () => {
    const cwd = project({ 'test/a.js': 'danger(1);\n', 'a.js': 'danger(2);\n' });
    expect((await fix(cwd, '--yes')).stdout).toContain('left 1 finding: It is in test code');
    expect(fs.readFileSync(path.join(cwd, 'test/a.js'), 'utf8')).toBe('danger(1);\n');
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('safe(2);\n');
    await fix(cwd, '--yes', '--tests');
    expect(fs.readFileSync(path.join(cwd, 'test/a.js'), 'utf8')).toBe('safe(1);\n');
  });

  it('leaves what cannot be verified, says why, and makes it on request', async () => {
    const worse = ownRules.replace('fix: safe($X)', 'fix: danger($X, danger($X))');
    const own = path.join(project({ 'worse.yaml': worse }), 'worse.yaml');
    const cwd = project({ 'a.js': 'danger(1);\n' });
    const run = (...args: readonly string[]) => sentrik(['fix', '--no-packs', '--rules', own, '--no-progress', ...args], { cwd });
    expect((await run('--verified-only')).stdout).toContain('It could not be verified');
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('danger(1);\n');
    expect(JSON.parse((await run('--yes', '--unverified', '--format', 'json')).stdout)).toMatchObject({
      status: 'applied',
      fixes: [{ verified: false }],
      files: ['a.js'],
    });
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('danger(1, danger(1));\n');
  });

  it('repairs only the findings of the rules that are named', async () => {
    const cwd = project(texts);
    const { stdout } = await fix(cwd, '--rule', 'no-todo', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ fixes: [], files: [], patch: '' });
    expect(read(cwd)).toEqual(texts);
  });

  it('leaves a file that cannot be written, and repairs the others', async () => {
    const cwd = project({ 'a.js': 'danger(1);\n', 'locked/b.js': 'danger(2);\n' });
    const outside = path.join(project({ 'c.js': 'danger(3);\n' }), 'c.js');
    fs.rmSync(path.join(cwd, 'locked/b.js'));
    fs.symlinkSync(outside, path.join(cwd, 'locked/b.js'));
    await fix(cwd);
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('safe(1);\n');
    expect(fs.readFileSync(outside, 'utf8')).toBe('danger(3);\n');
  });

  it('shows each fix at a terminal and makes those that are accepted', async () => {
    const cwd = project({ 'a.js': 'danger(1);\n\n\n\n\n\ndanger(2);\n\n\n\n\n\ndanger(3);\n' });
    const command = `${process.execPath} ${program} fix --no-packs --rules ${rules} --no-progress`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: { ...process.env, TERM: 'dumb' } });
    const answers = ['n\n', 'y\n', 'q\n'];
    let shown = '';
    let asked = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString('utf8');
      const questions = shown.split('[q]uit: ').length - 1;
      while (asked < questions) child.stdin.write(answers[asked++] ?? 'q\n');
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(shown).toContain('1 of 3');
    expect(shown).toContain('+ safe(2);');
    expect(fs.readFileSync(path.join(cwd, 'a.js'), 'utf8')).toBe('danger(1);\n\n\n\n\n\nsafe(2);\n\n\n\n\n\ndanger(3);\n');
  });
});
