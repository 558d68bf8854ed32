import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { cli } from '../measure.ts';

/** A program of the product that is to run all the time. */
export interface ProgramSetting {
  readonly name: string;
  readonly argv: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints once it can be used. */
  readonly readyText: string;
}

/** A running program, which is started again when it was killed. */
export interface KeptProgram {
  readonly name: string;
  /** Whether it has said that it can be used. */
  isReady(): boolean;
  /** Waits until it can be used; throws when it ends before for another reason than a kill. */
  ready(): Promise<void>;
  /** Kills it at once, whatever it is doing, and starts it again without waiting until it can be used. */
  killAndStart(): Promise<void>;
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again after `stop`, without waiting until it can be used. */
  start(): void;
  /** All that its runs have printed. */
  printed(): string;
  /** Milliseconds from each start to being ready. */
  readonly startTimes: readonly number[];
  /** Ends that nobody asked for. */
  readonly crashes: readonly string[];
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  isReady: boolean;
  isAsked: boolean;
}

const longestStart = 60_000;

/** Starts a program of the build. */
export function keepRunning(setting: ProgramSetting): KeptProgram {
  const heard: Heard = { text: '', startTimes: [], crashes: [] };
  const { startTimes, crashes } = heard;
  let run = startRun(setting, heard);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    run.isAsked = true;
    run.child.kill(signal);
    await run.ended;
  };
  return {
    name: setting.name,
    startTimes,
    crashes,
    isReady: () => run.isReady,
    printed: () => heard.text,
    async ready() {
      const latest = performance.now() + longestStart;
      while (!run.isReady) {
        if (crashes.length > 0 || performance.now() > latest) throw new Error(crashes[0] ?? `${setting.name} was not ready within a minute`);
        await sleep(20);
      }
    },
    async killAndStart() {
      await end('SIGKILL');
      run = startRun(setting, heard);
    },
    async stop() {
      await end('SIGTERM');
      return run.child.exitCode;
    },
    start() {
      run = startRun(setting, heard);
    },
  };
}

/** Of all runs of a program. */
interface Heard {
  text: string;
  readonly startTimes: number[];
  readonly crashes: string[];
}

function startRun({ name, argv, folder, environment, readyText }: ProgramSetting, heard: Heard): Run {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...argv], { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const run: Run = { child, ended: once(child, 'exit'), isReady: false, isAsked: false };
  let own = '';
  const hear = (chunk: string) => {
    own += chunk;
    heard.text += chunk;
    if (run.isReady || !own.includes(readyText)) return;
    run.isReady = true;
    heard.startTimes.push(performance.now() - started);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('exit', (code, signal) => {
    if (!run.isAsked) heard.crashes.push(`${name} ended by itself (${signal ?? code}): ${own.slice(-1000)}`);
  });
  return run;
}

/** Runs a command of the build to its end, and gives what it prints on standard output. Throws when it fails. */
export async function runOnce({ argv, folder, environment }: Omit<ProgramSetting, 'name' | 'readyText'>): Promise<string> {
  const child = spawn(process.execPath, [cli, ...argv], { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`sentrik ${argv.join(' ')} ended with ${child.exitCode}: ${errors.slice(-1000)}`);
  return text;
}
