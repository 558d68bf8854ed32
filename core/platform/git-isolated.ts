import { type ChildProcessByStdio, spawn } from 'node:child_process';
import os from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { Failure } from '../kernel/failure.ts';

/** A call of git on a repository that strangers filled. */
export interface IsolatedCall {
  /** The repository, or the folder to work in. */
  readonly folder: string;
  /** An empty folder that stands for the user's home. */
  readonly home: string;
  /** Where programs are found: PATH. */
  readonly programs: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface RunningGit {
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves when git ended, with what it said on standard error (its first 4 KB). */
  readonly ended: Promise<{ readonly code: number; readonly said: string }>;
  kill(): void;
}

const maxSaid = 4096;
const maxText = 1_000_000;

/** Settings that hold for every call: no hooks, no housekeeping, no stored credentials. */
const baseSettings = {
  'core.hooksPath': os.devNull,
  'core.fsmonitor': 'false',
  'core.bigFileThreshold': '16m',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.ext.allow': 'never',
  'submodule.recurse': 'false',
};

/** Starts git without the settings of this machine and its users, with bounded memory and time; whatever it started ends with it. */
export function startGit(words: readonly string[], call: IsolatedCall): RunningGit {
  const child = spawn('git', [...words], { cwd: call.folder, env: environmentOf(call), stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const kill = () => killGroup(child.pid);
  const timer = setTimeout(kill, call.timeoutMs);
  call.signal.addEventListener('abort', kill, { once: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < maxSaid) said += chunk.toString('utf8', 0, maxSaid);
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  const ended = new Promise<{ readonly code: number; readonly said: string }>((resolve, reject) => {
    child.on('error', () => reject(new Failure('unavailable', 'git is not installed on the server')));
    child.on('close', (code) => resolve({ code: code ?? -1, said }));
  }).finally(() => {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', kill);
  });
  // Whoever reads the output awaits this later.
  ended.catch(() => undefined);
  if (call.signal.aborted) kill();
  void fill(child, call.input).catch(kill);
  return { output: child.stdout, ended, kill };
}

/** What git prints, at most 1 MB. Throws what `failureOf` makes of what it said when it fails. */
export async function askGit(words: readonly string[], call: IsolatedCall, failureOf: (said: string) => Failure): Promise<string> {
  const git = startGit(words, call);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of git.output) {
    size += chunk.length;
    if (size > maxText) git.kill();
    else chunks.push(chunk);
  }
  const { code, said } = await git.ended;
  if (call.signal.aborted) throw new Failure('cancelled', 'Taking the source in was cancelled');
  if (code !== 0) throw failureOf(said);
  return Buffer.concat(chunks).toString('utf8');
}

async function fill(child: ChildProcessByStdio<Writable, Readable, Readable>, input: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  for await (const chunk of input ?? []) {
    if (!child.stdin.writable) break;
    if (!child.stdin.write(chunk)) await new Promise<void>((resolve) => child.stdin.once('drain', resolve).once('close', resolve));
  }
  child.stdin.end();
}

function environmentOf({ home, programs, settings = {}, environment = {} }: IsolatedCall): Record<string, string> {
  const all = Object.entries({ ...baseSettings, ...settings });
  return {
    PATH: programs,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: os.devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOC_LIMIT: '1g',
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(all.flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${index}`, key] as const, [`GIT_CONFIG_VALUE_${index}`, value] as const])),
    ...environment,
  };
}

/** git starts others, such as the one that fetches: the whole group ends. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
