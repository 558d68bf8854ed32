import {
  type CancellationToken,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { Failure } from '../core/kernel/failure.ts';
import type { ClosedFiles } from './closed-files.ts';
import { type Diagnostics, resultIdOf } from './diagnostics.ts';
import type { Host } from './host.ts';
import { percentOf, textOf } from './progress.ts';
import type { Folder } from './workspace.ts';
import { checkFolders, openNested, type WorkspaceCheck } from './workspace-check.ts';

/** Diagnostics of the whole workspace, for editors that ask for them. */
export interface WorkspaceReports {
  report(question: WorkspaceQuestion): Promise<WorkspaceDiagnosticReport>;
  /** Files on disk may have changed. */
  filesChanged(): void;
  /** Settings or rules may have changed: what is being checked is out of date. */
  rulesChanged(): void;
}

export interface WorkspaceQuestion {
  readonly params: WorkspaceDiagnosticParams;
  readonly token: CancellationToken;
  readonly progress: WorkDoneProgressReporter;
  /** Takes answers as they come; its client has the request stand open while there is nothing new. */
  readonly partial?: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined;
}

export interface Answering {
  readonly closedFiles: ClosedFiles;
  readonly diagnostics: Diagnostics;
}

/** Documents in one part of an answer. */
const partSize = 200;
/** How long changes on disk are gathered before they are looked at, in milliseconds: a change of branch touches many files. */
const gatherMilliseconds = 300;

export function workspaceReports(host: Host, { closedFiles, known, flows, diagnostics }: Answering & WorkspaceCheck): WorkspaceReports {
  const outdated = openOutdated();
  let hasAnswered = false;

  async function check({ token, progress }: WorkspaceQuestion): Promise<void> {
    const abort = new AbortController();
    const watches = [token.onCancellationRequested(() => abort.abort()), outdated.onRules(() => abort.abort())];
    progress.begin('Sentrik', 0, 'checking the workspace', true);
    const show: Parameters<typeof checkFolders>[2]['show'] = (event) => progress.report(percentOf(event), textOf(event));
    try {
      await openNested(host.folders);
      const folders = host.folders.all().filter(({ settings }) => settings.enable && settings.workspace_diagnostics);
      await checkFolders(host, { closedFiles, known, flows, folders }, { signal: abort.signal, show });
    } catch (thrown) {
      outdated.files();
      if (thrown instanceof Failure && thrown.code === 'cancelled' && !token.isCancellationRequested) throw retrigger();
      throw thrown;
    } finally {
      for (const watch of watches) watch.dispose();
      progress.done();
    }
  }

  async function look(question: WorkspaceQuestion, previous: ReadonlyMap<string, string>): Promise<readonly WorkspaceDocumentDiagnosticReport[]> {
    if (outdated.take()) await check(question);
    if (question.token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled');
    return reportsOf(host, { closedFiles, diagnostics }, previous);
  }

  async function report(question: WorkspaceQuestion): Promise<WorkspaceDiagnosticReport> {
    const { params, token, partial } = question;
    closedFiles.areAskedFor();
    await host.folders.ready;
    const previous = new Map(params.previousResultIds.map(({ uri, value }) => [uri, value]));
    let items = await look(question, previous);
    if (partial === undefined) return { items: [...items] };
    while (hasAnswered && items.every(({ kind }) => kind === DocumentDiagnosticReportKind.Unchanged)) {
      await outdated.next(token);
      items = await look(question, previous);
    }
    hasAnswered = true;
    for (let from = 0; from < items.length; from += partSize) partial.report({ items: items.slice(from, from + partSize) });
    return { items: [] };
  }
  closedFiles.onChange(() => outdated.wake());
  return { report, filesChanged: () => outdated.filesSoon(), rulesChanged: () => outdated.rules() };
}

function retrigger(): ResponseError<{ readonly retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The configuration has changed', { retriggerRequest: true });
}

/** Every document about which something is known or was told before. */
async function reportsOf(
  host: Host,
  { closedFiles, diagnostics }: Answering,
  known: ReadonlyMap<string, string>,
): Promise<WorkspaceDocumentDiagnosticReport[]> {
  const open = await Promise.all(host.documents.all().map((document) => diagnostics.itemsOf(document)));
  const opened = host.documents.all().map(({ uri }) => host.folders.placeOf(uri));
  const closed = host.folders.all().flatMap((folder) => {
    const isOpen = new Set<string>(opened.filter((place) => place.folder === folder).map(({ path }) => path));
    return closedReports(folder, closedFiles, isOpen);
  });
  const all = [...open.flat(), ...closed];
  const told = new Set(all.map(({ uri }) => uri));
  const gone = [...known.keys()].filter((uri) => !told.has(uri)).map((uri) => ({ uri, version: null, items: [] }));
  return [...all, ...gone].map(({ uri, version, items }) => {
    const resultId = resultIdOf(items);
    return known.get(uri) === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: [...items] };
  });
}

function closedReports(folder: Folder, closedFiles: ClosedFiles, isOpen: ReadonlySet<string>) {
  return closedFiles.paths(folder).flatMap((path) => {
    const uri = isOpen.has(path) ? undefined : folder.uriOf(path);
    const items = closedFiles.all(folder, path);
    return uri === undefined || items.length === 0 ? [] : [{ uri, version: null, items }];
  });
}

interface Outdated {
  /** Whether files have to be looked at; from now on they count as looked at. */
  take(): boolean;
  files(): void;
  filesSoon(): void;
  rules(): void;
  onRules(listener: () => void): { dispose(): void };
  wake(): void;
  /** Settles when something has changed or the request was cancelled. */
  next(token: CancellationToken): Promise<void>;
}

function openOutdated(): Outdated {
  const waiting = new Set<() => void>();
  const watching = new Set<() => void>();
  let isOutdated = true;
  let timer: NodeJS.Timeout | undefined;
  const wake = () => {
    for (const settle of waiting) settle();
  };
  const files = () => {
    isOutdated = true;
    wake();
  };
  return {
    take() {
      const was = isOutdated;
      isOutdated = false;
      return was;
    },
    files,
    filesSoon() {
      clearTimeout(timer);
      timer = setTimeout(files, gatherMilliseconds).unref();
    },
    rules() {
      for (const listener of watching) listener();
      files();
    },
    onRules(listener) {
      watching.add(listener);
      return { dispose: () => void watching.delete(listener) };
    },
    wake,
    next: (token) =>
      new Promise((resolve) => {
        const settle = () => {
          waiting.delete(settle);
          watch.dispose();
          resolve();
        };
        const watch = token.onCancellationRequested(settle);
        waiting.add(settle);
      }),
  };
}
