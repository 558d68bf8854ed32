import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export const cli = path.join(root, 'dist/cli.js');

/** One measured figure; `unit` says what it is, `note` how it was taken. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

/** A benchmark: takes options such as a folder from the command line and answers its figures. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  readonly how: string;
  /** Runs only when it is named. */
  readonly explicit?: boolean;
  /** Versions of what is measured beside the product. */
  versions?(): Readonly<Record<string, string>>;
  run(options: Options): Promise<readonly Figure[]>;
}

export interface Options {
  /** Folder for the scan benchmark; generated when absent. */
  readonly folder?: string;
  /** Folder with the rule tests of peers or the repositories to scan, and whether to fetch what is missing there. */
  readonly corpus?: string;
  readonly fetch?: boolean;
  /** Times of each kind of edit too. */
  readonly kinds?: boolean;
  /** Folder with ground truths and their scorer. */
  readonly truths?: string;
  /** Rule tests of this language or with this in their path. */
  readonly only?: string;
  /** How many failed rule tests to print. */
  readonly fails?: number;
  /** How long to fuzz, and the number that decides its cases. */
  readonly minutes?: number;
  readonly seed?: number;
  /** How often to kill a program, and over which database. */
  readonly kills?: number;
  /** How much load, and for how long. */
  readonly clients?: number;
  readonly streams?: number;
  readonly seconds?: number;
  readonly engine?: 'sqlite' | 'postgres' | 'both';
}

/** The value below which this share (0–1) of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** A figure rounded to what its size can bear. */
export function figure(name: string, value: number, unit: string, note?: string): Figure {
  const rounded = Number(value.toFixed(value >= 100 ? 0 : 2));
  return note === undefined ? { name, value: rounded, unit } : { name, value: rounded, unit, note };
}

/** A new empty folder outside the project, gone after `use`. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-bench-'));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What a process used, as /proc told until it ended (zeros where there is no /proc). */
export interface Usage {
  readonly peakMegabytes: number;
  /** Processor time of all its threads; unlike wall time it says little about what else the machine was doing. */
  readonly cpuMilliseconds: number;
}

/** What one run of a program took, in wall milliseconds. */
export interface ProgramRun extends Usage {
  readonly milliseconds: number;
  readonly output: string;
}

/** Runs Node to its end in a folder. Throws when it exits with an error. */
export function runProgram(argv: readonly string[], folder: string): Promise<ProgramRun> {
  return runCommand(process.execPath, argv, { folder, codes: [0] });
}

export interface CommandOptions {
  readonly folder: string;
  /** Exit codes that are no error. */
  readonly codes: readonly number[];
  /** Variables over those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands on standard input; nothing when absent. */
  readonly input?: string;
}

/** Runs any program to its end. Throws when it ends with another code. */
export async function runCommand(program: string, argv: readonly string[], { folder, codes, environment, input = '' }: CommandOptions): Promise<ProgramRun> {
  const begun = performance.now();
  const child = spawn(program, argv, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const usage = watchUsage(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const milliseconds = performance.now() - begun;
  if (code === null || !codes.includes(code)) throw new Error(`${path.basename(program)} ${argv.join(' ')} ended with ${code}: ${output.slice(-2000)}`);
  return { milliseconds, output, ...usage.stop() };
}

/** Follows a child's use of memory and processor; `now` and `stop` answer what it used so far. */
export function watchUsage(child: ChildProcess): { now(): Usage; stop(): Usage } {
  let usage: Usage = { peakMegabytes: 0, cpuMilliseconds: 0 };
  const look = () => {
    usage = usageOf(child.pid) ?? usage;
    return usage;
  };
  const timer = setInterval(look, 10);
  return {
    now: look,
    stop() {
      clearInterval(timer);
      return look();
    },
  };
}

const highWaterMark = /^VmHWM:\s+(\d+) kB$/m;
/** Linux counts processor time for /proc in hundredths of a second on every architecture. */
const millisecondsPerTick = 10;

/** Undefined when the process has gone or there is no /proc. */
function usageOf(pid: number | undefined): Usage | undefined {
  try {
    const mark = highWaterMark.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return mark === null ? undefined : { peakMegabytes: Number(mark[1]) / 1024, cpuMilliseconds: ticks * millisecondsPerTick };
  } catch {
    return undefined;
  }
}

/** Facts without which the figures mean nothing. */
export function machineFacts(): Record<string, string | number> {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGigabytes: Math.round(os.totalmem() / 2 ** 30),
    loadAtStart: Number((os.loadavg()[0] ?? 0).toFixed(2)),
    scheduling: schedulingOf(),
    bareNodeMilliseconds: bareNode(),
  };
}

const bareStarts = 7;

/** How long the machine takes for `node -e 0` just now: times of whole processes are to be read beside it. */
function bareNode(): number {
  const times = Array.from({ length: bareStarts }, () => {
    const begun = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    return performance.now() - begun;
  });
  return Math.round(quantile(times, 0.5));
}

const policyField = 38;

/** Whether the measurement has to share the processor with whatever else runs, by the policy in /proc. */
function schedulingOf(): string {
  try {
    const stat = fs.readFileSync('/proc/self/stat', 'utf8');
    const policy = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[policyField];
    return policy === '1' || policy === '2' ? 'real-time, before everything else' : 'shared';
  } catch {
    return 'unknown';
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
