import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, sentrik } from './sentrik.ts';

const ours = {
  'ours/pack.yaml': 'id: ours\nname: Our rules\n',
  'ours/todo.yaml': 'rules:\n  - {id: todo, message: A task, severity: low, languages: [javascript], pattern: todo()}\n',
  'ours/todo.js': '// ruleid: todo\ntodo();\n',
};

describe('packs of the project on the command line', () => {
  it('are created, tested, exported, deleted and imported again', async () => {
    const cwd = project();
    const run = (...args: readonly string[]) => sentrik(['packs', ...args], { cwd });
    expect((await run('create', 'fresh', '--name', 'Fresh')).stdout).toContain('Created .sentrik/rules/fresh with 1 rule');
    expect(await run('test', 'fresh')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 passed, 0 failed') as string });
    expect(await run('export', 'fresh', '-f', 'tar.gz')).toMatchObject({ code: 0, stderr: 'Wrote fresh.tar.gz\n' });
    expect((await run('delete', 'fresh')).stdout).toBe('Deleted fresh\n');
    expect(fs.existsSync(path.join(cwd, '.sentrik/rules/fresh'))).toBe(false);
    expect((await run('import', 'fresh.tar.gz')).stdout).toBe('Imported Fresh with 1 rule into .sentrik/rules/fresh\n');
    expect((await run('list', '--format', 'json')).stdout).toContain('.sentrik/rules/fresh');
  });

  it('come from any folder, and their test targets are not scanned as code', async () => {
    const [cwd, elsewhere] = [project({ 'a.js': 'todo();\n' }), project(ours)];
    expect((await sentrik(['packs', 'import', path.join(elsewhere, 'ours')], { cwd })).stdout).toContain('with 1 rule');
    expect(fs.existsSync(path.join(cwd, '.sentrik/rules/ours/todo.js'))).toBe(true);
    const { stdout } = await sentrik(['scan', '--packs', 'ours', '-q', '--no-write'], { cwd });
    expect(stdout).toBe('a.js:1:1: low todo A task\n');
  });

  it('are validated with file and line, and a broken one is not imported', async () => {
    const cwd = project({ ...ours, 'ours/bad.yaml': 'rules:\n  - id: bad\n    severity: low\n' });
    const checked = await sentrik(['packs', 'validate', 'ours'], { cwd });
    expect([checked.code, checked.stdout]).toMatchObject([1, expect.stringMatching(/^ours: .*problems?\n {2}bad\.yaml:2/) as string]);
    const refused = await sentrik(['packs', 'import', 'ours'], { cwd });
    expect([refused.code, refused.stderr]).toMatchObject([2, expect.stringContaining('bad.yaml:2') as string]);
    expect(fs.existsSync(path.join(cwd, '.sentrik/rules'))).toBe(false);
  });

  it('have rules that the settings change and change back', async () => {
    const cwd = project();
    const run = (...args: readonly string[]) => sentrik(['packs', 'override', 'secrets', 'private-key', ...args], { cwd });
    expect((await run('--severity', 'low')).stdout).toBe('private-key: {"severity":"low"}\n');
    expect((await run('--disable')).stdout).toBe('private-key: {"severity":"low","enabled":false}\n');
    expect((await sentrik(['explain', 'private-key'], { cwd })).stdout).toContain('off in this project');
    expect((await run('--reset')).stdout).toBe('private-key: "as the pack has it"\n');
    expect((await run()).stderr).toContain('Say what to change');
    expect((await run('--option', 'constant_propagation=maybe')).code).toBe(2);
  });
});
