import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportFormats } from '../../core/report/render.ts';
import { readXml } from '../core/report/xml.ts';
import { dangerous, ownRules, project, sentrik } from './sentrik.ts';

const outside = project({ 'rules/own.yaml': ownRules, 'rules/README.md': 'not a rule' });
const ownOnly = ['--no-packs', '--rules', path.join(outside, 'rules')];

function shop(): string {
  return project({ 'src/run.js': dangerous, 'src/ok.js': 'export const one = 1;\n', 'notes/todo.txt': 'TODO: water\n' });
}

describe('scan', () => {
  it('shows findings by file with their code, a summary and the timing, and exits with 0', async () => {
    const { code, stdout, stderr } = await sentrik(['scan', ...ownOnly], { cwd: shop() });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(/[\d,]+ ms/, 'N ms')).toMatchInlineSnapshot(`
      "notes/todo.txt
        1:1  low  A task is left  no-todo
          > 1 │ TODO: water
              │ ^^^^

      src/run.js
        1:14  critical  A token stands in the code  no-token
          > 1 │ const key = 'tok_****************';
              │              ^^^^^^^^^^^^^^^^^^^^
            2 │ function run(input) {
            3 │   // TODO check

        3:6  low  A task is left  no-todo
            1 │ const key = 'tok_****************';
            2 │ function run(input) {
          > 3 │   // TODO check
              │      ^^^^
            4 │   return danger(input);
            5 │ }

        4:10  high  danger($X) is called  no-danger  CWE-95
          danger(input) is called
            2 │ function run(input) {
            3 │   // TODO check
          > 4 │   return danger(input);
              │          ^^^^^^^^^^^^^
            5 │ }
          fix: Replace with the safe form

      Findings
        critical       1
        high           1
        medium         0
        low            2
        info           0

      4 findings in 3 files, 7 lines, N ms, 1 thread
      Written: out/findings.json, out/suppressed.json, out/scan_metrics.json, out/report.sarif.json, out/findings.sarif
      "
    `);
  });

  it('writes findings, SARIF, metrics and nothing else into the output folder', async () => {
    const cwd = shop();
    await sentrik(['scan', ...ownOnly], { cwd });
    expect(fs.readdirSync(path.join(cwd, 'out')).sort()).toEqual([
      'findings.json',
      'findings.sarif',
      'report.sarif.json',
      'scan_metrics.json',
      'suppressed.json',
    ]);
    const findings = JSON.parse(fs.readFileSync(path.join(cwd, 'out/findings.json'), 'utf8'));
    expect(findings.map((finding: { rule_id: string }) => finding.rule_id)).toEqual(['no-todo', 'no-token', 'no-todo', 'no-danger']);
    expect(JSON.parse(fs.readFileSync(path.join(cwd, 'out/scan_metrics.json'), 'utf8'))).toMatchObject({ files_scanned: 3, total_findings: 4 });
    expect(fs.readFileSync(path.join(cwd, 'out/findings.sarif'), 'utf8')).toBe(fs.readFileSync(path.join(cwd, 'out/report.sarif.json'), 'utf8'));
    expect(fs.readFileSync(path.join(cwd, 'out/findings.json'), 'utf8')).not.toContain('tok_0123');
  });

  it('leaves the project as it is with --no-write', async () => {
    const cwd = shop();
    await sentrik(['scan', '--no-write', ...ownOnly], { cwd });
    expect(fs.existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  it.each(reportFormats)('writes pure %s on standard output', async (format) => {
    const args = ['scan', '--no-write', '--format', format, ...ownOnly];
    const { code, stdout, stderr } = await sentrik(args, { cwd: shop(), environment: { FORCE_COLOR: '1' } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001b[');
    expectValid(format, stdout);
  });

  it.each(['text', 'html'] as const)('writes %s to a file, making its folder, without colours', async (format) => {
    const cwd = shop();
    const args = ['scan', '--no-write', '--format', format, '--output', 'reports/deep/result', ...ownOnly];
    const { code, stdout, stderr } = await sentrik(args, { cwd, environment: { FORCE_COLOR: '1' } });
    expect([code, stdout, stderr]).toEqual([0, '', 'Wrote reports/deep/result\n']);
    expect(fs.readdirSync(path.join(cwd, 'reports/deep'))).toEqual(['result']);
    const saved = fs.readFileSync(path.join(cwd, 'reports/deep/result'), 'utf8');
    expect(saved).toContain('no-danger');
    expect(saved).not.toContain('\u001b[');
  });

  it('gives SARIF with the line hash of GitHub and without scanned source', async () => {
    const { stdout } = await sentrik(['scan', '--no-write', '--format', 'sarif', ...ownOnly], { cwd: shop() });
    const [run] = JSON.parse(stdout).runs;
    expect(run.results.every((result: { partialFingerprints: object }) => 'primaryLocationLineHash' in result.partialFingerprints)).toBe(true);
    expect(stdout).not.toContain('return danger(input)');
  });

  it('shows only what is as severe as --severity, and counts the rest', async () => {
    const cwd = shop();
    const { stdout } = await sentrik(['scan', '--no-write', '--severity', 'high', ...ownOnly], { cwd });
    expect(stdout).toContain('2 less severe findings not shown');
    expect(stdout).not.toContain('no-todo');
    const report = await sentrik(['scan', '--no-write', '--severity', 'critical', '--format', 'json', ...ownOnly], { cwd });
    expect(JSON.parse(report.stdout).findings.map((finding: { rule_id: string }) => finding.rule_id)).toEqual(['no-token']);
  });

  it('prints one line per finding with --quiet', async () => {
    const { stdout, stderr } = await sentrik(['scan', '--no-write', '-q', 'src', ...ownOnly], { cwd: shop() });
    expect([stdout, stderr]).toEqual([
      'src/run.js:1:14: critical no-token A token stands in the code\nsrc/run.js:3:6: low no-todo A task is left\nsrc/run.js:4:10: high no-danger danger($X) is called\n',
      '',
    ]);
  });

  it('says where the time went with --timings, and uses as many threads as told', async () => {
    const { stdout } = await sentrik(['scan', '--no-write', '--timings', '--threads', '1', ...ownOnly], { cwd: shop() });
    expect(stdout).toMatch(/, 1 thread\n/);
    expect(stdout).toMatch(/Timings: walk [\d.]+ ms, scan [\d.]+ ms, link [\d.]+ ms, project [\d.]+ ms/);
    expect(stdout).toMatch(/Slowest rules\n(?: .*\n)* +[\d.]+ ms {2}no-danger: tried in 1 file, most in src\/run\.js/);
    expect(stdout).toMatch(/Slowest files\n(?: .*\n)* +[\d.]+ ms {2}src\/run\.js: parsing [\d.]+ ms/);
    const { costs } = JSON.parse((await sentrik(['gate', '--no-write', '--timings', '--format', 'json', ...ownOnly], { cwd: shop() })).stdout);
    expect(costs.slowest_files.map(({ path }: { readonly path: string }) => path)).toContain('src/run.js');
  });

  it('colours on demand only', async () => {
    const cwd = shop();
    const args = ['scan', '--no-write', ...ownOnly];
    expect((await sentrik(args, { cwd, environment: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31m');
    expect((await sentrik(args, { cwd, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\u001b[');
  });
});

describe('what is scanned', () => {
  it('is the named files and folders', async () => {
    const { stdout } = await sentrik(['scan', '--no-write', '-q', 'notes', 'src/run.js', ...ownOnly], { cwd: shop() });
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual(['notes/todo.txt', 'src/run.js', 'src/run.js', 'src/run.js', '']);
  });

  it('is a project elsewhere when one folder outside is named; its output goes there', async () => {
    const [cwd, elsewhere] = [project(), shop()];
    const { code, stdout } = await sentrik(['scan', elsewhere, '-q', ...ownOnly], { cwd });
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'notes/todo.txt:1:1: low no-todo A task is left']);
    expect([fs.existsSync(path.join(cwd, 'out')), fs.existsSync(path.join(elsewhere, 'out'))]).toEqual([false, true]);
  });

  it('is the folder of --root', async () => {
    const elsewhere = shop();
    const { stdout } = await sentrik(['scan', '--root', elsewhere, '--no-write', '-q', path.join(elsewhere, 'notes'), ...ownOnly], { cwd: project() });
    expect(stdout).toBe('notes/todo.txt:1:1: low no-todo A task is left\n');
  });

  it('is what is staged, or what a git range touched', async () => {
    const cwd = shop();
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd, stdio: 'pipe' });
    git('init', '-q');
    git('add', 'src');
    git('commit', '-qm', 'first');
    git('add', 'notes');
    const staged = await sentrik(['scan', '--staged', '--no-write', '-q', ...ownOnly], { cwd });
    expect(staged.stdout).toBe('notes/todo.txt:1:1: low no-todo A task is left\n');
    git('commit', '-qm', 'second');
    const ranged = await sentrik(['scan', '--git-range', 'HEAD~1', '--no-write', '-q', ...ownOnly], { cwd });
    expect(ranged.stdout).toBe('notes/todo.txt:1:1: low no-todo A task is left\n');
    const unknown = await sentrik(['scan', '--git-range', 'nowhere...HEAD', ...ownOnly], { cwd });
    expect([unknown.code, unknown.stderr]).toEqual([2, 'error: git does not know this range; check the names of its commits and branches\n']);
  });

  it('is every file that can be read: bad ones are named and the rest is scanned', async () => {
    const cwd = project({
      'run.js': dangerous,
      'binary.js': new Uint8Array([0, 1, 2, 0]),
      'huge.js': `// ${'x'.repeat(2_100_000)}\n`,
      'line.js': `const a = "${'y'.repeat(300_000)}";\n`,
      'latin1.js': new Uint8Array([0x2f, 0x2f, ...Array.from({ length: 200 }, () => 0xe9), 0x0a]),
      'deep.js': `${'('.repeat(20_000)}${')'.repeat(20_000)}`,
    });
    fs.symlinkSync('..', path.join(cwd, 'loop'));
    const { code, stdout } = await sentrik(['scan', '--no-write', '--format', 'json', ...ownOnly], { cwd });
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.findings.map((finding: { evidence: { file: string } }) => finding.evidence.file)).toEqual(['run.js', 'run.js', 'run.js']);
    const reasons = Object.fromEntries(report.skipped.map((skip: { path: string; reason: string }) => [skip.path, skip.reason]));
    expect(reasons).toMatchObject({ 'binary.js': 'binary', 'huge.js': 'too-large', 'latin1.js': 'invalid-encoding' });
  });
});

describe('rules and packs of a scan', () => {
  it('come from files inside and outside the project', async () => {
    const cwd = project({ 'own.yaml': ownRules, 'a.js': 'danger(1);\n' });
    const { stdout } = await sentrik(['scan', '--no-write', '-q', 'a.js', '--no-packs', '--rules', 'own.yaml'], { cwd });
    expect(stdout).toBe('a.js:1:1: high no-danger danger($X) is called\n');
  });

  it('are named with the reason when they cannot be used; the others run', async () => {
    const broken = `${ownRules}  - id: broken\n    languages: [javascript]\n    severity: ERROR\n    message: Broken\n    pattern: "foo((("\n`;
    const cwd = project({ 'own.yaml': broken, 'a.js': 'danger(1);\nfoo(2);\n' });
    const { code, stdout } = await sentrik(['scan', '--no-write', 'a.js', '--no-packs', '--rules', 'own.yaml'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('no-danger');
    expect(stdout).toMatch(/Not used \(\d\)\n {2}.*broken/);
  });

  it.each([
    ['--rules', 'missing.yaml', 'There is no rule file or folder missing.yaml'],
    ['--packs', 'no-such-pack', 'There is no pack named no-such-pack'],
    ['--config', 'missing.yaml', 'There is no configuration file missing.yaml'],
  ])('%s %s is refused', async (option, value, message) => {
    const { code, stdout, stderr } = await sentrik(['scan', option, value], { cwd: shop() });
    expect([code, stdout, stderr]).toEqual([2, '', `error: ${message}\n`]);
  });

  it('follow the configuration, also one from outside the project', async () => {
    const settings = project({ 'strict.yaml': 'scan_exclude: ["notes/**"]\noutput_dir: results\n' });
    const cwd = shop();
    const { stdout } = await sentrik(['scan', '--config', path.join(settings, 'strict.yaml'), '-q', ...ownOnly], { cwd });
    expect(stdout).not.toContain('notes/todo.txt');
    expect(fs.existsSync(path.join(cwd, 'results/findings.json'))).toBe(true);
  });
});

function expectValid(format: (typeof reportFormats)[number], text: string): void {
  const checks: Readonly<Record<typeof format, () => void>> = {
    json: () => expect(JSON.parse(text).findings).toHaveLength(4),
    sarif: () => expect(JSON.parse(text).runs[0].results).toHaveLength(4),
    gitlab: () => expect(JSON.parse(text).vulnerabilities).toHaveLength(4),
    junit: () => expect(readXml(text).children.length).toBe(3),
    csv: () => expect(text.split('\r\n')).toHaveLength(6),
    html: () => expect(text.match(/<article/g)).toHaveLength(4),
    markdown: () => expect(text).toContain('## Sentrik: 4 findings'),
  };
  checks[format]();
}
