import { ErrorCodes } from 'vscode-languageserver/node';
import { briefHover, joinHovers } from './hover.ts';
import { type Hub, type Side, sideOf } from './hub.ts';
import { actionParams, joinLists, listMethods, makerOf, markItem, wholeAnswer } from './lists.ts';
import { type Answer, documentUri, errorOf, type Fields, fieldsOf, isFields, listOf, resultOf, answerValue } from './message.ts';
import type { Parts } from './parts.ts';
import type { Answered, Cancel } from './peer.ts';
import { listOfResolve } from './providers-table.ts';
import { askEach, documentDiagnostics, pullDocument } from './pulled-diagnostics.ts';
import { pullWorkspace, workspaceDiagnostics } from './workspace-diagnostics.ts';

/** A request of the editor on its way to a server or to both. */
export interface HostRequest {
  readonly method: string;
  readonly params: unknown;
  readonly answered: Answered;
}

/** Methods of ours begin so. */
const ownPrefix = 'sentrik/';
/** Milliseconds that our part of a hover may come later than the wrapped server's; then the diagnostics at the place stand for it. */
const hoverGrace = 1;

/** Asks who can answer. What only one server knows goes there untouched, and what nobody announced to the wrapped one. */
export function routeRequest(parts: Parts, request: HostRequest): Cancel {
  const { hub } = parts;
  const { method, params, answered } = request;
  if (method === documentDiagnostics) return pullDocument(parts, params, answered);
  if (method === workspaceDiagnostics) return pullWorkspace(parts, listenIn(parts), params, answered);
  if (method === 'workspace/executeCommand') return execute(parts, request);
  if (method === 'workspace/textDocumentContent') return ask(parts, ownsScheme(hub, params) ? hub.own : hub.upstream, request);
  if (method in listOfResolve) return resolve(parts, request);
  const isOwn = hub.own.features.supports(method) || method.startsWith(ownPrefix);
  if (!isOwn) return ask(parts, hub.upstream, request);
  if (!hub.upstream.features.supports(method)) return ask(parts, hub.own, request);
  if (method === 'textDocument/hover') return hoverOfBoth(parts, request);
  if (listMethods.includes(method)) return lists(parts, request);
  return ask(parts, hub.upstream, request);
}

function ask({ names }: Parts, side: Side, { method, params, answered }: HostRequest): Cancel {
  return side.ask(method, params, side.name === 'own' ? answered : (answer) => answered(names.inAnswer(answer)));
}

/** Elsewhere than at a finding ours has nothing to show, and asking would cost a check of the text as it is now. */
function hoverOfBoth(parts: Parts, request: HostRequest): Cancel {
  const found = foundAt(parts, request.params);
  return found.length === 0 ? ask(parts, parts.hub.upstream, request) : joinedHover(parts, request, found);
}

/** Our diagnostics at a place. */
function foundAt({ pushes, reports }: Parts, params: unknown): readonly unknown[] {
  const uri = documentUri(params);
  const { line, character } = fieldsOf(fieldsOf(params).position);
  const found = [...pushes.listOf('own', uri), ...(reports.last(uri)?.own.items ?? [])];
  return found.filter((diagnostic) => {
    const { start, end } = fieldsOf(fieldsOf(diagnostic).range);
    return !isBefore({ line, character }, fieldsOf(start)) && !isBefore(fieldsOf(end), { line, character });
  });
}

function isBefore(a: Fields, b: Fields): boolean {
  return Number(a.line) < Number(b.line) || (a.line === b.line && Number(a.character) < Number(b.character));
}

/** Both at once; the wrapped server's answer waits no more than a moment for ours. */
function joinedHover({ hub, names }: Parts, { method, params, answered }: HostRequest, found: readonly unknown[]): Cancel {
  const brief = resultOf(briefHover(found, hub.client.markdownHover));
  let own: Answer | undefined;
  let upstream: Answer | undefined;
  let isAnswered = false;
  let timer: NodeJS.Timeout | undefined;
  const finish = () => {
    clearTimeout(timer);
    if (isAnswered) return;
    isAnswered = true;
    const joined = joinHovers(answerValue(upstream), answerValue(own?.kind === 'result' ? own : brief), hub.client.markdownHover);
    if (upstream?.kind === 'error' && !isFields(joined)) answered(upstream);
    else answered(resultOf(joined));
  };
  const askOwn = () =>
    hub.own.ask(method, wholeAnswer(params, 'own'), (answer) => {
      own = answer;
      if (upstream !== undefined) finish();
    });
  // Asking ours about a text that it does not know yet would only set off its check.
  if (hub.own.isBehind()) own = brief;
  const cancels = [
    ...(own === undefined ? [askOwn()] : []),
    hub.upstream.ask(method, params, (answer) => {
      upstream = names.inAnswer(answer);
      if (own !== undefined || answer.kind === 'error') finish();
      else if (isFields(answer.result)) timer = setTimeout(finish, hoverGrace);
    }),
  ];
  return () => {
    for (const cancel of cancels) cancel();
  };
}

function lists({ hub, names }: Parts, { method, params, answered }: HostRequest): Cancel {
  const isAction = method === 'textDocument/codeAction';
  const keepsData = !isAction || hub.client.keepsActionData;
  return askEach(hub, [hub.upstream, hub.own], {
    method,
    params: ({ name }) => wholeAnswer(isAction ? actionParams(params, name) : params, name),
    answered([upstream, own]) {
      if (upstream?.kind === 'error' && own?.kind === 'error') answered(upstream);
      else answered(resultOf(joinLists(upstream && answerValue(names.inAnswer(upstream)), answerValue(own), keepsData)));
    },
  });
}

/** Completes an item at the server that made it; an item of a server that completes none is complete. */
function resolve(parts: Parts, { method, params, answered }: HostRequest): Cancel {
  const { side: name, item } = makerOf(params);
  const side = sideOf(parts.hub, name);
  if (!side.features.supports(method) && parts.hub.own.features.supports(method)) {
    answered(resultOf(params));
    return () => undefined;
  }
  const isMarked = item !== params;
  return ask(parts, side, {
    method,
    params: item,
    answered: (answer) => answered(isMarked && answer.kind === 'result' ? resultOf(markItem(answer.result, name)) : answer),
  });
}

function execute(parts: Parts, request: HostRequest): Cancel {
  const { hub, names } = parts;
  const { command } = fieldsOf(request.params);
  if (typeof command !== 'string') {
    request.answered(errorOf(ErrorCodes.InvalidParams, 'Name the command to execute'));
    return () => undefined;
  }
  if (hub.own.features.commands().includes(command)) return ask(parts, hub.own, request);
  return ask(parts, hub.upstream, { ...request, params: { ...fieldsOf(request.params), command: names.toUpstream(command) } });
}

function ownsScheme({ own }: Hub, params: unknown): boolean {
  const { uri } = fieldsOf(params);
  const { schemes } = fieldsOf(fieldsOf(own.features.capabilities.workspace).textDocumentContent);
  return typeof uri === 'string' && listOf(schemes).some((scheme) => uri.startsWith(`${String(scheme)}:`));
}

function listenIn({ listeners, tokens }: Parts): Parameters<typeof pullWorkspace>[1] {
  return (receive) => {
    const token = tokens.unique();
    listeners.set(token, receive);
    return { token, stop: () => void listeners.delete(token) };
  };
}
