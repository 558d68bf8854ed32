import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { boot, localActor } from '../../../core/boot.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { checkGate } from '../../../core/runs/gate-check.ops.ts';
import { builtAssets } from '../../support/assets.ts';
import { testState } from '../../support/state.ts';

const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-gate-diff-')));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

const rule = 'rules:\n  - id: no-danger\n    languages: [javascript]\n    severity: high\n    message: Dangerous\n    pattern: danger(...)\n';
const whole = '[owner=anna expires=2099-01-31]';
const dangerous = 'start();\ndanger(1);\n';
const entry = 'suppressions:\n  - rule_id: no-danger\n    reason: reviewed\n    owner: anna\n    expires: 2099-01-31\n';

let root: string;
let count = 0;
beforeEach(() => {
  count += 1;
  root = path.join(base, `project-${count}`);
  write({ '.sentrik/rules/own.yaml': rule, 'a.js': 'start();\n', '.gitignore': 'out/\n' });
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

function git(...words: readonly string[]): string {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...own, ...words], { cwd: root, encoding: 'utf8' });
}

function commit(files: Readonly<Record<string, string | undefined>> = {}): void {
  write(files);
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'x');
}

/** The diff of these changes since the last commit: left on disk, committed, or taken back again. */
function diffOf(files: Readonly<Record<string, string | undefined>>, then: 'applied' | 'committed' | 'not applied' = 'applied'): string {
  write(files);
  git('add', '-A');
  const diff = git('diff', '--cached', 'HEAD');
  if (then === 'committed') commit();
  else git('reset', '-q', ...(then === 'applied' ? [] : ['--hard']));
  return diff;
}

async function verdict(diff: string) {
  const product = boot({ root, assets: builtAssets.folder ?? '', environment: testState });
  try {
    const { passed, failing, older, not_counted: excused } = await runJson(checkGate, product.contextFor({ actor: localActor }), { diff });
    const lines = excused.map(({ file_path: file, line, because, message }) => `${file}:${line} ${because}: ${message}`);
    return { passed, failing: failing.map(({ evidence, range }) => `${evidence.file}:${range.start_line}`), older, excused: lines };
  } finally {
    await product.close();
  }
}

const ways = ['applied', 'committed', 'not applied'] as const;

describe.each(ways)('the gate of a diff that is %s', (way) => {
  it('fails by a new finding', async () => {
    const diff = diffOf({ 'a.js': dangerous, 'new.js': 'danger(2);\n' }, way);
    expect(await verdict(diff)).toEqual({ passed: false, failing: ['a.js:2', 'new.js:1'], older: 0, excused: [] });
  });

  it('passes with a finding that was there before, though its lines have moved', async () => {
    commit({ 'a.js': dangerous });
    expect(await verdict(diffOf({ 'a.js': `more();\n${dangerous}` }, way))).toEqual({ passed: true, failing: [], older: 1, excused: [] });
  });

  it('does not count a comment of the diff that suppresses a new finding', async () => {
    expect(await verdict(diffOf({ 'a.js': `start();\ndanger(1); // sentrik-suppress no-danger -- fine ${whole}\n` }, way))).toEqual({
      ...{ passed: false, failing: ['a.js:2'], older: 0 },
      excused: [expect.stringContaining('a.js:2 added: the comment that suppresses it is part of this change')],
    });
  });
});

const weakenings = [
  ['accept the finding', { '.sentrik/suppressions.yaml': entry }],
  ['leave out the path', { '.sentrik/config.yaml': 'scan_exclude: ["a.js"]\n' }],
  ['switch off the rule', { '.sentrik/config.yaml': 'pack_overrides:\n  custom:\n    no-danger: { enabled: false }\n' }],
  ['ask for less', { '.guard.yaml': 'gate_fail_on: [critical]\n' }],
  ['take away the rule', { '.sentrik/rules/own.yaml': undefined }],
] as const;

describe('settings that a diff brings', () => {
  it.each(weakenings.flatMap(([what, settings]) => (['applied', 'committed'] as const).map((way) => [what, way, settings] as const)))(
    'do not let it pass where they %s and it is %s',
    async (_what, way, settings) => {
      expect(await verdict(diffOf({ 'a.js': dangerous, ...settings }, way))).toMatchObject({ passed: false, failing: ['a.js:2'] });
    },
  );

  it('do not let it pass either where they stand beside a diff that does not show them', async () => {
    const diff = diffOf({ 'a.js': dangerous });
    write({ '.sentrik/config.yaml': 'scan_exclude: ["a.js"]\n' });
    expect(await verdict(diff)).toMatchObject({ passed: false, failing: ['a.js:2'] });
  });

  it('are not those that the gate judges by as long as the diff is not applied', async () => {
    const diff = diffOf({ 'a.js': dangerous, '.sentrik/suppressions.yaml': entry }, 'not applied');
    expect(await verdict(diff)).toMatchObject({ passed: false, failing: ['a.js:2'] });
  });

  it('count from the next change on', async () => {
    commit({ '.sentrik/suppressions.yaml': entry });
    expect(await verdict(diffOf({ 'a.js': dangerous }))).toMatchObject({ passed: true, excused: [] });
  });

  it('are judged in a project without version control by the diff alone', async () => {
    const diff = diffOf({ 'a.js': dangerous, '.sentrik/config.yaml': 'scan_exclude: ["a.js"]\n' });
    fs.rmSync(path.join(root, '.git'), { recursive: true });
    expect(await verdict(diff)).toMatchObject({ passed: false, failing: ['a.js:2'] });
  });
});
