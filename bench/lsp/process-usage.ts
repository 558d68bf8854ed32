import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';

/** Linux counts processor time for /proc in hundredths of a second on every architecture. */
const millisecondsPerTick = 10;

/** Processor time of all threads of a running process so far; 0 where there is no /proc. */
export function cpuMillisecondsOf({ pid }: ChildProcess): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * millisecondsPerTick;
}

/** The most memory that a running process had. */
export function peakMegabytesOf(child: ChildProcess): number {
  return statusMegabytes(child, 'VmHWM');
}

/** The memory that a running process has. */
export function residentMegabytesOf(child: ChildProcess): number {
  return statusMegabytes(child, 'VmRSS');
}

function statusMegabytes({ pid }: ChildProcess, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(read(`/proc/${pid}/status`));
  return Number(found?.[1] ?? 0) / 1024;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
