import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

/** How to start a language server that speaks over its standard streams. */
export interface ServerProgram {
  readonly program: string;
  readonly argv: readonly string[];
  /** Variables over those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a client introduces itself. */
export interface Introduction {
  readonly capabilities: object;
  readonly initializationOptions?: object;
  /** What the server hears when it asks for settings. */
  readonly settings?: unknown;
}

/** A language server in a process of its own that was greeted, and what it says it can do. */
export interface ConnectedServer<Capabilities> {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly capabilities: Capabilities;
}

/** Starts a server in a folder and introduces a client to it. */
export async function connectServer<Capabilities>(
  folder: string,
  { program, argv, environment }: ServerProgram,
  { capabilities, initializationOptions, settings = null }: Introduction,
): Promise<ConnectedServer<Capabilities>> {
  const child = spawn(program, argv, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => items.map(() => settings));
  for (const method of ['client/registerCapability', 'window/workDoneProgress/create', 'workspace/diagnostic/refresh', 'eslint/openDoc'])
    connection.onRequest(method, () => null);
  connection.listen();
  const uri = pathToFileURL(folder).href;
  const answer: { readonly capabilities: Capabilities } = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'bench' }],
    ...(initializationOptions === undefined ? {} : { initializationOptions }),
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  return { child, connection, capabilities: answer.capabilities };
}
