import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
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
  run(options: Options): Promise<readonly Figure[]>;
}

export interface Options {
  /** Folder for the scan benchmark; generated when absent. */
  readonly folder?: string;
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

/** What one run of a program took, in wall milliseconds, and its peak memory in MB (0 where /proc is absent). */
export interface ProgramRun {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly output: string;
}

/** Runs Node to its end in a folder. Throws when it exits with an error. */
export async function runProgram(argv: readonly string[], folder: string): Promise<ProgramRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const memory = watchMemory(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const milliseconds = performance.now() - begun;
  if (code !== 0) throw new Error(`node ${argv.join(' ')} ended with ${code}: ${output.slice(-2000)}`);
  return { milliseconds, peakMegabytes: memory.stop(), output };
}

/** Follows the high-water mark of a child's resident memory until `stop`, which answers it in MB. */
export function watchMemory(child: ChildProcess): { stop(): number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, peakMegabytesOf(child.pid));
  };
  const timer = setInterval(look, 10);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

const highWaterMark = /^VmHWM:\s+(\d+) kB$/m;

function peakMegabytesOf(pid: number | undefined): number {
  try {
    const match = highWaterMark.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? 0 : Number(match[1]) / 1024;
  } catch {
    return 0;
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
  };
}
