import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { boot, localActor } from '../../../core/boot.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { gate } from '../../../core/runs/runs.ops.ts';
import { builtAssets } from '../../support/assets.ts';
import { testState } from '../../support/state.ts';

const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-trust-')));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

const rule = (severity: string) =>
  `rules:\n  - id: no-danger\n    languages: [javascript]\n    severity: ${severity}\n    message: Dangerous\n    pattern: danger(...)\n`;
const whole = '[owner=anna expires=2099-01-31]';
const entry = (more = '') => `suppressions:\n  - rule_id: no-danger\n    reason: reviewed\n${more}`;
const complete = '    owner: anna\n    expires: 2099-01-31\n';

let root: string;
let count = 0;
beforeEach(() => {
  count += 1;
  root = path.join(base, `project-${count}`);
  write({ '.sentrik/rules/own.yaml': rule('high'), 'a.js': 'start();\n', '.gitignore': 'out/\n' });
  git('init', '-q');
  commit();
});

function write(files: Readonly<Record<string, string | undefined>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (text === undefined) fs.rmSync(file);
    else fs.writeFileSync(file, text);
  }
}

function git(...words: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: root });
}

function commit(files: Readonly<Record<string, string>> = {}): void {
  write(files);
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'x');
}

/** The verdict about what is on disk since the last commit, or about everything, with what was not counted. */
async function verdict(range = 'HEAD') {
  const product = boot({ root, assets: builtAssets.folder ?? '', environment: testState });
  try {
    const input = { write: false, no_cache: true, ...(range === '' ? {} : { git_range: range }) };
    const { passed, failing, not_counted: excused } = await runJson(gate, product.contextFor({ actor: localActor }), input);
    return {
      passed,
      failing: failing.map(({ rule_id: id }) => id),
      excused: excused.map(({ file_path: file, line, because, message }) => `${file}:${line} ${because}: ${message}`),
    };
  } finally {
    await product.close();
  }
}
const everything = async () => verdict('');

const added = 'the comment that suppresses it is part of this change; it holds for later ones';

describe('the gate of a change', () => {
  it.each([
    ['at the line', `start();\ndanger(1); // sentrik-suppress no-danger -- fine ${whole}\n`, 2],
    ['above the line', `start();\n// sentrik-suppress no-danger -- fine ${whole}\ndanger(1);\n`, 3],
    ['for the whole file', `// sentrik-suppress-file no-danger -- fine ${whole}\nstart();\ndanger(1);\n`, 3],
    ['for every rule', `start();\ndanger(1); // sentrik-suppress * -- fine ${whole}\n`, 2],
    ['for another tool', 'start();\ndanger(1); // NOSONAR because it is fine\n', 2],
    ['for yet another tool', 'start();\ndanger(1); // nosemgrep\n', 2],
  ])('counts a finding that a comment %s suppresses which the change adds', async (_where, text, line) => {
    write({ 'a.js': text });
    expect(await verdict()).toEqual({ passed: false, failing: ['no-danger'], excused: [`a.js:${line} added: ${added}`] });
  });

  it('does not count one that a comment suppresses which was there before', async () => {
    commit({ 'a.js': `// sentrik-suppress-file no-danger -- fine ${whole}\nstart();\n` });
    write({ 'a.js': `// sentrik-suppress-file no-danger -- fine ${whole}\nstart();\ndanger(1);\n` });
    expect(await verdict()).toEqual({ passed: true, failing: [], excused: [] });
  });

  it('counts one under a comment whose last day the change moves', async () => {
    commit({ 'a.js': '// sentrik-suppress-file no-danger -- fine [owner=anna expires=2020-01-31]\nstart();\n' });
    write({ 'a.js': `// sentrik-suppress-file no-danger -- fine ${whole}\nstart();\ndanger(1);\n` });
    expect((await verdict()).excused).toEqual([`a.js:3 added: ${added}`]);
  });

  it.each([
    ['an entry of the suppressions file', { '.sentrik/suppressions.yaml': entry(complete) }, 'puts the entry into .sentrik/suppressions.yaml that accepts it'],
    ['an entry of the settings', { '.sentrik/config.yaml': entry(complete) }, 'puts the entry into the settings that accepts it'],
    ['a left out path', { '.sentrik/config.yaml': 'scan_exclude: ["a.js"]\n' }, 'alters settings or rules so that it is not found'],
    ['a lower severity', { '.sentrik/rules/own.yaml': rule('low') }, 'makes its severity low instead of high'],
    ['a rule that is gone', { '.sentrik/rules/own.yaml': undefined }, 'alters settings or rules so that it is not found'],
    ['a gate that asks for less', { '.guard.yaml': 'gate_fail_on: [critical]\n' }, 'alters the settings so that it does not fail the gate'],
    [
      'a rule that is switched off',
      { '.sentrik/config.yaml': 'pack_overrides:\n  custom:\n    no-danger: { enabled: false }\n' },
      'alters settings or rules so that it is not found',
    ],
  ])('counts a finding that %s of the change hides', async (_what, settings, message) => {
    write({ 'a.js': 'start();\ndanger(1);\n', ...settings });
    const { passed, excused } = await verdict();
    expect({ passed, excused }).toEqual({ passed: false, excused: [`a.js:2 settings: this change ${message}`] });
  });

  it('looks at a file of the change that git shall ignore from now on', async () => {
    write({ 'a.js': 'start();\ndanger(1);\n', '.gitignore': 'out/\na.js\n' });
    expect(await verdict()).toEqual({ passed: false, failing: ['no-danger'], excused: [] });
  });

  it('lets settings of earlier changes count, and stricter ones of the change itself', async () => {
    commit({ '.sentrik/suppressions.yaml': entry(complete) });
    write({ 'a.js': 'start();\ndanger(1);\n' });
    expect((await verdict()).passed).toBe(true);
    write({ '.sentrik/suppressions.yaml': undefined });
    expect(await verdict()).toEqual({ passed: false, failing: ['no-danger'], excused: [] });
  });

  it('says nothing of a suppression for what was there before the change', async () => {
    commit({ 'a.js': 'start();\ndanger(1);\n' });
    write({ 'a.js': `start();\ndanger(1); // sentrik-suppress no-danger -- fine ${whole}\n` });
    expect(await verdict()).toEqual({ passed: true, failing: [], excused: [] });
  });
});

describe('the gate of everything', () => {
  it.each([
    ['', 'its suppression has no owner, no last day; add [owner=NAME expires=YYYY-MM-DD] to the comment'],
    ['[owner=anna]', 'its suppression has no last day; add [expires=YYYY-MM-DD] to the comment'],
    ['[expires=2099-01-31]', 'its suppression has no owner; add [owner=NAME] to the comment'],
  ])('counts a finding whose suppression is incomplete: %j', async (facts, message) => {
    commit({ 'a.js': `danger(1); // sentrik-suppress no-danger -- fine ${facts}\n` });
    expect(await everything()).toEqual({ passed: false, failing: ['no-danger'], excused: [`a.js:1 incomplete: ${message}`] });
  });

  it('lets complete ones count, in comments and in files', async () => {
    commit({ 'a.js': `danger(1); // sentrik-suppress no-danger -- fine ${whole}\n` });
    expect((await everything()).passed).toBe(true);
    commit({ 'a.js': 'danger(1);\n', '.sentrik/suppressions.yaml': entry(complete) });
    expect((await everything()).passed).toBe(true);
    commit({ '.sentrik/suppressions.yaml': entry() });
    expect((await everything()).excused).toEqual([
      'a.js:1 incomplete: its suppression has no owner, no last day; add owner and expires to its entry in .sentrik/suppressions.yaml',
    ]);
  });

  it('counts findings that comments for other tools suppress, which say nothing of an owner, unless the settings ask for less', async () => {
    commit({ 'a.js': 'danger(1); // NOSONAR\n' });
    const excuse = 'a comment for sonar cannot say so: accept it with one for Sentrik or in .sentrik/suppressions.yaml';
    expect((await everything()).excused).toEqual([`a.js:1 incomplete: its suppression has no reason, no owner, no last day; ${excuse}`]);
    commit({ '.sentrik/config.yaml': 'governance: { suppressions: { gate_needs: [reason] } }\n' });
    expect((await everything()).excused).toEqual(['a.js:1 incomplete: its suppression has no reason; add one to the comment']);
    commit({ '.sentrik/config.yaml': 'governance: { suppressions: { gate_needs: [] } }\n' });
    expect(await everything()).toEqual({ passed: true, failing: [], excused: [] });
  });

  it('never lets a comment silence a critical finding, with whatever it says', async () => {
    commit({ '.sentrik/rules/own.yaml': rule('critical'), 'a.js': `danger(1); // sentrik-suppress no-danger -- fine ${whole}\ndanger(2); // NOSONAR fine\n` });
    expect(await everything()).toEqual({ passed: false, failing: ['no-danger', 'no-danger'], excused: [] });
  });
});
