import {
  type CancellationToken,
  CodeLensRefreshRequest,
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
import { clientOf, extensionOptions } from './client.ts';
import { type ClosedFiles, closedFiles } from './closed-files.ts';
import { commandNames, executeCommand, rulePageText } from './commands.ts';
import { type Diagnostics, diagnosticsFor } from './diagnostics.ts';
import { type NotebookChange, openDocuments } from './documents.ts';
import { type Host, inBackground } from './host.ts';
import { documentLinks } from './document-links.ts';
import { hoverAt } from './hover.ts';
import { type IncomingFlows, incomingFlows } from './incoming-flows.ts';
import { type KnownFindings, knownFindings } from './known-findings.ts';
import { cellLanguages } from './notebook.ts';
import { isConfiguration, type Projects, projectsOf, watchedGlobs } from './projects.ts';
import { pageSchemes, pageText } from './pages.ts';
import { codeLenses } from './posture.ts';
import { diagnosticSource, fixAllKind, serverCommands, settingsSection, suppressKind } from './protocol.ts';
import { taintedLegend, taintedTokens } from './tainted-tokens.ts';
import { bindWorkbench } from './workbench.ts';
import { type SavedFiles, savedFiles } from './saved-files.ts';
import { type FolderOptions, openFolders } from './workspace.ts';
import { workspaceReports } from './workspace-report.ts';

/**
 * Answers `initialize` and from then on everything else. Requests before it are refused by the protocol library's own rules. The answer closes
 * whatever the client left open.
 */
export function bindServer(connection: Connection, options: FolderOptions): () => Promise<void> {
  let close = () => Promise.resolve();
  connection.onInitialize((params) => {
    const { trusted = true } = extensionOptions(params.initializationOptions);
    const folders = openFolders({ ...options, trusted }, folderUris(params));
    const client = clientOf(params);
    const host: Host = { connection, client, folders, documents: openDocuments({ folders, log: options.log, encoding: client.encoding }), log: options.log };
    close = bindFeatures(host);
    return capabilities(host);
  });
  return () => close();
}

/** `rootUri` is from before workspaces had several folders; older editors send nothing else. */
interface Roots {
  readonly workspaceFolders?: InitializeParams['workspaceFolders'];
  readonly rootUri?: string | null;
}

function folderUris({ workspaceFolders, rootUri }: Roots): string[] {
  return workspaceFolders?.map((folder) => folder.uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
}

const actionHelp = { title: 'What Sentrik verifies, and what a suppression needs', command: serverCommands.showActionHelp };
const actionDocumentation = ['quickfix', fixAllKind].map((kind) => ({ kind, command: actionHelp }));

function capabilities({ client }: Host): InitializeResult {
  return {
    serverInfo: { name: 'Sentrik', version },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      notebookDocumentSync: { notebookSelector: [{ cells: cellLanguages.map((language) => ({ language })) }], save: true },
      hoverProvider: true,
      codeLensProvider: {},
      documentLinkProvider: {},
      semanticTokensProvider: { legend: taintedLegend, full: true },
      codeActionProvider: {
        codeActionKinds: ['quickfix', suppressKind, fixAllKind],
        resolveProvider: client.resolvesEdits,
        ...(client.actionDocumentation ? { documentation: actionDocumentation } : {}),
      },
      executeCommandProvider: { commands: [...commandNames] },
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        ...(client.showsPages ? { textDocumentContent: { schemes: [...pageSchemes] } } : {}),
      },
      ...(client.pullsDiagnostics
        ? { diagnosticProvider: { identifier: diagnosticSource, interFileDependencies: true, workspaceDiagnostics: true, workDoneProgress: true } }
        : {}),
    },
  };
}

/** The answer closes whatever is open. */
function bindFeatures(host: Host): () => Promise<void> {
  const { connection, documents, folders } = host;
  const known = knownFindings(host);
  const closed = closedFiles(host, known);
  const flows = incomingFlows(host);
  const diagnostics = diagnosticsFor(host, closed);
  const files = savedFiles(host, { closedFiles: closed, known, flows });
  const reports = workspaceReports(host, { closedFiles: closed, known, flows, diagnostics });
  flows.onNews((changed) => diagnostics.found(changed));
  const projects = projectsOf(host, closed, ({ hasChanged, hasNew }) => {
    diagnostics.refresh();
    refreshViews(host);
    if (hasChanged) reports.rulesChanged();
    else if (hasNew) reports.filesChanged();
  });

  connection.onInitialized(() => {
    register(host, projects);
    inBackground(host, 'loading', projects.load());
  });
  const close = () => {
    projects.close();
    flows.close();
    for (const document of documents.all()) document.close();
    return folders.close();
  };
  connection.onShutdown(close);
  bindDocuments(host, { closed, known, flows, diagnostics, files });
  bindNotebooks(host, diagnostics);
  bindViews(host);
  connection.onDidSaveTextDocument(({ textDocument }) => {
    if (isConfiguration(textDocument.uri)) projects.reload();
    reports.filesChanged();
    files.saved(textDocument.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => isConfiguration(uri))) projects.reload();
    for (const { uri } of changes) files.changed(uri);
    reports.filesChanged();
  });
  connection.onDidChangeConfiguration(() => inBackground(host, 'loading', projects.load()));
  connection.languages.diagnostics.on((params, token) => answer(() => diagnostics.report(params, token)));
  connection.languages.diagnostics.onWorkspace((params, token, progress, partial) => answer(() => reports.report({ params, token, progress, partial })));
  connection.onExecuteCommand((params, token) => answer(() => executeCommand(host, { closedFiles: closed, known, flows }, params, token)));
  bindWorkbench(host, known, answer);
  return close;
}

interface DocumentListeners {
  readonly closed: ClosedFiles;
  readonly known: KnownFindings;
  readonly flows: IncomingFlows;
  readonly diagnostics: Diagnostics;
  readonly files: SavedFiles;
}

function bindDocuments({ connection, documents, folders }: Host, { closed, known, flows, diagnostics, files }: DocumentListeners): void {
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const document = documents.open(textDocument);
    const { folder, path } = folders.placeOf(document.uri);
    closed.opened(document);
    flows.opened(document, known.inFile(folder, path));
    diagnostics.changed(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.change(textDocument.uri, contentChanges, textDocument.version);
    if (document === undefined) return;
    diagnostics.changed(document);
    flows.changed(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    documents.close(textDocument.uri);
    if (document !== undefined) flows.closed(document);
    diagnostics.closed(textDocument.uri);
    files.closed(textDocument.uri);
  });
}

/** What is asked about one document. */
function bindViews(host: Host): void {
  const { connection } = host;
  connection.onHover((params, token) => answer(() => unlessCancelled(token, undefined, () => hoverAt(host, params))));
  connection.onCodeLens((params, token) => answer(() => unlessCancelled(token, [], () => codeLenses(host, params))));
  connection.onDocumentLinks((params, token) => answer(() => unlessCancelled(token, [], () => documentLinks(host, params))));
  connection.languages.semanticTokens.on((params, token) => answer(() => unlessCancelled(token, { data: [] }, () => taintedTokens(host, params))));
  connection.onCodeAction((params, token) => answer(() => unlessCancelled(token, [], () => codeActions(host, params))));
  connection.onCodeActionResolve((action) => answer(() => resolveAction(host, action)));
  connection.workspace.textDocumentContent.on(({ uri }) => answer(async () => ({ text: await pageText(host, uri, (ruleId) => rulePageText(host, ruleId)) })));
}

function bindNotebooks({ connection, documents }: Host, diagnostics: Diagnostics): void {
  const { synchronization } = connection.notebooks;
  const show = ({ changed, closed }: NotebookChange) => {
    for (const uri of closed) diagnostics.closed(uri);
    for (const document of changed) diagnostics.changed(document);
  };
  synchronization.onDidOpenNotebookDocument((opened) => show(documents.openNotebook(opened)));
  synchronization.onDidChangeNotebookDocument(({ notebookDocument, change }) => show(documents.changeNotebook(notebookDocument.uri, change)));
  synchronization.onDidCloseNotebookDocument(({ notebookDocument }) => show(documents.closeNotebook(notebookDocument.uri)));
}

/** What the settings switch on and off is asked for again. */
function refreshViews(host: Host): void {
  const { client, connection } = host;
  if (client.refreshesLenses) inBackground(host, 'asking for new requests', connection.sendRequest(CodeLensRefreshRequest.type));
  if (client.refreshesTokens) inBackground(host, 'asking for new requests', connection.languages.semanticTokens.refresh());
}

/** Asks for what only a client that was just initialized can be asked for. */
function register(host: Host, projects: Projects): void {
  const { connection, client, folders } = host;
  if (client.watchesConfiguration) {
    inBackground(host, 'watching settings', connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection }));
  }
  if (client.watchesFiles) {
    // Every file may change what a check of the workspace finds.
    const globs = client.pullsDiagnostics ? ['**/*'] : watchedGlobs;
    const watchers = globs.map((globPattern) => ({ globPattern }));
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
