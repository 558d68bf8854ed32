import { openedDocuments } from './document-sync.ts';
import type { SideName } from './hub.ts';
import { type Answer, fieldsOf, type Id, listOf, resultOf } from './message.ts';
import type { Parts } from './parts.ts';
import type { Cancel, Peer, Receiver } from './peer.ts';

/** Passes on what a server asks and tells the editor; what both servers do is merged on the way. */
export function serverReceiver(parts: () => Parts, side: SideName, peer: Peer): Receiver & { readonly drop: () => void } {
  const open = new Map<Id, Cancel>();

  function request(id: Id, method: string, params: unknown): void {
    const answered = (answer: Answer) => {
      open.delete(id);
      peer.respond(id, answer);
    };
    const takeBack = handle(parts(), side, { method, params, answered });
    if (takeBack !== undefined) open.set(id, takeBack);
  }

  function notification(method: string, params: unknown): void {
    const { hub, pushes } = parts();
    if (method === '$/cancelRequest') cancel(fieldsOf(params).id);
    else if (method === 'textDocument/publishDiagnostics') pushes.publish(side, params);
    else if (method === '$/progress') progress(parts(), side, params);
    else hub.host.notify(method, params);
  }

  function cancel(id: unknown): void {
    if (typeof id === 'number' || typeof id === 'string') open.get(id)?.();
  }

  return {
    request,
    notification,
    oddity: (what) => parts().hub.log.warn('a server sent something that does not belong here', { server: side, what }),
    drop() {
      for (const takeBack of open.values()) takeBack();
      open.clear();
    },
  };
}

function progress({ hub, tokens, listeners }: Parts, side: SideName, params: unknown): void {
  const { token, value } = fieldsOf(params);
  const listener = listeners.get(token);
  if (listener !== undefined) listener(value);
  else hub.host.notify('$/progress', { token: tokens.hostToken(side, token), value });
  if (fieldsOf(value).kind === 'end') tokens.end(side, token);
}

interface ServerRequest {
  readonly method: string;
  readonly params: unknown;
  readonly answered: (answer: Answer) => void;
}

/** Undefined when there is nothing that could be taken back. */
function handle(parts: Parts, side: SideName, { method, params, answered }: ServerRequest): Cancel | undefined {
  const { hub, registrations, tokens } = parts;
  switch (method) {
    case 'client/registerCapability':
      registrations.register(side, params, answered);
      registered(parts, side, params);
      return undefined;
    case 'client/unregisterCapability':
      registrations.unregister(side, params, answered);
      return undefined;
    case 'window/workDoneProgress/create': {
      const token = tokens.create(side, fieldsOf(params).token);
      return hub.host.ask(method, { token }, answered);
    }
    case 'workspace/diagnostic/refresh':
      if (side === 'upstream' && !hub.client.pullsDiagnostics) parts.puller.refresh();
      if (hub.client.refreshesDiagnostics) return hub.host.ask(method, params, answered);
      answered(resultOf(null));
      return undefined;
    default:
      return hub.host.ask(method, params, answered);
  }
}

/** A server that asks for documents only now gets those that are open; one that answers about them only now is asked. */
function registered({ hub, puller }: Parts, side: SideName, params: unknown): void {
  const methods = listOf(fieldsOf(params).registrations).map((entry) => String(fieldsOf(entry).method));
  if (side === 'own') return;
  const { features } = hub.upstream;
  if (methods.includes('textDocument/didOpen') && fieldsOf(features.capabilities.textDocumentSync).openClose !== true) {
    for (const document of openedDocuments(features, hub.mirror)) hub.upstream.notify('textDocument/didOpen', document);
  }
  if (methods.includes('textDocument/diagnostic') && !hub.client.pullsDiagnostics) puller.refresh();
}
