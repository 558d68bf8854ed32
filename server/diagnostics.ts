import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  type Range,
  ResponseError,
} from 'vscode-languageserver/node';
import { toFailure } from '../core/kernel/failure.ts';
import { type Finding, type Skip, severityRank } from '../core/scan/model.ts';
import type { ClosedFiles } from './closed-files.ts';
import { toDiagnostic, toSkipDiagnostic } from './convert.ts';
import { type Host, inBackground } from './host.ts';
import type { Part } from './layout.ts';
import type { Checked, LiveDocument } from './live-document.ts';
import { settleTimers, type SettleTimers } from './settle-timers.ts';
import { sightOf } from './sight.ts';

/** Keeps the editor's diagnostics equal to what the engine finds in the text as it is. */
export interface Diagnostics {
  /** The document was opened or changed. */
  changed(document: LiveDocument): void;
  /** A document or a cell is no longer open. */
  closed(uri: string): void;
  /** More was found in these documents without a change of theirs. */
  found(documents: readonly LiveDocument[]): void;
  /** Settings or rules may have changed: everything open is checked again. */
  refresh(): void;
  /** What is found in each document of an open text. */
  itemsOf(document: LiveDocument): Promise<readonly DocumentItems[]>;
  report(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport>;
}

/** The diagnostics of one open document. */
export interface DocumentItems {
  readonly uri: string;
  readonly version: number;
  readonly items: readonly Diagnostic[];
}

/** Longest wait between a change and its check, in milliseconds. */
const longestWait = 200;

/** Skips that every half-written file has; they are no news while typing. */
const quietSkips: readonly Skip['reason'][] = ['parse-errors'];

export function diagnosticsFor(host: Host, closedFiles: ClosedFiles): Diagnostics {
  const { connection, client, documents } = host;
  const { settling, schedule, forget } = openPushing({ host, closedFiles });
  const refreshPulled = () => {
    if (client.refreshesDiagnostics) inBackground(host, 'asking for new requests', connection.languages.diagnostics.refresh());
  };
  return {
    changed(document) {
      if (!client.pullsDiagnostics) schedule(document);
    },
    closed(uri) {
      forget(uri);
      closedFiles.closed(uri);
    },
    found(news) {
      if (client.pullsDiagnostics) refreshPulled();
      else for (const document of news) schedule(document);
    },
    refresh() {
      if (client.pullsDiagnostics) refreshPulled();
      if (!client.pullsDiagnostics) for (const document of documents.all()) schedule(document);
    },
    async itemsOf(document) {
      const checked = await document.check('quick');
      return checked === undefined || !document.isOpen ? [] : partsOf(checked, { host, closedFiles });
    },
    report: (params, token) => report(host, closedFiles, settling, { params, token }),
  };
}

interface Pushing {
  readonly settling: SettleTimers;
  /** Checks a document soon and tells the client. */
  readonly schedule: (document: LiveDocument) => void;
  readonly forget: (uri: string) => void;
}

function openPushing({ host, closedFiles }: Showing): Pushing {
  const { connection, client, log } = host;
  const timers = new Map<string, NodeJS.Timeout>();
  const telling = openTelling(connection);
  const settling = settleTimers((document) => {
    if (!document.isOpen || timers.has(document.key)) return;
    inBackground(host, 'looking for data flows', settleAndTell(document));
  });

  /** Nothing is told of a text that changed meanwhile: its own check follows. */
  async function settleAndTell(document: LiveDocument): Promise<void> {
    if ((await document.settle()) === undefined) return;
    await (client.pullsDiagnostics ? connection.languages.diagnostics.refresh() : push(document));
  }

  async function push(document: LiveDocument): Promise<void> {
    try {
      const checked = await document.check('quick');
      // A text that changed meanwhile has a check of its own ahead.
      if (checked === undefined || !document.isOpen || timers.has(document.key)) return;
      const parts = partsOf(checked, { host, closedFiles });
      await Promise.all(parts.map(telling.tell));
      settling.later(document);
    } catch (thrown) {
      log.error('a document could not be checked', { error: toFailure(thrown).message });
    }
  }

  function schedule(document: LiveDocument): void {
    if (timers.has(document.key)) return;
    const wake = () => {
      timers.delete(document.key);
      void push(document);
    };
    timers.set(document.key, setTimeout(wake, Math.min(longestWait, document.rest(performance.now()))));
  }

  return {
    settling,
    schedule,
    forget(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      telling.forget(uri);
      settling.forget(uri);
    },
  };
}

interface Telling {
  readonly tell: (part: DocumentItems) => Promise<void>;
  readonly forget: (uri: string) => void;
}

/** Sends diagnostics, but not once more what the client already shows of a version. */
function openTelling(connection: Host['connection']): Telling {
  const told = new Map<string, DocumentItems>();
  return {
    async tell(part) {
      const { uri, version, items } = part;
      if (isDeepStrictEqual(told.get(uri), part)) return;
      told.set(uri, part);
      await connection.sendDiagnostics({ uri, version, diagnostics: [...items] });
    },
    forget: (uri) => void told.delete(uri),
  };
}

interface Question {
  readonly params: DocumentDiagnosticParams;
  readonly token: CancellationToken;
}

/** The answer to an editor that asks: everything, or that nothing has changed since its last question. */
async function report(host: Host, closedFiles: ClosedFiles, settling: SettleTimers, { params, token }: Question): Promise<DocumentDiagnosticReport> {
  const { textDocument, previousResultId } = params;
  const { client, documents, folders } = host;
  await folders.ready;
  const { folder } = folders.placeOf(textDocument.uri);
  const { generation } = folder;
  await laterMessages();
  const document = documents.get(textDocument.uri);
  const checked = token.isCancellationRequested ? undefined : await document?.check(client.refreshesDiagnostics ? 'quick' : 'whole');
  if (document !== undefined) settling.later(document);
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled');
  if (folder.generation !== generation) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'The configuration has changed', { retriggerRequest: true });
  const items = itemsFor(checked, textDocument.uri, { host, closedFiles });
  const resultId = resultIdOf(items);
  if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}

/** Lets messages that already arrived be handled first: a newer change or the cancellation of this request. */
function laterMessages(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Differs when the diagnostics differ. */
export function resultIdOf(items: readonly Diagnostic[]): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('base64url');
}

interface Showing {
  readonly host: Host;
  readonly closedFiles: ClosedFiles;
}

/** What is known of a document; of one that is not open, what a check of the workspace and the loading of its project told. */
function itemsFor(checked: Checked | undefined, uri: string, showing: Showing): readonly Diagnostic[] {
  const part = checked?.layout.parts.find((candidate) => candidate.uri === uri);
  if (checked !== undefined && part !== undefined) return present(checked, part, showing);
  const { folder, path } = showing.host.folders.placeOf(uri);
  return folder.pathOf(uri) === path ? showing.closedFiles.all(folder, path) : [];
}

function partsOf(checked: Checked, showing: Showing): readonly DocumentItems[] {
  return checked.layout.parts.map((part) => ({ uri: part.uri, version: part.version ?? 0, items: present(checked, part, showing) }));
}

/** The diagnostics of one document of a checked text; what is about the whole text stands in the first. */
function present(checked: Checked, { uri }: Part, { host, closedFiles }: Showing): Diagnostic[] {
  const { result, source, folder, layout } = checked;
  const sight = sightOf(host, checked);
  const here = layout.parts.length === 1 ? shownFindings(checked) : shownFindings(checked).filter(({ span }) => layout.locate(span).uri === uri);
  const about = layout.parts[0]?.uri === uri ? result.skips.filter((skip) => !quietSkips.includes(skip.reason)).map(toSkipDiagnostic) : [];
  return [...closedFiles.problemsIn(folder, source.path), ...about, ...here.map((finding) => toDiagnostic(finding, sight, host.client))];
}

/** The findings that the editor's settings let through, in the order of the text. */
export function shownFindings({ result, settings }: Checked): readonly Finding[] {
  const limit = severityRank(settings.minimum_severity);
  return result.findings.filter((finding) => severityRank(finding.severity) <= limit);
}

/** The shown findings that touch a range of a document, worst first. An empty range is a caret, which may also stand at a finding's end. */
export function findingsAt(checked: Checked, uri: string, range: Range): readonly Finding[] {
  const { start, end } = checked.layout.stretchOf(uri, range);
  const isHere = ({ span }: Finding) => span.start <= end && start <= span.end && checked.layout.locate(span).uri === uri;
  return shownFindings(checked)
    .filter(isHere)
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
}
