import type { SideName } from './hub.ts';
import { wholeAnswer } from './lists.ts';
import { type Answer, fieldsOf, listOf, resultOf, answerValue } from './message.ts';
import type { Answered, Cancel } from './peer.ts';
import { identifierOf } from './diagnostics-puller.ts';
import { askEach, type Pulling, providerOf } from './pulled-diagnostics.ts';
import { emptyReport, joinedReport, type Known, readReport } from './reports.ts';

export const workspaceDiagnostics = 'workspace/diagnostic';

/** Gets the parts of an answer that come as progress; gives the token for them. */
export type Listen = (receive: (value: unknown) => void) => { readonly token: string; readonly stop: () => void };

/**
 * Asks both servers about all files. What one of them says about a file is joined with what the other said last and passed on at once where
 * the editor takes the answer in parts; a later report about a file replaces an earlier one, as the protocol has it.
 */
export function pullWorkspace({ hub, reports }: Pulling, listen: Listen, params: unknown, answered: Answered): Cancel {
  const { previousResultIds, partialResultToken } = fieldsOf(params);
  const has = new Map<string, Known>();
  for (const { uri, value } of listOf(previousResultIds).map(fieldsOf)) {
    const known = typeof uri === 'string' ? reports.known(uri, value) : undefined;
    if (typeof uri === 'string' && known !== undefined) has.set(uri, known);
  }

  function join(side: SideName, item: unknown): Readonly<Record<string, unknown>> | undefined {
    const { uri, version } = fieldsOf(item);
    if (typeof uri !== 'string') return undefined;
    const { own = emptyReport, upstream = emptyReport } = reports.last(uri) ?? {};
    const report = readReport(item, side === 'own' ? own : upstream);
    if (report === undefined) return undefined;
    const known = side === 'own' ? reports.note(uri, report, upstream) : reports.note(uri, own, report);
    const joined = { uri, version: typeof version === 'number' ? version : null, ...joinedReport(known, has.get(uri)) };
    has.set(uri, known);
    return joined;
  }

  const joinAll = (side: SideName, value: unknown) =>
    listOf(fieldsOf(value).items).flatMap((item) => {
      const joined = join(side, item);
      return joined === undefined ? [] : [joined];
    });
  const parts = partialResultToken === undefined ? undefined : partsOf(listen, (side, value) => send(joinAll(side, value)));
  const send = (items: readonly unknown[]) => {
    if (items.length > 0) hub.host.notify('$/progress', { token: partialResultToken, value: { items } });
  };
  return askEach(hub, [hub.own, hub.upstream], {
    method: workspaceDiagnostics,
    params: (side) => {
      const previous = [...has].map(([uri, known]) => ({ uri, value: known[side.name].resultId })).filter(({ value }) => value !== undefined);
      const { identifier: _merged, ...rest } = wholeAnswer(params, side.name);
      const token = parts === undefined ? {} : { partialResultToken: parts.tokens[side.name] };
      return { ...rest, ...identifierOf(providerOf(side)), previousResultIds: previous, ...token };
    },
    answered([own, upstream]) {
      parts?.stop();
      const failure = failureOf(own, upstream);
      if (failure !== undefined) {
        answered(failure);
        return;
      }
      const items = [...joinAll('own', answerValue(own)), ...joinAll('upstream', answerValue(upstream))];
      answered(resultOf({ items: [...new Map(items.map((item) => [item.uri, item])).values()] }));
    },
  });
}

function partsOf(listen: Listen, receive: (side: SideName, value: unknown) => void) {
  const own = listen((value) => receive('own', value));
  const upstream = listen((value) => receive('upstream', value));
  const stop = () => {
    own.stop();
    upstream.stop();
  };
  return { tokens: { own: own.token, upstream: upstream.token }, stop };
}

/** An error only where no server has an answer. */
function failureOf(own: Answer | undefined, upstream: Answer | undefined): Answer | undefined {
  const given = [upstream, own].filter((answer) => answer !== undefined);
  return given.every(({ kind }) => kind === 'error') ? given[0] : undefined;
}
