import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { FailureCode } from '../core/kernel/failure.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { version } from '../core/version.ts';
import { codeActions, resolveAction } from './actions.ts';
import { clientOf } from './client.ts';
import { closedFiles } from './closed-files.ts';
import { commandNames, executeCommand, rulePageText } from './commands.ts';
import { diagnosticsFor } from './diagnostics.ts';
import { openDocuments } from './documents.ts';
import { type Host, inBackground } from './host.ts';
import { hoverAt } from './hover.ts';
import { isConfiguration, type Projects, projectsOf, watchedGlobs } from './projects.ts';
import { diagnosticSource, fixAllKind, ruleScheme, settingsSection, suppressKind } from './protocol.ts';
import { ruleOfPage } from './rule-page.ts';
import { type FolderOptions, openFolders } from './workspace.ts';

/** Answers `initialize` and from then on everything else. Requests before it are refused by the protocol library's own rules. */
export function bindServer(connection: Connection, options: FolderOptions): void {
  connection.onInitialize((params) => {
    const folders = openFolders(options, folderUris(params));
    const host: Host = { connection, client: clientOf(params), folders, documents: openDocuments(folders, options.log), log: options.log };
    bindFeatures(host);
    return capabilities(host);
  });
}

/** `rootUri` is from before workspaces had several folders; older editors send nothing else. */
interface Roots {
  readonly workspaceFolders?: InitializeParams['workspaceFolders'];
  readonly rootUri?: string | null;
}

function folderUris({ workspaceFolders, rootUri }: Roots): string[] {
  return workspaceFolders?.map((folder) => folder.uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
}

function capabilities({ client }: Host): InitializeResult {
  return {
    serverInfo: { name: 'Sentrik', version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', suppressKind, fixAllKind], resolveProvider: client.resolvesEdits },
      executeCommandProvider: { commands: [...commandNames] },
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        ...(client.showsPages ? { textDocumentContent: { schemes: [ruleScheme] } } : {}),
      },
      ...(client.pullsDiagnostics ? { diagnosticProvider: { identifier: diagnosticSource, interFileDependencies: false, workspaceDiagnostics: false } } : {}),
    },
  };
}

function bindFeatures(host: Host): void {
  const { connection, documents, folders } = host;
  const closed = closedFiles(host);
  const diagnostics = diagnosticsFor(host, closed);
  const projects = projectsOf(host, closed, diagnostics);

  connection.onInitialized(() => {
    register(host, projects);
    inBackground(host, 'loading', projects.load());
  });
  connection.onShutdown(() => folders.close());
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const document = documents.open(textDocument);
    closed.opened(document);
    diagnostics.changed(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.change(textDocument.uri, contentChanges, textDocument.version);
    if (document !== undefined) diagnostics.changed(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
    diagnostics.closed(textDocument.uri);
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    if (isConfiguration(textDocument.uri)) projects.reload();
    const document = documents.get(textDocument.uri);
    if (document !== undefined) inBackground(host, 'the check of a saved file', diagnostics.saved(document));
  });
  connection.onDidChangeWatchedFiles(() => projects.reload());
  connection.onDidChangeConfiguration(() => inBackground(host, 'loading', projects.load()));
  connection.languages.diagnostics.on((params, token) => answer(() => diagnostics.report(params, token)));
  connection.onHover((params, token) => answer(() => unlessCancelled(token, undefined, () => hoverAt(host, params))));
  connection.onCodeAction((params, token) => answer(() => unlessCancelled(token, [], () => codeActions(host, params))));
  connection.onCodeActionResolve((action) => answer(() => resolveAction(host, action)));
  connection.onExecuteCommand((params, token) => answer(() => executeCommand(host, { closedFiles: closed }, params, token)));
  connection.workspace.textDocumentContent.on(({ uri }) => answer(async () => ({ text: await rulePageText(host, ruleOfPage(uri) ?? '') })));
}

/** Asks for what only a client that was just initialized can be asked for. */
function register(host: Host, projects: Projects): void {
  const { connection, client, folders } = host;
  if (client.watchesConfiguration) {
    inBackground(host, 'watching settings', connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection }));
  }
  if (client.watchesFiles) {
    const watchers = watchedGlobs.map((globPattern) => ({ globPattern }));
    inBackground(host, 'watching files', connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
  }
  if (client.hasFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      folders.change(
        added.map(({ uri }) => uri),
        removed.map(({ uri }) => uri),
      );
      inBackground(host, 'loading', projects.load());
    });
  }
}

const errorCodes: Partial<Record<FailureCode, number>> = {
  invalid_input: ErrorCodes.InvalidParams,
  bad_request: ErrorCodes.InvalidParams,
  method_not_allowed: ErrorCodes.MethodNotFound,
  internal: ErrorCodes.InternalError,
  cancelled: LSPErrorCodes.RequestCancelled,
  conflict: LSPErrorCodes.ContentModified,
};

/** Turns what a handler throws into a protocol error with a message fit for the user. */
async function answer<T>(handle: () => Promise<T>): Promise<T> {
  try {
    return await handle();
  } catch (thrown) {
    if (thrown instanceof ResponseError) throw thrown;
    const failure = toFailure(thrown);
    throw new ResponseError(errorCodes[failure.code] ?? LSPErrorCodes.RequestFailed, failure.message, { code: failure.code, ...failure.details });
  }
}

async function unlessCancelled<T>(token: CancellationToken, empty: T, handle: () => Promise<T>): Promise<T> {
  return token.isCancellationRequested ? empty : handle();
}
