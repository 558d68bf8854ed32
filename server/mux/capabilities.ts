import { TextDocumentSyncKind } from 'vscode-languageserver/node';
import { chooseEncoding, type Encoding } from '../encoding.ts';
import type { CommandNames } from './command-names.ts';
import type { HostClient } from './hub.ts';
import { type Fields, fieldsOf, isFields, listOf } from './message.ts';

/** Reads what merging needs to know of the editor. */
export function hostClientOf(params: unknown): HostClient {
  const { textDocument, workspace } = fieldsOf(fieldsOf(params).capabilities);
  const { diagnostic, publishDiagnostics, codeAction, hover } = fieldsOf(textDocument);
  return {
    pullsDiagnostics: isFields(diagnostic),
    takesPushedDiagnostics: isFields(publishDiagnostics) || !isFields(diagnostic),
    refreshesDiagnostics: fieldsOf(fieldsOf(workspace).diagnostics).refreshSupport === true,
    keepsActionData: fieldsOf(codeAction).dataSupport === true,
    markdownHover: listOf(fieldsOf(hover).contentFormat).includes('markdown'),
  };
}

/** What the editor can count positions in, in its order of preference; none where it does not say. */
export function offeredEncodings(params: unknown): readonly string[] {
  const { positionEncodings } = fieldsOf(fieldsOf(fieldsOf(params).capabilities).general);
  return listOf(positionEncodings).filter((name) => typeof name === 'string');
}

/** What a server that was initialized counts positions in; undefined for one that was not. */
export function encodingOf(result: Fields | undefined): Encoding | undefined {
  if (result === undefined) return undefined;
  const { positionEncoding } = fieldsOf(result.capabilities);
  return chooseEncoding(typeof positionEncoding === 'string' ? [positionEncoding] : []);
}

/** What a server is told otherwise than the editor said it. */
interface Change {
  readonly processId: number | null;
  readonly encodings: readonly string[];
  readonly folders?: readonly unknown[] | undefined;
}

/** The parameters of `initialize` for a server. */
export function initializeParams(params: unknown, change: Change): Fields {
  const fields = fieldsOf(params);
  const capabilities = fieldsOf(fields.capabilities);
  const encodings = change.encodings.length === 0 ? {} : { positionEncodings: change.encodings };
  const general = { ...fieldsOf(capabilities.general), ...encodings };
  const { processId } = change;
  const folders = change.folders === undefined ? {} : { workspaceFolders: change.folders };
  return { ...fields, processId, ...folders, capabilities: { ...capabilities, general } };
}

interface Merging {
  readonly client: HostClient;
  readonly names: CommandNames;
  /** What both count positions in. */
  readonly encoding: Encoding;
}

/** What both servers can do together: the wrapped one's capabilities, with ours joined where both have some. */
export function mergeCapabilities(upstream: Fields, own: Fields, { client, names, encoding }: Merging): Fields {
  if (Object.keys(upstream).length === 0) return own;
  const merged: Record<string, unknown> = { ...own, ...withoutNothing(upstream) };
  for (const key of ['codeLensProvider', 'documentLinkProvider', 'inlayHintProvider', 'hoverProvider']) merged[key] = joinOptions(upstream[key], own[key]);
  merged.positionEncoding = encoding;
  merged.textDocumentSync = mergeSync(upstream.textDocumentSync, own.textDocumentSync);
  merged.codeActionProvider = mergeActions(upstream.codeActionProvider, own.codeActionProvider);
  merged.executeCommandProvider = mergeCommands(upstream.executeCommandProvider, own.executeCommandProvider, names);
  merged.diagnosticProvider = client.pullsDiagnostics ? mergeDiagnostics(upstream.diagnosticProvider, own.diagnosticProvider) : undefined;
  merged.notebookDocumentSync = mergeNotebooks(upstream.notebookDocumentSync, own.notebookDocumentSync);
  merged.workspace = mergeWorkspace(fieldsOf(upstream.workspace), fieldsOf(own.workspace));
  return withoutNothing(merged);
}

function withoutNothing(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== false));
}

/** Options of a provider that may be only `true`; either side's `resolveProvider` holds for both. */
function joinOptions(upstream: unknown, own: unknown): unknown {
  if (!isPresent(upstream) || !isPresent(own)) return isPresent(upstream) ? upstream : own;
  const [theirs, ours] = [fieldsOf(upstream), fieldsOf(own)];
  const resolves = theirs.resolveProvider === true || ours.resolveProvider === true ? { resolveProvider: true } : {};
  const joined = { ...ours, ...theirs, ...resolves };
  return Object.keys(joined).length === 0 ? true : joined;
}

/** Changes come by range whatever the wrapped server wants: it gets whole texts when it wants those. */
function mergeSync(upstream: unknown, own: unknown): Fields {
  const { willSave, willSaveWaitUntil } = fieldsOf(upstream);
  const saves = [fieldsOf(upstream).save, fieldsOf(own).save].some(isPresent) || typeof upstream === 'number';
  return {
    openClose: true,
    change: TextDocumentSyncKind.Incremental,
    ...(saves ? { save: { includeText: false } } : {}),
    ...(willSave === true ? { willSave } : {}),
    ...(willSaveWaitUntil === true ? { willSaveWaitUntil } : {}),
  };
}

/** Kinds are named only when both name theirs: a server that names none may give any. */
function mergeActions(upstream: unknown, own: unknown): unknown {
  if (!isPresent(upstream) || !isPresent(own)) return isPresent(upstream) ? upstream : withoutKinds(own);
  const [theirs, ours] = [fieldsOf(upstream), fieldsOf(own)];
  const isNamed = Array.isArray(theirs.codeActionKinds) && Array.isArray(ours.codeActionKinds);
  const kinds = isNamed ? { codeActionKinds: [...new Set([...listOf(theirs.codeActionKinds), ...listOf(ours.codeActionKinds)])] } : {};
  const documentation = [...listOf(theirs.documentation), ...listOf(ours.documentation)];
  return { ...fieldsOf(withoutKinds(joinOptions(upstream, own))), ...kinds, ...(documentation.length === 0 ? {} : { documentation }) };
}

function withoutKinds(provider: unknown): unknown {
  if (!isFields(provider)) return provider;
  const { codeActionKinds: _kinds, ...rest } = provider;
  return rest;
}

function mergeCommands(upstream: unknown, own: unknown, names: CommandNames): unknown {
  if (!isPresent(upstream) && !isPresent(own)) return undefined;
  const theirs = listOf(fieldsOf(upstream).commands).filter((command) => typeof command === 'string');
  return { ...fieldsOf(own), ...fieldsOf(upstream), commands: [...names.toHost(theirs), ...listOf(fieldsOf(own).commands)] };
}

function mergeDiagnostics(upstream: unknown, own: unknown): unknown {
  if (!isPresent(upstream) || !isPresent(own)) return isPresent(upstream) ? upstream : own;
  const [theirs, ours] = [fieldsOf(upstream), fieldsOf(own)];
  const either = (key: string) => theirs[key] === true || ours[key] === true;
  return { ...ours, interFileDependencies: either('interFileDependencies'), workspaceDiagnostics: either('workspaceDiagnostics') };
}

function mergeNotebooks(upstream: unknown, own: unknown): unknown {
  if (!isPresent(upstream) || !isPresent(own)) return isPresent(upstream) ? upstream : own;
  const [theirs, ours] = [fieldsOf(upstream), fieldsOf(own)];
  const save = theirs.save === true || ours.save === true ? { save: true } : {};
  return { notebookSelector: [...listOf(theirs.notebookSelector), ...listOf(ours.notebookSelector)], ...save };
}

function mergeWorkspace(upstream: Fields, own: Fields): Fields {
  const folders = [fieldsOf(upstream.workspaceFolders), fieldsOf(own.workspaceFolders)];
  const schemes = [...listOf(fieldsOf(upstream.textDocumentContent).schemes), ...listOf(fieldsOf(own.textDocumentContent).schemes)];
  const isSupported = folders.some(({ supported }) => supported === true);
  const changes = folders.some(({ changeNotifications }) => changeNotifications !== undefined && changeNotifications !== false);
  return {
    ...own,
    ...upstream,
    ...(isSupported ? { workspaceFolders: { supported: true, changeNotifications: changes } } : {}),
    ...(schemes.length === 0 ? {} : { textDocumentContent: { schemes: [...new Set(schemes)] } }),
  };
}

function isPresent(provider: unknown): boolean {
  return provider !== undefined && provider !== null && provider !== false;
}
