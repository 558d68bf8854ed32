import type { InitializeParams } from 'vscode-languageserver/node';
import { z } from 'zod';
import { chooseEncoding, type Encoding } from './encoding.ts';
import type { ExtensionOptions } from './protocol.ts';

/** What the connected editor can do, as far as the server cares. */
export interface Client {
  /** What both sides count the characters of a line in. */
  readonly encoding: Encoding;
  /** It asks for diagnostics; otherwise they are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesTokens: boolean;
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
  /** It shows actions that cannot be chosen, with the reason. */
  readonly disabledActions: boolean;
  /** It has its user confirm marked edits. */
  readonly annotatesEdits: boolean;
  /** It shows what a class of actions is about. */
  readonly actionDocumentation: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticTags: boolean;
  /** Diagnostics may be Markdown. */
  readonly markdownMessages: boolean;
  /** Codes of diagnostics may be links. */
  readonly codeLinks: boolean;
  readonly markdownHover: boolean;
  readonly progress: boolean;
  /** It shows documents that the server names. */
  readonly showsDocuments: boolean;
  /** It opens pages that the server makes. */
  readonly showsPages: boolean;
  /** It asks the user for the reason of a suppression itself. */
  readonly asksReason: boolean;
}

type ClientParams = Pick<InitializeParams, 'capabilities' | 'clientInfo' | 'initializationOptions'>;

/** Clients whose open documents keep what they have when they are told to ask again: Neovim 0.12 then asks for the workspace alone. */
const askOnlyOnce: readonly string[] = ['Neovim'];

/** Who asks must be able to ask again: what was found later, and other rules, would not be seen until the next keystroke. */
function pulls({ capabilities: { textDocument, workspace }, clientInfo }: ClientParams): boolean {
  if (textDocument?.diagnostic === undefined) return false;
  const asksAgain = workspace?.diagnostics?.refreshSupport === true && !askOnlyOnce.includes(clientInfo?.name ?? '');
  return asksAgain || textDocument.publishDiagnostics === undefined;
}

/** Reads the capabilities once; everything that is not named is absent. */
export function clientOf(params: ClientParams): Client {
  const { capabilities } = params;
  const { textDocument = {}, workspace = {}, window = {}, general = {} } = capabilities;
  const action = textDocument.codeAction;
  const edit = workspace.workspaceEdit;
  const versionedEdits = edit?.documentChanges === true;
  const shown = textDocument.publishDiagnostics ?? textDocument.diagnostic;
  return {
    encoding: chooseEncoding(general.positionEncodings),
    pullsDiagnostics: pulls(params),
    refreshesDiagnostics: workspace.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace.codeLens?.refreshSupport === true,
    refreshesTokens: workspace.semanticTokens?.refreshSupport === true,
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
    disabledActions: action?.disabledSupport === true,
    annotatesEdits: versionedEdits && edit.changeAnnotationSupport !== undefined,
    actionDocumentation: action?.documentationSupport === true,
    relatedInformation: shown?.relatedInformation === true,
    diagnosticTags: shown?.tagSupport !== undefined,
    codeLinks: shown?.codeDescriptionSupport === true,
    markdownMessages: textDocument.diagnostic?.markupMessageSupport === true,
    markdownHover: textDocument.hover?.contentFormat?.includes('markdown') === true,
    progress: window.workDoneProgress === true,
    showsDocuments: window.showDocument?.support === true,
    asksReason: extensionOptions(params.initializationOptions).asksReason === true,
    showsPages: workspace.textDocumentContent !== undefined && window.showDocument?.support === true,
  };
}

const optionsSchema = z.object({ trusted: z.boolean().optional(), asksReason: z.boolean().optional() });

/** What a client that is our own extension says of itself; nothing for others. */
export function extensionOptions(given: unknown): ExtensionOptions {
  return (optionsSchema.safeParse(given).data ?? {}) as ExtensionOptions;
}
