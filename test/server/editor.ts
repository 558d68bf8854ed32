import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type ShowDocumentParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import * as serverSide from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startLanguageServer } from '../../server/main.ts';
import { readCommand } from '../../server/mux/command.ts';
import { localTransport } from '../../server/mux/local-server.ts';
import { startMultiplexer } from '../../server/mux/multiplexer.ts';
import { builtAssets } from '../support/assets.ts';

/** How a test editor is set up. */
export interface EditorOptions {
  /** Files of the workspace folder by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly capabilities?: ClientCapabilities;
  /** What the editor calls itself. */
  readonly name?: string;
  /** What the editor answers for the section `sentrik`. */
  readonly settings?: unknown;
  /** No folder is open. */
  readonly loose?: boolean;
  /** Program to run as its own process; by default the server runs in this one. */
  readonly program?: string;
  /** Its arguments before `--stdio`. */
  readonly argv?: readonly string[];
  /** Command line of a language server to wrap; both servers stand before the editor as one. */
  readonly wrap?: string;
  readonly initializationOptions?: unknown;
  /** Milliseconds to wait for diagnostics. */
  readonly patience?: number;
  /** The folder is opened through a symbolic link. */
  readonly linked?: boolean;
}

/** An editor for tests: a real client on a real server, with the documents it holds. */
export interface Editor {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly log: readonly string[];
  /** All diagnostics that were pushed, oldest first. */
  readonly published: readonly PublishDiagnosticsParams[];
  readonly shown: readonly string[];
  settings: unknown;
  uri(name: string): string;
  open(name: string, text: string, languageId?: string): Promise<void>;
  change(name: string, ...changes: readonly { readonly range?: TextEdit['range']; readonly text: string }[]): Promise<void>;
  /** Sends a change as it is given and takes the text for what it makes. */
  sent(name: string, text: string, change: { readonly version: number; readonly contentChanges: readonly unknown[] }): Promise<void>;
  save(name: string): Promise<void>;
  close(name: string): Promise<void>;
  text(name: string): string;
  /** The pushed diagnostics of the document as it is now. */
  diagnostics(name: string): Promise<readonly Diagnostic[]>;
  /** Waits until the last pushed diagnostics of a file fulfil a condition. */
  pushed(name: string, condition: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  pull(name: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  /** Actions at the first occurrence of a text, or in the whole document. */
  actions(name: string, at?: string, only?: readonly string[]): Promise<readonly CodeAction[]>;
  resolve(action: CodeAction): Promise<CodeAction>;
  /** Applies an edit to open documents and files, as an editor does. */
  apply(edit: WorkspaceEdit | undefined): Promise<void>;
  /** Tells the server that files changed on disk. */
  fileChanged(...names: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** What a modern editor can do; diagnostics are pushed. */
export const pushCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    applyEdit: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
};

/** The same, asking for diagnostics. */
export const pullCapabilities: ClientCapabilities = {
  ...pushCapabilities,
  workspace: { ...pushCapabilities.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...pushCapabilities.textDocument, diagnostic: { dynamicRegistration: false } },
};

const defaultPatience = 15_000;

export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const folder = makeFolder(options);
  const { connection, stopServer } = options.program === undefined ? inProcess(options.wrap) : asProcess(options.program, options.argv);
  const documents = new Map<string, TextDocument>();
  const published: PublishDiagnosticsParams[] = [];
  const log: string[] = [];
  const shown: string[] = [];
  const waiting = new Set<() => void>();
  const uri = (name: string) => (name.includes(':') ? name : `${pathToFileURL(folder).href}/${name}`);
  const documentOf = (name: string) => documents.get(uri(name)) ?? fail(`${name} is not open`);

  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const wake of waiting) wake();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => void shown.push(message));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => editor.settings ?? null));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.onRequest('window/showDocument', ({ uri: page, selection }: ShowDocumentParams) => {
    shown.push(selection === undefined ? page : `${page} ${selection.start.line}:${selection.start.character}`);
    return { success: true };
  });
  connection.onRequest('workspace/applyEdit', async ({ edit }: { edit: WorkspaceEdit }) => {
    await editor.apply(edit);
    return { applied: true };
  });
  connection.listen();

  const editor: Editor = {
    folder,
    connection,
    initialized: await connection.sendRequest('initialize', {
      processId: null,
      ...(options.name === undefined ? {} : { clientInfo: { name: options.name } }),
      rootUri: null,
      workspaceFolders: options.loose === true ? [] : [{ uri: pathToFileURL(folder).href, name: 'project' }],
      capabilities: options.capabilities ?? pushCapabilities,
      initializationOptions: options.initializationOptions,
    }),
    log,
    published,
    shown,
    settings: options.settings,
    uri,
    async open(name, text, languageId = 'javascript') {
      documents.set(uri(name), TextDocument.create(uri(name), languageId, 1, text));
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uri(name), languageId, version: 1, text } });
    },
    async change(name, ...changes) {
      const document = documentOf(name);
      const version = document.version + 1;
      documents.set(uri(name), TextDocument.update(document, [...changes], version));
      await connection.sendNotification('textDocument/didChange', { textDocument: { uri: uri(name), version }, contentChanges: changes });
    },
    async sent(name, text, { version, contentChanges }) {
      documents.set(uri(name), TextDocument.create(uri(name), documentOf(name).languageId, version, text));
      await connection.sendNotification('textDocument/didChange', { textDocument: { uri: uri(name), version }, contentChanges });
    },
    async save(name) {
      fs.writeFileSync(path.join(folder, name), documentOf(name).getText());
      await connection.sendNotification('textDocument/didSave', { textDocument: { uri: uri(name) } });
    },
    async close(name) {
      documents.delete(uri(name));
      await connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(name) } });
    },
    text: (name) => documentOf(name).getText(),
    async diagnostics(name) {
      const { version } = documentOf(name);
      const found = await until(`diagnostics of ${name}`, () => published.findLast((entry) => entry.uri === uri(name) && entry.version === version));
      return found.diagnostics;
    },
    async pushed(name, condition) {
      const last = () => published.findLast((entry) => entry.uri === uri(name));
      const found = await until(`diagnostics of ${name}`, () => {
        const entry = last();
        return entry !== undefined && condition(entry.diagnostics) ? entry : undefined;
      });
      return found.diagnostics;
    },
    pull: (name, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: uri(name) }, ...(previousResultId === undefined ? {} : { previousResultId }) }),
    async actions(name, at, only) {
      const document = documentOf(name);
      const offset = at === undefined ? 0 : document.getText().indexOf(at);
      if (offset < 0) fail(`${at} does not occur in ${name}`);
      const end = at === undefined ? document.getText().length : offset;
      const range = { start: document.positionAt(offset), end: document.positionAt(end) };
      const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
      return connection.sendRequest('textDocument/codeAction', { textDocument: { uri: uri(name) }, range, context });
    },
    resolve: (action) => (action.edit === undefined ? connection.sendRequest('codeAction/resolve', action) : Promise.resolve(action)),
    async apply(edit) {
      for (const [target, edits] of textEdits(edit)) await applyTo(target, edits);
    },
    async fileChanged(...names) {
      await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: names.map((name) => ({ uri: uri(name), type: 2 })) });
    },
    async stop() {
      await stopServer();
      connection.dispose();
      fs.rmSync(fs.realpathSync(folder), { recursive: true, force: true });
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  await connection.sendNotification('initialized', {});
  return editor;

  async function applyTo(target: string, edits: TextEdit[]): Promise<void> {
    const document = documents.get(target);
    if (document !== undefined) {
      const after = TextDocument.applyEdits(document, edits);
      await editor.change(target, { text: after });
      return;
    }
    const file = new URL(target);
    const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    fs.mkdirSync(path.dirname(file.pathname), { recursive: true });
    fs.writeFileSync(file, TextDocument.applyEdits(TextDocument.create(target, 'plaintext', 0, before), edits));
  }

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + (options.patience ?? defaultPatience);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) fail(`${what} did not come; log: ${log.join(' | ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, 200);
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }
}

/** Edits by document; snippets become their placeholder's text. */
export function textEdits(edit: WorkspaceEdit | undefined): [string, TextEdit[]][] {
  const changes = (edit?.documentChanges ?? []).flatMap((change): [string, TextEdit[]][] => {
    if (!('textDocument' in change)) return [];
    return [[change.textDocument.uri, change.edits.map((item) => ('snippet' in item ? { range: item.range, newText: item.snippet.value } : item))]];
  });
  return [...changes, ...Object.entries(edit?.changes ?? {})];
}

function makeFolder({ files = {}, linked = false }: EditorOptions): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'sentrik-lsp-'));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  if (!linked) return folder;
  fs.symlinkSync(folder, `${folder}-link`);
  return `${folder}-link`;
}

function inProcess(wrap: string | undefined): { connection: ProtocolConnection; stopServer: () => Promise<void> } {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const options = { assets: builtAssets.folder ?? '', environment: {} };
  if (wrap === undefined) {
    const transport = { reader: new serverSide.StreamMessageReader(toServer), writer: new serverSide.StreamMessageWriter(toClient) };
    startLanguageServer({ ...options, transport });
    return { connection, stopServer: () => connection.sendRequest('shutdown') };
  }
  const ended = new Promise<number>((resolve) => {
    startMultiplexer({
      command: readCommand(wrap, process.platform),
      environment: process.env,
      input: toServer,
      output: toClient,
      processors: 8,
      own(receiver) {
        const transport = localTransport((message) => receiver.message(message));
        startLanguageServer({ ...options, transport });
        return transport;
      },
      end: resolve,
    });
  });
  return {
    connection,
    async stopServer() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      if ((await ended) !== 0) fail('the multiplexer did not end as it was told to');
    },
  };
}

function asProcess(program: string, argv: readonly string[] = []): { connection: ProtocolConnection; stopServer: () => Promise<void> } {
  const child = spawn(process.execPath, [program, ...argv, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return {
    connection,
    async stopServer() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
