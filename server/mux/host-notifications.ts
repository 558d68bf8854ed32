import { minimatch } from 'minimatch';
import { documentNotifications, syncParams, takesNotebooks } from './document-sync.ts';
import type { Side } from './hub.ts';
import { documentUri, fieldsOf, listOf } from './message.ts';
import type { Parts } from './parts.ts';
import { workspaceDiagnostics } from './workspace-diagnostics.ts';

/** Tells both servers what the editor tells: the wrapped one first, since ours may take a while over it. */
export function passOn(parts: Parts, method: string, params: unknown): void {
  const { hub } = parts;
  hub.mirror.note(method, params);
  if (documentNotifications.includes(method)) tellDocument(parts, method, params);
  else if (method === 'window/workDoneProgress/cancel') cancelProgress(parts, params);
  else {
    if (isWanted(hub.upstream, method)) hub.upstream.notify(method, params);
    if (method !== 'workspace/didChangeWatchedFiles' || isWatched(hub.own, params)) hub.own.notify(method, params);
  }
}

function tellDocument(parts: Parts, method: string, params: unknown): void {
  const { hub, puller, pushes } = parts;
  const uri = documentUri(params);
  for (const side of [hub.upstream, hub.own]) {
    const told = syncParams(side.features, hub.mirror, method, params);
    if (told !== undefined) side.notify(method, told);
  }
  if (method === 'textDocument/didClose') closed(parts, uri);
  if (method === 'textDocument/didOpen') pushes.reopened(uri);
  const isNew = method === 'textDocument/didOpen' || method === 'textDocument/didChange';
  if (isNew && !hub.client.pullsDiagnostics && hub.upstream.features.supports('textDocument/diagnostic')) puller.changed(uri);
}

/** The editor keeps what it pulled about a closed document only where it asks for the whole workspace. */
function closed({ hub, puller, reports }: Parts, uri: string): void {
  puller.closed(uri);
  const isWorkspaceAsked = [hub.own, hub.upstream].some(({ features }) => features.supports(workspaceDiagnostics));
  if (!isWorkspaceAsked) reports.forget(uri);
}

function cancelProgress({ hub, tokens }: Parts, params: unknown): void {
  const method = 'window/workDoneProgress/cancel';
  const origin = tokens.origin(fieldsOf(params).token);
  if (origin === undefined) hub.upstream.notify(method, params);
  else (origin.side === 'own' ? hub.own : hub.upstream).notify(method, { token: origin.token });
}

function isWanted({ features }: Side, method: string): boolean {
  return !method.startsWith('notebookDocument/') || takesNotebooks(features);
}

/** The editor watches for both servers; ours reads its settings anew for each event, so it gets only those it asked for. */
function isWatched({ features }: Side, params: unknown): boolean {
  const watchers = features.registered('workspace/didChangeWatchedFiles').flatMap(({ watchers: list }) => listOf(list));
  const globs = watchers.map((watcher) => fieldsOf(watcher).globPattern);
  if (globs.length === 0 || globs.some((glob) => typeof glob !== 'string')) return true;
  const paths = listOf(fieldsOf(params).changes).map((change) => pathOf(fieldsOf(change).uri));
  return paths.some((path) => globs.some((glob) => minimatch(path, String(glob), { dot: true })));
}

function pathOf(uri: unknown): string {
  try {
    return decodeURIComponent(new URL(String(uri)).pathname);
  } catch {
    return String(uri);
  }
}
