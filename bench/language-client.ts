import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { root } from './measure.ts';

/** Diagnostics of one version of a document. */
export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly { readonly code?: string | number }[];
}

/** Inserts `text` at a 0-based position. */
export interface Keystroke {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A language server in a process of its own with one open document. */
export interface LanguageClient {
  readonly process: ChildProcess;
  open(file: string, languageId: string, text: string): Promise<Published>;
  /** Milliseconds from sending the change to receiving the diagnostics of that version. */
  type(key: Keystroke): Promise<{ milliseconds: number; published: Published }>;
  close(): Promise<void>;
}

const patience = 30_000;

/** Starts dist/lsp.js over stdio on a folder, as an editor without pull diagnostics does. */
export async function startLanguageClient(folder: string): Promise<LanguageClient> {
  const child = spawn(process.execPath, [path.join(root, 'dist/lsp.js'), '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  const folderUri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folderUri,
    workspaceFolders: [{ uri: folderUri, name: 'bench' }],
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} } },
  });
  await connection.sendNotification('initialized', {});
  return client(child, connection, folder);
}

function client(child: ChildProcess, connection: MessageConnection, folder: string): LanguageClient {
  let uri = '';
  let version = 0;
  return {
    process: child,
    async open(file, languageId, text) {
      uri = pathToFileURL(path.join(folder, file)).href;
      version += 1;
      const published = nextPublished(connection, uri, version);
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
      return published;
    },
    async type({ line, column, text }) {
      version += 1;
      const at = { line, character: column };
      const published = nextPublished(connection, uri, version);
      const begun = performance.now();
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: at, end: at }, text }],
      });
      return { published: await published, milliseconds: performance.now() - begun };
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}

function nextPublished(connection: MessageConnection, uri: string, version: number): Promise<Published> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No diagnostics for version ${version} within ${patience} ms`)), patience);
    const listener = connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
      if (published.uri !== uri || (published.version !== undefined && published.version < version)) return;
      clearTimeout(timer);
      listener.dispose();
      resolve(published);
    });
  });
}
