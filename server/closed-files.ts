import type { Diagnostic } from 'vscode-languageserver/node';
import { type Finding, severityRank } from '../core/scan/model.ts';
import { toDiagnostic } from './convert.ts';
import { type Host, inBackground } from './host.ts';
import type { KnownFindings } from './known-findings.ts';
import type { LiveDocument } from './live-document.ts';
import type { Settings } from './settings.ts';
import { fileSight } from './sight.ts';
import type { Folder } from './workspace.ts';

/** Diagnostics of a folder's files by path. */
export type ByPath = ReadonlyMap<string, readonly Diagnostic[]>;

/** Diagnostics of files that no editor shows: mistakes in settings and rules, and what is known of the workspace. */
export interface ClosedFiles {
  /** Replaces the mistakes in a folder's settings and rules. */
  setProblems(folder: Folder, diagnostics: ByPath): void;
  /** Mistakes in one file of settings or rules. */
  problemsIn(folder: Folder, path: string): readonly Diagnostic[];
  /** What is said about one file. */
  all(folder: Folder, path: string): readonly Diagnostic[];
  /** Files about which something is said. */
  paths(folder: Folder): readonly string[];
  /** What is known of these files may have changed. */
  changed(folder: Folder, paths: readonly string[]): void;
  /** From now on the file's own diagnostics count. */
  opened(document: LiveDocument): void;
  closed(uri: string): void;
  /** The client asks for the diagnostics of the workspace: what was pushed is taken back, and from now on nothing is. */
  areAskedFor(): void;
  onChange(listener: () => void): void;
}

const none: readonly Diagnostic[] = [];

export function closedFiles(host: Host, known: KnownFindings): ClosedFiles {
  const { connection, client, documents, folders } = host;
  const shown = new Set<string>();
  const sayings = openSayings(host, known);
  let isPulled = false;
  let tell: () => void = () => undefined;
  const isOpen = (folder: Folder, path: string) => documents.all().some((document) => folder.pathOf(document.uri) === path);
  const send = (uri: string, diagnostics: readonly Diagnostic[]) => {
    if (diagnostics.length === 0) shown.delete(uri);
    else shown.add(uri);
    inBackground(host, 'diagnostics', connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }));
  };
  const publish = (folder: Folder, path: string) => {
    const uri = folder.uriOf(path);
    if (uri !== undefined && !isPulled && !isOpen(folder, path)) send(uri, sayings.all(folder, path));
  };
  const changed = (folder: Folder, paths: readonly string[]) => {
    for (const path of new Set(paths)) publish(folder, path);
    tell();
  };
  return {
    ...sayings,
    changed,
    setProblems: (folder, problems) => changed(folder, sayings.setProblems(folder, problems)),
    opened({ uri }) {
      // A client that pulls keeps pushed diagnostics apart: they would stand beside the pulled ones.
      if (client.pullsDiagnostics && shown.has(uri)) send(uri, none);
    },
    closed(uri) {
      const { folder, path } = folders.placeOf(uri);
      if (!client.pullsDiagnostics || !isPulled) send(uri, folder.pathOf(uri) === path ? sayings.all(folder, path) : none);
      tell();
    },
    areAskedFor() {
      if (isPulled) return;
      isPulled = true;
      if (client.pullsDiagnostics) for (const uri of shown) send(uri, none);
    },
    onChange(listener) {
      tell = listener;
    },
  };
}

/** What there is to say about files: problems, and findings as diagnostics. */
interface Sayings extends Pick<ClosedFiles, 'problemsIn' | 'all' | 'paths'> {
  /** The files about which there is or was something to say. */
  setProblems(folder: Folder, problems: ByPath): readonly string[];
}

function openSayings(host: Host, known: KnownFindings): Sayings {
  const problems = new Map<Folder, ByPath>();
  const found = foundDiagnostics(host);
  const problemsIn = (folder: Folder, path: string) => problems.get(folder)?.get(path) ?? none;
  return {
    problemsIn,
    all: (folder, path) => [...problemsIn(folder, path), ...found(folder, path, known.inFile(folder, path))],
    paths: (folder) => [...new Set([...(problems.get(folder)?.keys() ?? []), ...known.paths(folder)])],
    setProblems(folder, now) {
      const before = problems.get(folder)?.keys() ?? [];
      problems.set(folder, now);
      return [...before, ...now.keys()];
    },
  };
}

/** Makes the diagnostics of the findings that the editor's settings let through, once for as long as these are the findings. */
function foundDiagnostics(host: Host): (folder: Folder, path: string, findings: readonly Finding[]) => readonly Diagnostic[] {
  const made = new WeakMap<readonly Finding[], { readonly settings: Settings; readonly diagnostics: readonly Diagnostic[] }>();
  return (folder, path, findings) => {
    const { settings } = folder;
    const known = made.get(findings);
    if (known?.settings === settings) return known.diagnostics;
    const limit = severityRank(settings.minimum_severity);
    const shown = findings.filter(({ severity }) => severityRank(severity) <= limit);
    const sight = fileSight(host, folder, path);
    const diagnostics = shown.map((finding) => toDiagnostic(finding, sight, host.client));
    made.set(findings, { settings, diagnostics });
    return diagnostics;
  };
}
