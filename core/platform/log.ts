import { pino } from 'pino';
import type { Log } from '../kernel/context.ts';

/** Structured log lines on standard error; stdout belongs to protocols. Secrets' usual field names are redacted. */
export function standardErrorLog(level: string): Log {
  const options = { level, base: null, redact: ['apiKey', 'api_key', 'authorization', 'token', 'password', 'headers.authorization', 'headers["x-api-key"]'] };
  const logger = pino(options, pino.destination({ fd: 2, sync: true }));
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(serializable(fields), message),
  };
}

export interface MemoryLog extends Log {
  readonly lines: readonly { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
}

/** Keeps the lines, for tests. */
export function memoryLog(): MemoryLog {
  const lines: MemoryLog['lines'][number][] = [];
  const add =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  return { lines, info: add('info'), warn: add('warn'), error: add('error') };
}

/** Says nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function serializable(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? { message: value.message, stack: value.stack } : value]),
  );
}
