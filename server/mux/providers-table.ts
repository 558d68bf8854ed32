/** Capability that says whether a server answers a request. Requests that are not here are custom ones. */
export const providers: Readonly<Record<string, string>> = {
  'callHierarchy/incomingCalls': 'callHierarchyProvider',
  'callHierarchy/outgoingCalls': 'callHierarchyProvider',
  'codeAction/resolve': 'codeActionProvider',
  'codeLens/resolve': 'codeLensProvider',
  'completionItem/resolve': 'completionProvider',
  'documentLink/resolve': 'documentLinkProvider',
  'inlayHint/resolve': 'inlayHintProvider',
  'textDocument/codeAction': 'codeActionProvider',
  'textDocument/codeLens': 'codeLensProvider',
  'textDocument/colorPresentation': 'colorProvider',
  'textDocument/completion': 'completionProvider',
  'textDocument/declaration': 'declarationProvider',
  'textDocument/definition': 'definitionProvider',
  'textDocument/diagnostic': 'diagnosticProvider',
  'textDocument/documentColor': 'colorProvider',
  'textDocument/documentHighlight': 'documentHighlightProvider',
  'textDocument/documentLink': 'documentLinkProvider',
  'textDocument/documentSymbol': 'documentSymbolProvider',
  'textDocument/foldingRange': 'foldingRangeProvider',
  'textDocument/formatting': 'documentFormattingProvider',
  'textDocument/hover': 'hoverProvider',
  'textDocument/implementation': 'implementationProvider',
  'textDocument/inlayHint': 'inlayHintProvider',
  'textDocument/inlineCompletion': 'inlineCompletionProvider',
  'textDocument/inlineValue': 'inlineValueProvider',
  'textDocument/linkedEditingRange': 'linkedEditingRangeProvider',
  'textDocument/moniker': 'monikerProvider',
  'textDocument/onTypeFormatting': 'documentOnTypeFormattingProvider',
  'textDocument/prepareCallHierarchy': 'callHierarchyProvider',
  'textDocument/prepareRename': 'renameProvider',
  'textDocument/prepareTypeHierarchy': 'typeHierarchyProvider',
  'textDocument/rangeFormatting': 'documentRangeFormattingProvider',
  'textDocument/rangesFormatting': 'documentRangeFormattingProvider',
  'textDocument/references': 'referencesProvider',
  'textDocument/rename': 'renameProvider',
  'textDocument/selectionRange': 'selectionRangeProvider',
  'textDocument/semanticTokens/full': 'semanticTokensProvider',
  'textDocument/semanticTokens/full/delta': 'semanticTokensProvider',
  'textDocument/semanticTokens/range': 'semanticTokensProvider',
  'textDocument/signatureHelp': 'signatureHelpProvider',
  'textDocument/typeDefinition': 'typeDefinitionProvider',
  'typeHierarchy/subtypes': 'typeHierarchyProvider',
  'typeHierarchy/supertypes': 'typeHierarchyProvider',
  'workspace/diagnostic': 'diagnosticProvider',
  'workspace/executeCommand': 'executeCommandProvider',
  'workspace/symbol': 'workspaceSymbolProvider',
  'workspaceSymbol/resolve': 'workspaceSymbolProvider',
};

/** The request that gives the items which `…/resolve` completes. */
export const listOfResolve: Readonly<Record<string, string>> = {
  'codeAction/resolve': 'textDocument/codeAction',
  'codeLens/resolve': 'textDocument/codeLens',
  'documentLink/resolve': 'textDocument/documentLink',
  'inlayHint/resolve': 'textDocument/inlayHint',
};

const semanticTokens = 'textDocument/semanticTokens';

/** The method under which a server registers for a request later on. */
export function registrationMethod(method: string): string {
  return method.startsWith(semanticTokens) ? semanticTokens : (listOfResolve[method] ?? method);
}
