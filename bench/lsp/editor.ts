import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { MessageConnection } from 'vscode-languageserver-protocol/node';
import { connectServer, type ServerProgram } from '../language-server.ts';
import type { Edit } from './edits.ts';
import type { Server } from './servers.ts';

/** What a server said about a text, and when: milliseconds since the text was sent. */
export interface Answer {
  readonly milliseconds: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Diagnostic {
  readonly range: { readonly start: { readonly line: number } };
  readonly code?: string | number;
}

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** An editor with one server and any number of open files. */
export interface Editor {
  readonly process: ChildProcess;
  open(file: OpenFile): Promise<Answer>;
  /** Sends the edit and waits for what is found in exactly that text. */
  edit(file: string, edit: Edit): Promise<Answer>;
  /** Sends the edit and waits for nothing. */
  tell(file: string, edit: Edit): Promise<void>;
  /** What was published last of a file, and when, as `performance.now` tells. */
  latest(file: string): { readonly at: number; readonly diagnostics: readonly Diagnostic[] } | undefined;
  close(): Promise<void>;
}

export interface OpenFile {
  readonly file: string;
  readonly languageId: string;
  readonly text: string;
}

const patience = 60_000;

/** Starts a server in a folder and introduces itself as an editor that takes diagnostics in the one way the server is measured with. */
export async function startEditor(server: ServerProgram & Pick<Server, 'way' | 'settings'>, folder: string): Promise<Editor> {
  const documents = server.way === 'pull' ? { diagnostic: {} } : { publishDiagnostics: { versionSupport: true } };
  const { child, connection, capabilities } = await connectServer<Capabilities>(folder, server, {
    settings: server.settings,
    capabilities: { textDocument: { ...documents, synchronization: {} }, workspace: { configuration: true, workspaceFolders: true } },
  });
  return editor(child, connection, { folder, way: server.way, takesRanges: syncOf(capabilities) === incremental });
}

interface Capabilities {
  readonly textDocumentSync?: number | { readonly change?: number };
}

const incremental = 2;

function syncOf({ textDocumentSync }: Capabilities): number | undefined {
  return typeof textDocumentSync === 'object' ? textDocumentSync.change : textDocumentSync;
}

interface Session {
  readonly folder: string;
  readonly way: Server['way'];
  /** Whether changes are sent as what is replaced, else as the whole text. */
  readonly takesRanges: boolean;
}

interface Heard {
  readonly at: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a server publishes, by URI. */
interface Listening {
  readonly latest: ReadonlyMap<string, Heard>;
  /** Only a message that names this very version answers. */
  publishedFor(uri: string, version: number): Promise<Published>;
}

function listen(connection: MessageConnection): Listening {
  const latest = new Map<string, Heard>();
  const waiting = new Map<string, (published: Published) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
    latest.set(published.uri, { at: performance.now(), diagnostics: published.diagnostics });
    waiting.get(published.uri)?.(published);
  });
  return {
    latest,
    publishedFor: (uri, version) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No diagnostics of version ${version} of ${uri} within ${patience} ms`)), patience);
        waiting.set(uri, (published) => {
          if (published.version !== version) return;
          clearTimeout(timer);
          waiting.delete(uri);
          resolve(published);
        });
      }),
  };
}

function editor(child: ChildProcess, connection: MessageConnection, { folder, way, takesRanges }: Session): Editor {
  const texts = new Map<string, TextDocument>();
  const heard = listen(connection);
  const uriOf = (file: string) => pathToFileURL(path.join(folder, file)).href;

  async function tell(uri: string, version: number, send: () => Promise<void>): Promise<Answer> {
    const begun = performance.now();
    const answer = way === 'push' ? heard.publishedFor(uri, version) : undefined;
    await send();
    const { diagnostics } = (await answer) ?? (await pulled(connection, uri));
    return { milliseconds: performance.now() - begun, diagnostics };
  }

  /** Makes the edit here; what the server is to be told of it. */
  function changed(uri: string, { start, end, text }: Edit) {
    const before = texts.get(uri) ?? TextDocument.create(uri, '', 0, '');
    const version = before.version + 1;
    const range = { start, end };
    const now = TextDocument.update(before, [{ range, text }], version);
    texts.set(uri, now);
    return { textDocument: { uri, version }, contentChanges: [takesRanges ? { range, text } : { text: now.getText() }] };
  }

  return {
    process: child,
    open({ file, languageId, text }) {
      const uri = uriOf(file);
      texts.set(uri, TextDocument.create(uri, languageId, 1, text));
      return tell(uri, 1, () => connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }));
    },
    edit(file, edit) {
      const change = changed(uriOf(file), edit);
      const { uri, version } = change.textDocument;
      return tell(uri, version, () => connection.sendNotification('textDocument/didChange', change));
    },
    tell: (file, edit) => connection.sendNotification('textDocument/didChange', changed(uriOf(file), edit)),
    latest: (file) => heard.latest.get(uriOf(file)),
    close: () => stop(child, connection),
  };
}

/** The request comes after the change on the same stream: its answer is about the text with the change. */
async function pulled(connection: MessageConnection, uri: string): Promise<{ readonly diagnostics: readonly Diagnostic[] }> {
  const { kind, items }: { kind: string; items: readonly Diagnostic[] } = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  if (kind !== 'full') throw new Error(`The server answered with a report of kind ${kind}`);
  return { diagnostics: items };
}

async function stop(child: ChildProcess, connection: MessageConnection): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  const timer = setTimeout(() => child.kill(), 2000);
  await ended;
  clearTimeout(timer);
  connection.dispose();
}
