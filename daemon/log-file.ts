import fs from 'node:fs';
import type { Log } from '../core/kernel/context.ts';

const mostBytes = 256 * 1024;

/**
 * A log of lines of JSON that only the user can read. At 256 KB the file becomes `<file>.1`, in place of the one before. What an error says may quote
 * the text that it is about, so only its name and the places in the program are kept.
 */
export function fileLog(file: string): Log {
  const write = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const shown = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? traceOf(value) : value]));
    append(file, `${JSON.stringify({ at: new Date().toISOString(), level, message, ...shown })}\n`);
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

/** The lines of a log, oldest first. */
export function readLog(file: string): string {
  return [`${file}.1`, file].map((part) => (fs.existsSync(part) ? fs.readFileSync(part, 'utf8') : '')).join('');
}

function append(file: string, line: string): void {
  try {
    if ((fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) fs.renameSync(file, `${file}.1`);
    fs.appendFileSync(file, line, { mode: 0o600 });
  } catch {
    // A log that cannot be written is no reason to stop.
  }
}

function traceOf({ name, stack = '' }: Error): string {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return [name, ...places.map((line) => line.trim())].join('\n');
}
