import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createConnection, type MessageReader, type MessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { connectionLog } from './log.ts';
import { bindServer } from './server.ts';

/** What the server needs from the program that starts it. */
export interface LanguageServerOptions {
  /** The folder with grammars and packs. */
  readonly assets: string;
  /** The worker program for checks of a whole workspace. */
  readonly worker?: string | URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where messages come from and go to; by default what the command line says (`--stdio`, `--node-ipc`, `--socket`, `--pipe`), else stdio. */
  readonly transport?: { readonly reader: MessageReader; readonly writer: MessageWriter };
}

const transportFlags = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

/** Starts the language server; it lives until the client says `exit` or goes away. */
export function startLanguageServer({ transport, ...options }: LanguageServerOptions): void {
  const connection = connect(transport);
  const log = connectionLog(connection);
  // A message that cannot be delivered must not end the server.
  if (transport === undefined) process.on('unhandledRejection', (reason) => log.error('something failed', { error: reason }));
  bindServer(connection, { ...options, log });
  connection.listen();
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
