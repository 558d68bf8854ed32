import type { Diagnostic } from 'vscode-languageserver/node';
import type { LiveDocument } from './documents.ts';
import { type Host, inBackground } from './host.ts';
import type { Folder } from './workspace.ts';

/** Where diagnostics of files that are not open come from. */
export type Origin = 'problems' | 'scan';

/** Diagnostics of a folder's files by path. */
export type ByPath = ReadonlyMap<string, readonly Diagnostic[]>;

/** Diagnostics of files that no editor shows: mistakes in settings and rules, and what a check of the whole workspace found. */
export interface ClosedFiles {
  /** Replaces what an origin said about a folder. */
  set(folder: Folder, origin: Origin, diagnostics: ByPath): void;
  /** What an origin said about one file. */
  get(folder: Folder, path: string, origin: Origin): readonly Diagnostic[];
  /** Replaces what a check of the workspace said about one file, once there was one. */
  saved(folder: Folder, path: string, diagnostics: readonly Diagnostic[]): void;
  /** From now on the file's own diagnostics count. */
  opened(document: LiveDocument): void;
  closed(uri: string): void;
}

const none: readonly Diagnostic[] = [];

export function closedFiles(host: Host): ClosedFiles {
  const { connection, client, documents, folders } = host;
  const known = new Map<Folder, Map<Origin, ByPath>>();
  const get = (folder: Folder, path: string, origin: Origin) => known.get(folder)?.get(origin)?.get(path) ?? none;
  const isOpen = (folder: Folder, path: string) => documents.all().some((document) => folder.pathOf(document.uri) === path);
  const send = (uri: string, diagnostics: readonly Diagnostic[]) =>
    inBackground(host, 'diagnostics', connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }));
  const publish = (folder: Folder, path: string) => {
    const uri = uriIn(folder, path);
    if (uri !== undefined && !isOpen(folder, path)) send(uri, [...get(folder, path, 'problems'), ...get(folder, path, 'scan')]);
  };
  return {
    get,
    set(folder, origin, diagnostics) {
      const origins = known.get(folder) ?? new Map<Origin, ByPath>();
      const before = origins.get(origin) ?? new Map<string, readonly Diagnostic[]>();
      known.set(folder, origins.set(origin, diagnostics));
      for (const path of new Set([...before.keys(), ...diagnostics.keys()])) publish(folder, path);
    },
    saved(folder, path, diagnostics) {
      const scanned = known.get(folder)?.get('scan');
      if (scanned !== undefined) known.get(folder)?.set('scan', new Map(scanned).set(path, diagnostics));
    },
    opened({ uri }) {
      const { folder, path } = folders.placeOf(uri);
      const shown = get(folder, path, 'problems').length + get(folder, path, 'scan').length;
      // A client that pulls keeps pushed diagnostics apart: they would stand beside the pulled ones.
      if (client.pullsDiagnostics && shown > 0) send(uri, none);
    },
    closed(uri) {
      const { folder, path } = folders.placeOf(uri);
      send(uri, [...get(folder, path, 'problems'), ...get(folder, path, 'scan')]);
    },
  };
}

function uriIn(folder: Folder, path: string): string | undefined {
  if (folder.uri === undefined || path === '') return undefined;
  return `${folder.uri.replace(/\/$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
