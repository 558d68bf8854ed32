import { type Connection, MessageType } from 'vscode-languageserver/node';
import type { Log } from '../core/kernel/context.ts';

/** Log lines as messages of the protocol: they appear in the editor's output channel and never on standard output. */
export function connectionLog({ console }: Pick<Connection, 'console'>): Log {
  return {
    info: (message, fields) => console.info(line(message, fields)),
    warn: (message, fields) => console.warn(line(message, fields)),
    error: (message, fields) => console.error(line(message, fields)),
  };
}

/** The same without a connection of the protocol library: `send` passes a line on with its type. */
export function messageLog(send: (type: MessageType, message: string) => void): Log {
  return {
    info: (message, fields) => send(MessageType.Info, line(message, fields)),
    warn: (message, fields) => send(MessageType.Warning, line(message, fields)),
    error: (message, fields) => send(MessageType.Error, line(message, fields)),
  };
}

function line(message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${value instanceof Error ? (value.stack ?? value.message) : JSON.stringify(value)}`);
  return [message, ...rest].join(' ');
}
