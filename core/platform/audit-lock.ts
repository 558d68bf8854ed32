import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** A writer holds the lock for a millisecond or two; one that holds it so long was killed or stopped. */
const staleMilliseconds = 3000;
const longestPause = 8;

/** Does something while no other process does: `file` is there as long as it takes. A lock that a killed process left is taken over. Throws what the disk says. */
export function whileLocked<T>(file: string, act: () => T): T {
  const own = `${process.pid} ${os.hostname()} ${randomBytes(8).toString('hex')}\n`;
  take(file, own);
  try {
    return act();
  } finally {
    release(file, own);
  }
}

function take(file: string, own: string): void {
  for (let pause = 1; !isTaken(file, own); pause = Math.min(pause * 2, longestPause)) {
    const held = readLock(file);
    if (held === undefined) continue;
    if (held.age > staleMilliseconds || !isAlive(held.text)) seize(file, held.text);
    else sleep(pause);
  }
}

function isTaken(file: string, own: string): boolean {
  try {
    fs.writeFileSync(file, own, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** Undefined when it was released in between. */
function readLock(file: string): { readonly text: string; readonly age: number } | undefined {
  try {
    return { text: fs.readFileSync(file, 'utf8'), age: Math.abs(Date.now() - fs.statSync(file).mtimeMs) };
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** The lock that was seen is put aside by a rename, which one process wins; a lock that somebody took in between is put back. */
function seize(file: string, seen: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}.old`;
  try {
    fs.renameSync(file, aside);
    if (fs.readFileSync(aside, 'utf8') !== seen) fs.linkSync(aside, file);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw thrown;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function release(file: string, own: string): void {
  if (readLock(file)?.text === own) fs.rmSync(file, { force: true });
}

/** Of a process on another machine or in another container, or one that has not yet said who it is, only the lock's age tells. */
function isAlive(text: string): boolean {
  const [number = '', host] = text.split(' ');
  const pid = Number.parseInt(number, 10);
  if (Number.isNaN(pid) || host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) !== 'ESRCH';
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
