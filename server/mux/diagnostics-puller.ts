import { LSPErrorCodes } from 'vscode-languageserver/node';
import type { Hub, Side } from './hub.ts';
import { fieldsOf, listOf } from './message.ts';
import type { PushedDiagnostics } from './pushed-diagnostics.ts';

/** Asks a wrapped server that waits to be asked, for an editor that only takes what is pushed. */
export interface DiagnosticsPuller {
  changed(uri: string): void;
  closed(uri: string): void;
  /** Everything open is asked for again. */
  refresh(): void;
}

/** Milliseconds between a change and the question, so that fast typing asks once. */
const pause = 50;
const retryPause = 300;
const method = 'textDocument/diagnostic';

const isForLater: readonly number[] = [LSPErrorCodes.ServerCancelled, LSPErrorCodes.ContentModified];

interface Pulled {
  timer?: NodeJS.Timeout | undefined;
  isAsking?: boolean;
  isStale?: boolean;
  resultId?: string | undefined;
}

export function diagnosticsPuller({ upstream, mirror }: Hub, pushes: PushedDiagnostics): DiagnosticsPuller {
  const byUri = new Map<string, Pulled>();

  function later(uri: string, wait: number): void {
    const pulled = byUri.get(uri) ?? {};
    byUri.set(uri, pulled);
    pulled.timer ??= setTimeout(() => {
      pulled.timer = undefined;
      if (pulled.isAsking === true) pulled.isStale = true;
      else ask(uri, pulled);
    }, wait);
  }

  function ask(uri: string, pulled: Pulled): void {
    const version = mirror.document(uri)?.version;
    if (!upstream.features.supports(method) || version === undefined) return;
    pulled.isAsking = true;
    upstream.ask(method, question(upstream, uri, pulled.resultId), (answer) => {
      pulled.isAsking = false;
      if (byUri.get(uri) !== pulled) return;
      if (answer.kind === 'result') {
        pulled.resultId = resultIdOf(answer.result);
        publish(pushes, { uri, version, report: answer.result });
      } else if (isForLater.includes(answer.error.code)) later(uri, retryPause);
      if (pulled.isStale !== true) return;
      pulled.isStale = false;
      later(uri, 0);
    });
  }

  return {
    changed: (uri) => later(uri, pause),
    closed(uri) {
      clearTimeout(byUri.get(uri)?.timer);
      if (byUri.delete(uri)) pushes.publish('upstream', { uri, diagnostics: [] });
    },
    refresh() {
      for (const { uri } of mirror.documents()) later(uri, pause);
    },
  };
}

interface Answered {
  readonly uri: string;
  readonly version: number;
  readonly report: unknown;
}

/** Publishes what was answered about a file, and about others along with it. */
function publish(pushes: PushedDiagnostics, { uri, version, report }: Answered): void {
  publishFull(pushes, report, { uri, version });
  for (const [related, other] of Object.entries(fieldsOf(fieldsOf(report).relatedDocuments))) publishFull(pushes, other, { uri: related });
}

function publishFull(pushes: PushedDiagnostics, report: unknown, file: { readonly uri: string; readonly version?: number }): void {
  const { kind, items } = fieldsOf(report);
  if (kind === 'full') pushes.publish('upstream', { ...file, diagnostics: listOf(items) });
}

function resultIdOf(report: unknown): string | undefined {
  const { resultId } = fieldsOf(report);
  return typeof resultId === 'string' ? resultId : undefined;
}

function question({ features }: Side, uri: string, previousResultId: string | undefined): unknown {
  const provider = features.registered(method).at(-1) ?? features.capabilities.diagnosticProvider;
  return { textDocument: { uri }, ...identifierOf(provider), ...(previousResultId === undefined ? {} : { previousResultId }) };
}

/** The name under which a server wants to be asked, as a field for the question. */
export function identifierOf(provider: unknown): { readonly identifier?: string } {
  const { identifier } = fieldsOf(provider);
  return typeof identifier === 'string' ? { identifier } : {};
}
