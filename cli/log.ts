import type { Log } from '../core/kernel/context.ts';
import { plainLine } from './render/plain.ts';
import type { Shell } from './shell.ts';

/** Warnings as lines for people, each once. What went wrong inside is shown with SENTRIK_DEBUG only; the command itself says how it ended. */
export function terminalLog({ environment, print: { err } }: Shell): Log {
  const said = new Set<string>();
  const isDebugging = (environment.SENTRIK_DEBUG ?? '') !== '';
  const details = (fields: Readonly<Record<string, unknown>> = {}) =>
    Object.values(fields).flatMap((value) => (value instanceof Error ? [value.stack ?? value.message] : []));
  return {
    info: () => undefined,
    warn(message) {
      if (said.has(message)) return;
      said.add(message);
      err.write(`${err.colors.yellow('warning:')} ${plainLine(message)}\n`);
    },
    error(message, fields) {
      if (isDebugging) err.write(`${[message, ...details(fields)].join('\n')}\n`);
    },
  };
}
