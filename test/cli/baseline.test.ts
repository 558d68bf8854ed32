import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownRules, project, sentrik } from './sentrik.ts';

const rules = path.join(project({ 'own.yaml': ownRules }), 'own.yaml');
const ownOnly = ['--no-packs', '--rules', rules];

/** A repository whose first commit has one finding in old.js and one in kept.js. */
function repository(): { readonly cwd: string; readonly git: (...words: readonly string[]) => void; readonly write: (name: string, text: string) => void } {
  const cwd = project({ 'old.js': 'function first() {\n  danger(1);\n}\n', 'kept.js': 'danger(2);\n', '.gitignore': 'out/\n' });
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const git = (...words: readonly string[]) => void execFileSync('git', [...identity, ...words], { cwd, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'first');
  return { cwd, git, write: (name, text) => fs.writeFileSync(path.join(cwd, name), text) };
}

async function gate(cwd: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await sentrik(['gate', ...ownOnly, '--format', 'json', ...args], { cwd });
  const answer = code === 2 ? undefined : JSON.parse(stdout);
  const failing: string[] = (answer?.failing ?? []).map(
    (each: { evidence: { file: string; lines: number[] } }) => `${each.evidence.file}:${each.evidence.lines[0]}`,
  );
  return { code, stderr, failing, older: answer?.older, baseline: answer?.baseline };
}

describe('a gate of changes', () => {
  it('fails for what the staged changes add, not for what the file had, and reads what is staged rather than the disk', async () => {
    const { cwd, git, write } = repository();
    write('old.js', '\n\nfunction first() {\n  danger(1);\n}\n');
    git('add', 'old.js');
    write('old.js', 'danger(7);\n');
    expect(await gate(cwd, '--staged')).toMatchObject({ code: 0, failing: [], older: 1, baseline: 'HEAD' });
    git('add', 'old.js');
    write('old.js', '');
    expect(await gate(cwd, '--staged')).toMatchObject({ code: 1, failing: ['old.js:1'], older: 0 });
    expect(await gate(cwd, '--staged', '--no-baseline')).toMatchObject({ code: 1, failing: ['old.js:1'] });
  });

  it('compares a range with the commit where the branch began', async () => {
    const { cwd, git, write } = repository();
    git('checkout', '-qb', 'topic');
    write('old.js', 'function first() {\n  danger(1);\n}\ndanger(3);\n');
    git('commit', '-qam', 'adds one');
    expect(await gate(cwd, '--git-range', 'main...HEAD')).toMatchObject({ code: 1, failing: ['old.js:4'], older: 1 });
    git('checkout', '-q', 'main');
    expect(await gate(cwd, '--git-range', 'main...topic')).toMatchObject({ code: 1, failing: ['old.js:4'], older: 1 });
    expect(fs.readFileSync(path.join(cwd, 'old.js'), 'utf8')).not.toContain('danger(3)');
  });

  it('knows the findings of a renamed file', async () => {
    const { cwd, git } = repository();
    git('mv', 'old.js', 'moved.js');
    expect(await gate(cwd, '--staged')).toMatchObject({ code: 0, older: 1 });
    git('commit', '-qm', 'moves');
    expect(await gate(cwd, '--baseline', 'HEAD~1')).toMatchObject({ code: 0, older: 2 });
  });
});

describe('a baseline', () => {
  it('that is a commit lets pass what it had, and fails for files git does not know yet', async () => {
    const { cwd, write } = repository();
    expect(await gate(cwd, '--baseline', 'main')).toMatchObject({ code: 0, older: 2, baseline: 'main' });
    write('new.js', 'danger(4);\n');
    expect(await gate(cwd, '--baseline', 'main')).toMatchObject({ code: 1, failing: ['new.js:1'], older: 2 });
    expect(await gate(cwd)).toMatchObject({ code: 1, failing: ['kept.js:1', 'new.js:1', 'old.js:2'] });
  });

  it.each(['json', 'sarif'])('that is a file of an earlier scan as %s is compared by fingerprint', async (format) => {
    const { cwd, write } = repository();
    await sentrik(['scan', ...ownOnly, '--no-write', '--format', format, '-o', 'before.txt'], { cwd });
    write('old.js', 'danger(0);\nfunction first() {\n  danger(1);\n}\n');
    expect(await gate(cwd, '--baseline', 'before.txt')).toMatchObject({ code: 1, failing: ['old.js:1'], older: 2 });
  });

  it('marks the results of a SARIF log as new or unchanged, and the text says what was left out', async () => {
    const { cwd, write } = repository();
    write('new.js', 'danger(4);\n');
    const sarif = await sentrik(['scan', ...ownOnly, '--baseline', 'main', '--format', 'sarif'], { cwd });
    const states = JSON.parse(sarif.stdout).runs[0].results.map((each: { baselineState: string }) => each.baselineState);
    expect(states.toSorted()).toEqual(['new', 'unchanged', 'unchanged']);
    const text = await sentrik(['scan', ...ownOnly, '--baseline', 'main'], { cwd });
    expect(text.stdout).toContain('Compared with main: 2 older findings not shown');
    expect(JSON.parse(fs.readFileSync(path.join(cwd, 'out/findings.json'), 'utf8'))).toHaveLength(3);
  });

  it('that is neither a file nor a commit, or no list of findings, is refused with 2', async () => {
    const { cwd, write } = repository();
    expect((await gate(cwd, '--baseline', 'nowhere')).stderr).toContain('neither a file of findings in the project nor a commit');
    write('notes.json', '{"a": 1');
    expect((await gate(cwd, '--baseline', 'notes.json')).stderr).toContain('The baseline file is neither');
    expect((await gate(cwd, '--baseline', '--output=x')).code).toBe(2);
  });
});

it('a scan of some files leaves the last result of the project as it is', async () => {
  const { cwd } = repository();
  await sentrik(['scan', ...ownOnly], { cwd });
  await sentrik(['scan', ...ownOnly, 'kept.js'], { cwd });
  expect(JSON.parse(fs.readFileSync(path.join(cwd, 'out/findings.json'), 'utf8'))).toHaveLength(2);
});
