import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dangerous, ownRules, project, sentrik } from './sentrik.ts';

const outside = project({ 'own.yaml': ownRules });
const ownOnly = ['--no-packs', '--no-write', '--rules', path.join(outside, 'own.yaml')];

describe('gate', () => {
  it('fails with 1 on critical and high findings, and shows those', async () => {
    const { code, stdout } = await sentrik(['gate', ...ownOnly], { cwd: project({ 'run.js': dangerous }) });
    expect(code).toBe(1);
    expect(stdout).toMatch(/no-token[\s\S]*no-danger[\s\S]*Gate failed: 2 findings \(severities: critical, high\)\n$/);
    expect(stdout.slice(0, stdout.indexOf('Findings\n'))).not.toContain('no-todo');
  });

  it('passes with 0 when no finding is as severe', async () => {
    const { code, stdout } = await sentrik(['gate', ...ownOnly], { cwd: project({ 'a.txt': 'TODO\n' }) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 finding in 1 file.*\nGate passed: no finding that fails it \(severities: critical, high\)\n$/);
  });

  it('follows --fail-on before the configuration', async () => {
    const cwd = project({ 'a.txt': 'TODO\n', '.guard.yaml': 'gate_fail_on: [low]\n' });
    expect((await sentrik(['gate', ...ownOnly], { cwd })).code).toBe(1);
    expect((await sentrik(['gate', '--fail-on', 'critical,high', ...ownOnly], { cwd })).code).toBe(0);
  });

  it('does not count a suppressed finding', async () => {
    const cwd = project({ 'a.js': '// SENTRIK-SUPPRESS: no-danger — the argument is a constant [owner=anna expires=2099-01-31]\ndanger(1);\n' });
    const { code, stdout } = await sentrik(['gate', ...ownOnly], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('suppressed     1');
  });

  it('counts one whose suppression says nothing of who answers for it and until when, and says so', async () => {
    const cwd = project({ 'a.js': '// SENTRIK-SUPPRESS: no-danger — the argument is a constant\ndanger(1);\n' });
    for (const quiet of [[], ['--quiet']]) {
      const { code, stdout } = await sentrik(['gate', ...quiet, ...ownOnly], { cwd });
      const excuse = 'its suppression has no owner, no last day; add [owner=NAME expires=YYYY-MM-DD] to the comment';
      expect([code, stdout]).toEqual([1, expect.stringContaining(`Not counted: a.js:2 no-danger: ${excuse}\n`)]);
    }
  });

  it('gives its verdict as JSON, and other reports with the verdict on standard error', async () => {
    const cwd = project({ 'run.js': dangerous });
    const json = await sentrik(['gate', '--format', 'json', ...ownOnly], { cwd });
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      1,
      { passed: false, critical: 1, high: 1, low: 1, total_findings: 3, fail_on: ['critical', 'high'] },
    ]);
    const sarif = await sentrik(['gate', '--format', 'sarif', ...ownOnly], { cwd });
    expect([sarif.code, JSON.parse(sarif.stdout).runs[0].results.length]).toEqual([1, 3]);
    expect(sarif.stderr).toBe('Gate failed: 2 findings (severities: critical, high)\n');
  });

  it('ends with 2 rather than decide by defaults when the configuration is wrong', async () => {
    const cwd = project({ 'a.js': 'danger(1);\n', '.sentrik/config.yaml': 'output_dir: out\ngate_fail_on: [severe]\n' });
    const { code, stdout, stderr } = await sentrik(['gate', ...ownOnly], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: The configuration is not valid: \.sentrik\/config\.yaml:2: /);
  });

  it.each(['severe', 'high,nope', ','])('refuses --fail-on %s', async (value) => {
    const { code, stderr } = await sentrik(['gate', '--fail-on', value], { cwd: project() });
    expect(code).toBe(2);
    expect(stderr).toContain("option '--fail-on <severities>' argument");
  });
});
