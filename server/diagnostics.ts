import { createHash } from 'node:crypto';
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
import { toDiagnostic, toSkipDiagnostic, touches } from './convert.ts';
import type { Checked, LiveDocument } from './documents.ts';
import { type Host, inBackground } from './host.ts';

/** Keeps the editor's diagnostics equal to what the engine finds in the text as it is. */
export interface Diagnostics {
  /** The document was opened or changed. */
  changed(document: LiveDocument): void;
  closed(uri: string): void;
  /** What was found is now true of the file on disk. */
  saved(document: LiveDocument): Promise<void>;
  /** Settings or rules may have changed: everything open is checked again. */
  refresh(): void;
  report(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport>;
}

/** Longest wait between a change and its check, in milliseconds. */
const longestWait = 200;

/** Skips that every half-written file has; they are no news while typing. */
const quietSkips: readonly Skip['reason'][] = ['parse-errors'];

export function diagnosticsFor(host: Host, closedFiles: ClosedFiles): Diagnostics {
  const { connection, client, documents, log } = host;
  const timers = new Map<string, NodeJS.Timeout>();
  const settling = settleTimers((document) => {
    if (documents.get(document.uri) !== document || timers.has(document.uri)) return;
    inBackground(host, 'looking for data flows', client.pullsDiagnostics ? settleAndRefresh(document) : push(document, 'whole'));
  });

  async function settleAndRefresh(document: LiveDocument): Promise<void> {
    await document.check('whole');
    await connection.languages.diagnostics.refresh();
  }

  async function push(document: LiveDocument, depth: 'quick' | 'whole'): Promise<void> {
    try {
      const checked = await document.check(depth);
      if (checked === undefined || documents.get(document.uri) !== document) return;
      await connection.sendDiagnostics({ uri: document.uri, version: checked.text.version, diagnostics: present(checked, host, closedFiles) });
      settling.later(document);
    } catch (thrown) {
      log.error('a document could not be checked', { error: toFailure(thrown).message });
    }
  }

  function schedule(document: LiveDocument): void {
    if (timers.has(document.uri)) return;
    const wake = () => {
      timers.delete(document.uri);
      void push(document, 'quick');
    };
    timers.set(document.uri, setTimeout(wake, Math.min(longestWait, document.rest(performance.now()))));
  }

  return {
    changed(document) {
      if (!client.pullsDiagnostics) schedule(document);
    },
    closed(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      settling.forget(uri);
      closedFiles.closed(uri);
    },
    async saved(document) {
      const checked = await document.check();
      if (checked !== undefined) closedFiles.saved(checked.folder, checked.source.path, toDiagnostics(checked, host));
    },
    refresh() {
      if (client.pullsDiagnostics && client.refreshesDiagnostics) inBackground(host, 'asking for new requests', connection.languages.diagnostics.refresh());
      if (!client.pullsDiagnostics) for (const document of documents.all()) schedule(document);
    },
    report: (params, token) => report(host, closedFiles, settling, { params, token }),
  };
}

interface Question {
  readonly params: DocumentDiagnosticParams;
  readonly token: CancellationToken;
}

/** The answer to an editor that asks: everything, or that nothing has changed since its last question. */
async function report(host: Host, closedFiles: ClosedFiles, settling: SettleTimers, { params, token }: Question): Promise<DocumentDiagnosticReport> {
  const { textDocument, previousResultId } = params;
  const { client, documents } = host;
  await laterMessages();
  const document = documents.get(textDocument.uri);
  const checked = token.isCancellationRequested ? undefined : await document?.check(client.refreshesDiagnostics ? 'quick' : 'whole');
  if (document !== undefined) settling.later(document);
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled');
  const items = checked === undefined ? [] : present(checked, host, closedFiles);
  const resultId = createHash('sha256').update(JSON.stringify(items)).digest('base64url');
  if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

interface SettleTimers {
  later(document: LiveDocument): void;
  forget(uri: string): void;
}

/** Looks for data flows once the typing in a document rests. */
function settleTimers(settle: (document: LiveDocument) => void): SettleTimers {
  const timers = new Map<string, NodeJS.Timeout>();
  const forget = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  return {
    later(document) {
      forget(document.uri);
      if (!document.isUnsettled) return;
      const wake = () => {
        forget(document.uri);
        settle(document);
      };
      timers.set(document.uri, setTimeout(wake, document.settleWait));
    },
    forget,
  };
}

/** Lets messages that already arrived be handled first: a newer change or the cancellation of this request. */
function laterMessages(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function present(checked: Checked, host: Host, closedFiles: ClosedFiles): Diagnostic[] {
  const { result, source, folder } = checked;
  return [
    ...closedFiles.get(folder, source.path, 'problems'),
    ...result.skips.filter((skip) => !quietSkips.includes(skip.reason)).map(toSkipDiagnostic),
    ...toDiagnostics(checked, host),
  ];
}

function toDiagnostics(checked: Checked, { client }: Host): Diagnostic[] {
  return shownFindings(checked).map((finding) => toDiagnostic(finding, checked.text.uri, client));
}

/** The findings that the editor's settings let through, in the order of the text. */
export function shownFindings({ result, settings }: Checked): readonly Finding[] {
  const limit = severityRank(settings.minimum_severity);
  return result.findings.filter((finding) => severityRank(finding.severity) <= limit);
}

/** The shown findings that touch a range, worst first. */
export function findingsAt(checked: Checked, range: Range): readonly Finding[] {
  const here = shownFindings(checked).filter((finding) => touches(finding.span, range));
  return here.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
}
