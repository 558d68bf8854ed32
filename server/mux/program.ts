import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import type { WrappedCommand } from './command.ts';

/** A running language server. */
export interface RunningProgram {
  readonly input: Writable;
  readonly output: Readable;
  /** How it ended; an error when it could not be started. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends it with what it started; `hard` leaves it no time to tidy up. */
  kill(hard: boolean): void;
}

export type Ending =
  | { readonly kind: 'unstartable'; readonly reason: string }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gets what the program prints on standard error, line by line. */
  readonly printed: (line: string) => void;
}

const longestLine = 2000;
/** Milliseconds. */
const lastWords = 50;
const isWindows = process.platform === 'win32';

/** Starts a program without a shell; elsewhere than on Windows as the head of a group, so that what it starts ends with it. */
export function startProgram({ program, argv }: WrappedCommand, { environment, printed }: ProgramOptions): RunningProgram {
  const child = spawn(program, [...argv], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...environment }, windowsHide: true, detached: !isWindows });
  const { stdin: input, stdout: output, stderr } = child;
  if (input === null || output === null || stderr === null) throw new Error('A program was started without its streams');
  readLines(stderr, printed);
  const kill = (hard: boolean) => {
    if (child.pid === undefined) return;
    if (isWindows) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => undefined);
    else killGroup(child.pid, hard ? 'SIGKILL' : 'SIGTERM');
  };
  const atExit = () => kill(true);
  process.once('exit', atExit);
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'unstartable', reason: codeOf(error) }));
    child.once('exit', (code, signal) => {
      const exited = () => resolve({ kind: 'exited', code, signal });
      // What it said last is still to be read; a program that it started may keep the stream open for long.
      output.once('close', exited);
      setTimeout(exited, lastWords).unref();
    });
  });
  void ended.then(() => process.off('exit', atExit));
  return { input, output, ended, kill };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function codeOf(error: Error): string {
  if ('code' in error && error.code === 'ENOENT') return 'there is no such program';
  if ('code' in error && error.code === 'EACCES') return 'it may not be executed';
  return 'code' in error ? String(error.code) : error.message;
}

/** Lines without their end; what is longer than `longestLine` characters is cut, so that a program without line ends fills no memory. */
function readLines(stream: Readable, line: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const each of lines) if (each.trim() !== '') line(each.trimEnd().slice(0, longestLine));
  });
  stream.once('close', () => {
    if (rest.trim() !== '') line(rest.trimEnd());
  });
  stream.on('error', () => undefined);
}
