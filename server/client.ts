import type { InitializeParams } from 'vscode-languageserver/node';

/** What the connected editor can do, as far as the server cares. */
export interface Client {
  /** It asks for diagnostics; otherwise they are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly hasConfiguration: boolean;
  readonly watchesConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly hasFolders: boolean;
  readonly literalActions: boolean;
  /** Edits of code actions may be computed when one is chosen. */
  readonly resolvesEdits: boolean;
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly snippetEdits: boolean;
  readonly marksPreferred: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticTags: boolean;
  readonly markdownHover: boolean;
  readonly progress: boolean;
  /** It shows documents that the server names. */
  readonly showsDocuments: boolean;
  /** It opens pages that the server makes. */
  readonly showsPages: boolean;
}

/** Reads the capabilities once; everything that is not named is absent. */
export function clientOf({ capabilities }: InitializeParams): Client {
  const { textDocument = {}, workspace = {}, window = {} } = capabilities;
  const action = textDocument.codeAction;
  const edit = workspace.workspaceEdit;
  const versionedEdits = edit?.documentChanges === true;
  return {
    pullsDiagnostics: textDocument.diagnostic !== undefined,
    refreshesDiagnostics: workspace.diagnostics?.refreshSupport === true,
    hasConfiguration: workspace.configuration === true,
    watchesConfiguration: workspace.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    hasFolders: workspace.workspaceFolders === true,
    literalActions: action?.codeActionLiteralSupport !== undefined,
    resolvesEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    versionedEdits,
    createsFiles: versionedEdits && edit.resourceOperations?.includes('create') === true,
    snippetEdits: versionedEdits && edit.snippetEditSupport === true,
    marksPreferred: action?.isPreferredSupport === true,
    relatedInformation: (textDocument.publishDiagnostics ?? textDocument.diagnostic)?.relatedInformation === true,
    diagnosticTags: (textDocument.publishDiagnostics ?? textDocument.diagnostic)?.tagSupport !== undefined,
    markdownHover: textDocument.hover?.contentFormat?.includes('markdown') === true,
    progress: window.workDoneProgress === true,
    showsDocuments: window.showDocument?.support === true,
    showsPages: workspace.textDocumentContent !== undefined && window.showDocument?.support === true,
  };
}
