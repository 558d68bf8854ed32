import fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createConnection as createConnectionOn } from 'vscode-languageserver';
import {
  createConnection,
  createProtocolConnection,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { BootOptions, Product } from '../core/boot.ts';
import { connectionLog } from './log.ts';
import { bindServer } from './server.ts';

/** What the server needs from the program that starts it. */
export interface LanguageServerOptions {
  /** The folder with grammars and packs. */
  readonly assets: string;
  /** The worker program for checks of a whole workspace. */
  readonly worker?: string | URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens a folder in place of `boot`, where several sessions share what they have open. */
  readonly open?: (options: BootOptions) => Product;
  /** Where messages come from and go to; by default what the command line says (`--stdio`, `--node-ipc`, `--socket`, `--pipe`), else stdio. */
  readonly transport?: { readonly reader: MessageReader; readonly writer: MessageWriter };
  /** It has its process or thread for itself: what fails there and nobody waits for is logged. By default where no transport is given. */
  readonly isAlone?: boolean;
}

const transportFlags = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

/** Starts the language server; it lives until the client says `exit` or goes away. */
export function startLanguageServer({ transport, isAlone = transport === undefined, ...options }: LanguageServerOptions): void {
  const connection = connect(transport);
  const log = connectionLog(connection);
  // A message that cannot be delivered must not end the server.
  if (isAlone) process.on('unhandledRejection', (reason) => log.error('something failed', { error: reason }));
  bindServer(connection, { ...options, log });
  connection.listen();
}

/** A client of a process that goes on when the client has gone. */
export interface LanguageSession {
  readonly input: Readable;
  readonly output: Writable;
}

/** Serves one client over streams until it says `exit` or its stream ends. Answers the exit code that the protocol asks for: 0 after `shutdown`, else 1. */
export async function serveLanguageSession({ input, output }: LanguageSession, options: Omit<LanguageServerOptions, 'transport' | 'isAlone'>): Promise<0 | 1> {
  let shutdownReceived = false;
  let end: (code: 0 | 1) => void = () => undefined;
  const ended = new Promise<0 | 1>((resolve) => {
    end = resolve;
  });
  const watchDog = {
    initialize: () => undefined,
    get shutdownReceived() {
      return shutdownReceived;
    },
    set shutdownReceived(received) {
      shutdownReceived = received;
    },
    exit: (code: number) => end(code === 0 ? 0 : 1),
  };
  const messages = (logger: Parameters<typeof createProtocolConnection>[2]) =>
    createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output), logger);
  const connection = createConnectionOn(messages, watchDog, ProposedFeatures.all);
  for (const event of ['end', 'close', 'error']) input.once(event, () => end(shutdownReceived ? 0 : 1));
  const close = bindServer(connection, { ...options, log: connectionLog(connection) });
  connection.listen();
  const code = await ended;
  await close();
  connection.dispose();
  return code;
}

function connect(transport: LanguageServerOptions['transport']) {
  if (transport !== undefined) return createConnection(ProposedFeatures.all, transport.reader, transport.writer);
  if (process.argv.some((argument) => transportFlags.test(argument))) return createConnection(ProposedFeatures.all);
  return createConnection(ProposedFeatures.all, process.stdin, process.stdout);
}

function isProgram(): boolean {
  const program = process.argv[1];
  return program !== undefined && fs.existsSync(program) && fs.realpathSync(program) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  startLanguageServer({
    assets: fileURLToPath(new URL('./assets', import.meta.url)),
    worker: new URL('./worker.js', import.meta.url),
    environment: process.env,
  });
}
