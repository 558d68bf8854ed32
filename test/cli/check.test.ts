import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dangerous, ownRules, project, sentrik } from './sentrik.ts';

/** A project of its own rules, with every pack off. */
const settings = { '.sentrik/rules/own.yaml': ownRules, '.guard.yaml': 'standards_packs: [custom]\n' };

describe('check', () => {
  it('shows the findings of one file, verifies their fixes and writes nothing', async () => {
    const cwd = project({ ...settings, 'src/run.js': dangerous });
    const { code, stdout, stderr } = await sentrik(['check', 'src/run.js'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/no-token[\s\S]*no-danger[\s\S]*fix: .* \(verified\)[\s\S]*3 findings, 3 rules applied\n$/);
    expect(stdout).not.toContain('tok_0123');
    expect(fs.existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  it('exits with 1 on findings only when asked to', async () => {
    const cwd = project({ ...settings, 'run.js': dangerous, 'ok.js': 'safe(1);\n' });
    expect((await sentrik(['check', 'run.js', '--fail'], { cwd })).code).toBe(1);
    const fine = await sentrik(['check', 'ok.js', '--fail'], { cwd });
    expect([fine.code, fine.stdout]).toEqual([0, 'No findings among 3 rules\n']);
  });

  it('takes a text from standard input under the name that is given', async () => {
    const cwd = project(settings);
    const { code, stdout } = await sentrik(['check', '-', '--filename', 'src/new.js', '--format', 'json'], { cwd, input: 'danger(1);\n' });
    const answer = JSON.parse(stdout);
    expect([code, answer.compliant, answer.findings[0].evidence]).toEqual([0, false, { file: 'src/new.js', lines: [1], snippet: 'danger(1);' }]);
    expect(answer.findings[0].fix).toMatchObject({ verified: true, edits: [{ text: 'safe' }] });
  });

  it('checks a file elsewhere in a project of its own', async () => {
    const elsewhere = project({ ...settings, 'run.js': dangerous });
    const { code, stdout } = await sentrik(['check', path.join(elsewhere, 'run.js')], { cwd: project() });
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'run.js']);
  });

  it.each([
    [['check', '-'], 'Give --filename, so that the language and the rules are known'],
    [['check', 'missing.js'], 'There is no file missing.js'],
    [['check', '.'], '. is a folder; use sentrik scan .'],
    [['check', 'binary.js'], 'path: binary.js is not text'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await sentrik(args, { cwd: project({ 'binary.js': new Uint8Array([0, 0, 0]) }) });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`error: ${message}\n`);
  });
});

describe('context', () => {
  it('tells the rules and weaknesses of a file that need not exist', async () => {
    const cwd = project(settings);
    const { code, stdout } = await sentrik(['context', 'src/new.js'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^src\/new\.js: javascript, 3 rules\n[\s\S]*CWE-95 +no-danger[\s\S]*high +no-danger +javascript +CWE-95 +yes/);
    const json = JSON.parse((await sentrik(['context', 'src/new.js', '--format', 'json'], { cwd })).stdout);
    expect(json).toMatchObject({ filename: 'src/new.js', language: 'javascript', rules_total: 3 });
  });

  it('refuses a file outside the project, naming it', async () => {
    const { code, stderr } = await sentrik(['context', '../x.js'], { cwd: project() });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: \.\.\/x\.js is not a file inside the project /);
  });
});
