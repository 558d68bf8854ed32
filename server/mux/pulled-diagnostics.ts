import { LSPErrorCodes } from 'vscode-languageserver/node';
import { identifierOf } from './diagnostics-puller.ts';
import type { Hub, Side } from './hub.ts';
import { wholeAnswer } from './lists.ts';
import { type Answer, documentUri, type Fields, fieldsOf, listOf, resultOf, answerValue } from './message.ts';
import type { Answered, Cancel } from './peer.ts';
import type { PushedDiagnostics } from './pushed-diagnostics.ts';
import { emptyReport, joinedReport, readReport, type Report, type Reports } from './reports.ts';

export const documentDiagnostics = 'textDocument/diagnostic';

/** What pulling works with. */
export interface Pulling {
  readonly hub: Hub;
  readonly reports: Reports;
  readonly pushes: PushedDiagnostics;
}

/** Answers after which the editor should ask again; they say more than half an answer would. */
const askAgain: readonly number[] = [LSPErrorCodes.ServerCancelled, LSPErrorCodes.ContentModified, LSPErrorCodes.RequestCancelled];

/** Asks both servers about one document and answers with what they say together. */
export function pullDocument({ hub, reports, pushes }: Pulling, params: unknown, answered: Answered): Cancel {
  const uri = documentUri(params);
  const { previousResultId } = fieldsOf(params);
  const has = reports.known(uri, previousResultId);
  return askEach(hub, [hub.own, hub.upstream], {
    method: documentDiagnostics,
    params: (side) => pullParams(side, params, has?.[side.name]),
    answered(answers) {
      const refusal = answers.find((answer) => answer?.kind === 'error' && askAgain.includes(answer.error.code));
      const isRefused = answers.every((answer) => answer === undefined || answer.kind === 'error');
      const failure = refusal ?? (isRefused ? answers.find((answer) => answer !== undefined) : undefined);
      if (failure !== undefined) {
        answered(failure);
        return;
      }
      const [own, upstream] = answers.map(answerValue);
      const before = reports.last(uri);
      const known = reports.note(
        uri,
        readReport(own, before?.own ?? emptyReport) ?? emptyReport,
        readReport(upstream, before?.upstream ?? emptyReport) ?? bridged(hub, pushes, { uri, before: before?.upstream }),
      );
      answered(resultOf({ ...joinedReport(known, has), ...relatedReports(fieldsOf(own), fieldsOf(upstream)) }));
    },
  });
}

interface Asked {
  readonly method: string;
  readonly params: (side: Side) => unknown;
  /** The answers in the order of the sides; undefined where the side was not asked. */
  readonly answered: (answers: readonly (Answer | undefined)[]) => void;
}

/** Asks those sides that answer such a request, and waits for all of them. */
export function askEach({ log }: Hub, sides: readonly Side[], { method, params, answered }: Asked): Cancel {
  const asked = sides.filter((side) => side.features.supports(method));
  const answers = new Map<Side, Answer>();
  const take = (side: Side, answer: Answer) => {
    answers.set(side, answer);
    if (answer.kind === 'error' && !askAgain.includes(answer.error.code)) log.warn(`${method} failed`, { server: side.name, error: answer.error.message });
    if (answers.size === asked.length) answered(sides.map((each) => answers.get(each)));
  };
  if (asked.length === 0) answered(sides.map(() => undefined));
  const cancels = asked.map((side) => side.ask(method, params(side), (answer) => take(side, answer)));
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** A side's own provider of diagnostics, as it announced or registered it. */
export function providerOf({ features }: Side): unknown {
  return features.registered(documentDiagnostics).at(-1) ?? features.capabilities.diagnosticProvider;
}

function pullParams(side: Side, params: unknown, before: Report | undefined): Fields {
  const { previousResultId: _joined, identifier: _merged, ...rest } = wholeAnswer(params, side.name);
  return { ...rest, ...identifierOf(providerOf(side)), ...(before?.resultId === undefined ? {} : { previousResultId: before.resultId }) };
}

/** What a server pushed, for an editor that only asks. */
function bridged({ client }: Hub, pushes: PushedDiagnostics, { uri, before }: { readonly uri: string; readonly before: Report | undefined }): Report {
  if (client.takesPushedDiagnostics) return emptyReport;
  const items = pushes.listOf('upstream', uri);
  if (before?.items === items) return before;
  return items.length === 0 && before?.items.length === 0 ? before : { resultId: undefined, items };
}

/** Reports about other documents; where both have one, their items together. */
function relatedReports(own: Fields, upstream: Fields): Fields {
  const [ours, theirs] = [fieldsOf(own.relatedDocuments), fieldsOf(upstream.relatedDocuments)];
  const isFull = (report: unknown) => fieldsOf(report).kind === 'full';
  const uris = new Set([...Object.keys(theirs), ...Object.keys(ours)].filter((uri) => isFull(theirs[uri]) || isFull(ours[uri])));
  if (uris.size === 0) return {};
  const join = (uri: string) => [theirs[uri], ours[uri]].flatMap((report) => listOf(fieldsOf(report).items));
  return { relatedDocuments: Object.fromEntries([...uris].map((uri) => [uri, { kind: 'full', items: join(uri) }])) };
}
