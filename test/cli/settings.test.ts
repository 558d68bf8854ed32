import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownRules, project, sentrik } from './sentrik.ts';

describe('init', () => {
  it('writes starter files once and leaves them alone afterwards', async () => {
    const cwd = project();
    const first = await sentrik(['init'], { cwd });
    expect([first.code, first.stdout]).toEqual([
      0,
      'created .sentrik/config.yaml\ncreated .sentrik/suppressions.yaml\ncreated .sentrik/.gitignore\nNext: sentrik scan\n',
    ]);
    fs.writeFileSync(path.join(cwd, '.sentrik/config.yaml'), 'output_dir: mine\n');
    expect((await sentrik(['init'], { cwd })).stdout).toContain('kept .sentrik/config.yaml');
    expect(fs.readFileSync(path.join(cwd, '.sentrik/config.yaml'), 'utf8')).toBe('output_dir: mine\n');
  });

  it('writes settings that are valid', async () => {
    const cwd = project();
    await sentrik(['init'], { cwd });
    const { code, stdout } = await sentrik(['validate-config'], { cwd });
    expect([code, stdout]).toEqual([0, 'valid: .sentrik/config.yaml\n']);
  });
});

describe('validate-config', () => {
  it('names file, line and field of what is wrong and exits with 1', async () => {
    const cwd = project({ '.guard.yaml': 'output_dir: out\nmax_file_size: big\nunknown_key: 1\n' });
    const { code, stdout } = await sentrik(['validate-config'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error \.guard\.yaml:2: max_file_size: .+\nwarning \.guard\.yaml:3: unknown_key: Unknown setting 'unknown_key'\n$/);
    const json = await sentrik(['validate-config', '--format', 'json'], { cwd });
    expect([json.code, JSON.parse(json.stdout).valid]).toEqual([1, false]);
  });

  it('checks the file of --config, also outside the project', async () => {
    const file = path.join(project({ 'strict.yaml': 'gate_fail_on: nonsense\n' }), 'strict.yaml');
    const { code, stdout } = await sentrik(['validate-config', '--config', file], { cwd: project() });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error .*strict\.yaml:1: gate_fail_on: /);
  });

  it('refuses YAML that does not parse, with the line', async () => {
    const { code, stdout } = await sentrik(['validate-config'], { cwd: project({ '.sentrik/config.yaml': 'a: 1\nb: [1, 2\nc: }\n' }) });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error \.sentrik\/config\.yaml:\d: /);
  });
});

describe('cache', () => {
  it('shows what is kept of earlier scans, and forgets it', async () => {
    const cwd = project({ 'src/run.js': 'danger(1);\n', 'own.yaml': ownRules });
    const environment = { SENTRIK_CACHE_DIR: path.join(project(), 'kept') };
    const run = async (...args: readonly string[]) => await sentrik(args, { cwd, environment });
    expect((await run('cache', 'info')).stdout).toBe('Nothing is kept of earlier scans\n');
    await run('scan', '--no-packs', '--rules', 'own.yaml', '--no-write', '-q');
    const { enabled, entries, total_bytes: total } = JSON.parse((await run('cache', 'info', '--format', 'json')).stdout);
    expect([enabled, entries.length > 0, total > 0]).toEqual([true, true, true]);
    expect((await run('cache', 'info')).stdout).toMatch(/scan-[\da-f]{16}\.bin\n(?:.*\n)*\d+ files?, [\d.]+ k?B\n$/);
    expect((await run('cache', 'clear')).stdout).toMatch(/^Removed \d+ files?, [\d.]+ k?B\n$/);
    expect((await run('cache', 'clear')).stdout).toBe('There was nothing to forget\n');
  });

  it('says that nothing is kept where the setting is off', async () => {
    const { stdout } = await sentrik(['cache', 'info'], { cwd: project({ '.guard.yaml': 'cache: false\n' }) });
    expect(stdout).toBe('Results are not kept in this project: the setting cache is off, or there is no place for them\nNothing is kept of earlier scans\n');
  });
});

describe('rules, explain and packs', () => {
  const settings = { '.sentrik/rules/own.yaml': ownRules, '.guard.yaml': 'standards_packs: [custom]\n' };

  it('lists the rules that are on, filtered', async () => {
    const cwd = project(settings);
    const all = await sentrik(['rules'], { cwd });
    expect(all.stdout).toMatch(/^SEVERITY +RULE +LANGUAGES +CWE +FIX +TITLE\n/);
    expect(all.stdout).toMatch(/\n3 rules\n$/);
    const some = await sentrik(['rules', '--severity', 'high', '--query', 'danger', '--format', 'json'], { cwd });
    expect(JSON.parse(some.stdout)).toMatchObject({ total: 1, rules: [{ id: 'no-danger', has_fix: true }] });
  });

  it('says on standard error which rules cannot be used', async () => {
    const cwd = project({ '.sentrik/rules/bad.yaml': 'rules:\n  - id: bad\n    severity: ERROR\n' });
    const { code, stderr } = await sentrik(['rules'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/Not used \(\d+\)\n {2}\.sentrik\/rules\/bad\.yaml:\d/);
  });

  it('explains a rule, and names near ones for an unknown id', async () => {
    const cwd = project(settings);
    const known = await sentrik(['explain', 'no-danger'], { cwd });
    expect([known.code, known.stdout]).toMatchObject([0, expect.stringMatching(/no-danger\nhigh, confidence high, pack custom[\s\S]*Call safe instead\./)]);
    const unknown = await sentrik(['explain', 'danger'], { cwd });
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/^error: There is no rule with this id; near: .*no-danger/);
  });

  it('lists the packs of the product and turns one on', async () => {
    const cwd = project({ '.guard.yaml': 'standards_packs: [secrets]\n' });
    const before = JSON.parse((await sentrik(['list-packs', '--format', 'json'], { cwd })).stdout);
    const statusOf = (answer: { packs: { id: string; status: string }[] }, id: string) => answer.packs.find((pack) => pack.id === id)?.status;
    expect([statusOf(before, 'secrets'), statusOf(before, 'python')]).toEqual(['ENABLED', 'available']);
    expect((await sentrik(['add-pack', 'python'], { cwd })).stdout).toMatch(/^The pack python with \d+ rules is on \(\.sentrik\/config\.yaml\)\n$/);
    const after = JSON.parse((await sentrik(['list-packs', '--format', 'json'], { cwd })).stdout);
    expect([statusOf(after, 'secrets'), statusOf(after, 'python'), statusOf(after, 'go')]).toEqual(['ENABLED', 'ENABLED', 'available']);
    expect((await sentrik(['list-packs'], { cwd })).stdout).toMatch(/^PACK +STATUS +SOURCE +RULES +VERSION +NAME\n[\s\S]*python +ENABLED +builtin/);
    const unknown = await sentrik(['add-pack', 'nothing'], { cwd });
    expect(unknown.code).toBe(2);
  });
});
