import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chainEndOf } from '../../../core/audit/chain.ts';
import { checkAudit } from '../../../core/audit/verify.ts';
import { fileAudit } from '../../../core/platform/audit.ts';
import { type MemoryLog, memoryLog } from '../../../core/platform/log.ts';
import { entryNumbered } from '../audit/chain-text.ts';

const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-audit-')));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

let root: string;
let environment: Record<string, string>;
let log: MemoryLog;
let count = 0;
beforeEach(() => {
  count += 1;
  root = path.join(base, `project-${count}`);
  fs.mkdirSync(root);
  environment = { SENTRIK_STATE_DIR: path.join(base, `state-${count}`) };
  log = memoryLog();
});

const open = (more: Record<string, string> = {}) => fileAudit({ root, environment: { ...environment, ...more }, log });
const file = () => path.join(root, '.sentrik/local/audit.jsonl');
const problems = (more: Record<string, string> = {}) => checkAudit(open(more).stored()).problems.map(({ kind }) => kind);
const record = (numbers: readonly number[], more: Record<string, string> = {}) => {
  const audit = open(more);
  for (const number of numbers) audit.record(entryNumbered(number));
};

describe('the audit trail on disk', () => {
  it('chains entries over several openings, in a file for its user alone', () => {
    record([1, 2]);
    record([3]);
    const { entries, end } = checkAudit(open().stored());
    expect([entries.map(({ state }) => state), end.seq, problems()]).toEqual([['ok', 'ok', 'ok'], 3, []]);
    expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(file()))).toEqual(['.gitignore', 'audit.jsonl']);
  });

  it('keeps a new trail out of version control, and leaves one that is there as it is', () => {
    record([1]);
    expect(fs.readFileSync(path.join(path.dirname(file()), '.gitignore'), 'utf8')).toBe('*\n');
    fs.rmSync(path.join(path.dirname(file()), '.gitignore'));
    record([2]);
    expect(fs.readdirSync(path.dirname(file()))).toEqual(['audit.jsonl']);
  });

  it('goes on behind half of a line that a killed process left, and loses nothing', () => {
    record([1, 2]);
    fs.appendFileSync(file(), '{"action":"fix.apply","actor":"ä'.slice(0, -1));
    fs.appendFileSync(file(), Buffer.from([0xc3]));
    expect(problems()).toEqual([]);
    record([3, 4]);
    const { entries } = checkAudit(open().stored());
    expect([entries.map(({ state }) => state), problems()]).toEqual([['ok', 'ok', 'broken', 'ok', 'ok'], []]);
  });

  it('binds what an earlier version wrote, however long it is', () => {
    const old = JSON.stringify({ at: '2026-01-01T00:00:00.000Z', action: 'scan', actor: 'local', via: 'local', outcome: 'done', details: {} });
    fs.mkdirSync(path.dirname(file()), { recursive: true });
    fs.writeFileSync(file(), `${old}\n`.repeat(2000));
    record([1, 2]);
    const { entries } = checkAudit(open().stored());
    expect([entries.length, entries.filter(({ state }) => state === 'unchained').length, problems()]).toEqual([2002, 2000, []]);
    fs.writeFileSync(file(), fs.readFileSync(file(), 'utf8').replace('scan', 'skip'));
    expect(problems()).toEqual(['changed']);
  });

  it('keeps saying that entries were taken away, also when later ones were written since', () => {
    record([1, 2, 3, 4]);
    const lines = fs.readFileSync(file(), 'utf8').split('\n');
    fs.writeFileSync(file(), `${lines.slice(0, 2).join('\n')}\n`);
    expect(problems()).toEqual(['truncated']);
    record([5, 6]);
    expect(problems()).toEqual(['lost']);
    expect(chainEndOf(fs.readFileSync(file(), 'utf8').trim().split('\n').at(-1) ?? '')?.seq).toBe(6);
    fs.rmSync(file());
    expect(problems()).toEqual(['truncated']);
    record([7]);
    expect(problems()).toEqual(['lost']);
  });

  it('notices that the file was made anew before it goes on', () => {
    record([1, 2, 3]);
    fs.rmSync(file());
    fs.rmSync(environment.SENTRIK_STATE_DIR ?? '', { recursive: true });
    record([7, 8, 9, 10]);
    const forged = fs.readFileSync(file());
    fs.rmSync(file());
    fs.rmSync(environment.SENTRIK_STATE_DIR ?? '', { recursive: true });
    record([1, 2, 3]);
    fs.writeFileSync(file(), forged);
    expect(problems()).toEqual(['rewritten']);
    record([11]);
    expect(problems()).toEqual(['lost']);
  });

  it('signs with the key of the environment, of the named file or of the state folder, and takes none from the project', () => {
    const secret = 'a secret of enough length';
    const keyFile = path.join(base, `key-${count}`);
    fs.writeFileSync(keyFile, `${secret}\n`);
    fs.writeFileSync(path.join(root, 'key'), secret);
    record([1], { SENTRIK_AUDIT_KEY: secret });
    record([2], { SENTRIK_AUDIT_KEY_FILE: keyFile });
    const { signed, problems: wrong } = checkAudit(open({ SENTRIK_AUDIT_KEY: secret }).stored());
    expect([signed, wrong]).toEqual([2, []]);
    expect(log.lines).toEqual([]);
    record([3], { SENTRIK_AUDIT_KEY_FILE: path.join(root, 'key') });
    expect(log.lines).toMatchObject([{ message: 'the audit trail is not signed', fields: { reason: 'the key file lies inside of the project' } }]);
    expect(open({ SENTRIK_AUDIT_KEY: 'short' }).stored().keyProblem).toContain('16 characters');
    fs.mkdirSync(environment.SENTRIK_STATE_DIR ?? '', { recursive: true });
    fs.writeFileSync(path.join(environment.SENTRIK_STATE_DIR ?? '', 'audit.key'), secret);
    expect(open().stored().key?.from).toBe('file');
    expect(problems()).toEqual(['unsigned']);
  });

  it('writes through no link, neither in the file`s place nor in the folder`s', () => {
    const outside = path.join(base, `outside-${count}`);
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'audit.jsonl'), 'mine\n');
    fs.mkdirSync(path.join(root, '.sentrik'));
    fs.symlinkSync(outside, path.join(root, '.sentrik/local'));
    record([1]);
    fs.rmSync(path.join(root, '.sentrik/local'));
    fs.mkdirSync(path.join(root, '.sentrik/local'));
    fs.symlinkSync(path.join(outside, 'audit.jsonl'), file());
    record([2]);
    expect(fs.readFileSync(path.join(outside, 'audit.jsonl'), 'utf8')).toBe('mine\n');
    expect(log.lines.map(({ message }) => message)).toEqual(['the audit trail cannot be written', 'the audit trail cannot be written']);
  });

  it('takes over the lock of a process that is gone, at once, and of one that does not answer, after a while', () => {
    fs.mkdirSync(path.dirname(file()), { recursive: true });
    const lock = path.join(path.dirname(file()), 'audit.lock');
    fs.writeFileSync(lock, `4194303 ${os.hostname()} x\n`);
    const start = performance.now();
    record([1]);
    expect(performance.now() - start).toBeLessThan(2900);
    fs.writeFileSync(lock, `${process.pid} elsewhere x\n`);
    const past = new Date(Date.now() - 2500);
    fs.utimesSync(lock, past, past);
    record([2]);
    expect([problems(), fs.existsSync(lock)]).toEqual([[], false]);
  });
});

describe('several processes', () => {
  const writer = path.join(base, 'writer.mjs');
  beforeAll(async () => {
    const entryPoints = [path.join(import.meta.dirname, 'audit-writer-program.ts')];
    await build({ entryPoints, outfile: writer, bundle: true, format: 'esm', platform: 'node' });
  });
  const start = (entries: number): ChildProcess =>
    spawn(process.execPath, [writer, root, String(entries)], { env: { ...process.env, ...environment }, stdio: 'inherit' });

  it('write at the same time and make one chain', async () => {
    const writers = [start(150), start(150), start(150)];
    await Promise.all(writers.map((each) => once(each, 'exit')));
    const { entries, end } = checkAudit(open().stored());
    expect([entries.length, end.seq, problems()]).toEqual([450, 450, []]);
  });

  it('that are killed while they write leave a chain that holds and that others go on with', async () => {
    for (const milliseconds of [3, 11, 24, 40]) {
      const size = sizeNow();
      const running = start(1_000_000);
      while (sizeNow() <= size) await pause(5);
      await pause(milliseconds);
      running.kill('SIGKILL');
      await once(running, 'exit');
      record([1]);
    }
    const { entries } = checkAudit(open().stored());
    expect([entries.length > 8, problems()]).toEqual([true, []]);
  });
});

function sizeNow(): number {
  return fs.statSync(file(), { throwIfNoEntry: false })?.size ?? 0;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
