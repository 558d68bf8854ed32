import type { Message } from 'vscode-languageserver/node';
import { type Answer, errorOf, type Id, readMessage } from './message.ts';

/** Takes a request back; harmless when it was answered. */
export type Cancel = () => void;

export type Answered = (answer: Answer) => void;

/** What the other end of a connection asks and tells. */
export interface Receiver {
  request(id: Id, method: string, params: unknown): void;
  notification(method: string, params: unknown): void;
  /** Something that is no message, or the answer to nothing that was asked. */
  oddity(what: string): void;
}

/**
 * One end of a JSON-RPC connection. Requests sent here have numbers of their own, so those of several connections never meet.
 */
export class Peer {
  private readonly open = new Map<Id, Answered>();
  private lastId = 0;
  private gone: Answer | undefined;
  private readonly write: (message: Message) => void;
  private readonly receiver: Receiver;

  constructor(write: (message: Message) => void, receiverOf: (peer: Peer) => Receiver) {
    this.write = write;
    this.receiver = receiverOf(this);
  }

  ask(method: string, params: unknown, answered: Answered): Cancel {
    if (this.gone !== undefined) {
      answered(this.gone);
      return () => undefined;
    }
    this.lastId += 1;
    const id = this.lastId;
    this.open.set(id, answered);
    this.write(envelope({ id, method }, params));
    return () => {
      if (this.open.has(id)) this.notify('$/cancelRequest', { id });
    };
  }

  notify(method: string, params: unknown): void {
    if (this.gone === undefined) this.write(envelope({ method }, params));
  }

  respond(id: Id, answer: Answer): void {
    if (this.gone === undefined) this.write(envelope(answer.kind === 'result' ? { id, result: answer.result } : { id, error: answer.error }, undefined));
  }

  receive(value: unknown): void {
    const message = readMessage(value);
    if (message.kind === 'response') this.settle(message.id, message.answer);
    else if (message.kind === 'request') this.receiver.request(message.id, message.method, message.params);
    else if (message.kind === 'notification') this.receiver.notification(message.method, message.params);
    else this.receiver.oddity('JSON that is no message');
  }

  /** Answers the request with this number, if it is open, with an error: its own answer came broken. */
  fail(id: Id, code: number, message: string): void {
    if (this.open.has(id)) this.settle(id, errorOf(code, message));
  }

  /** Answers all open requests with an error; nothing is sent from then on. */
  abandon(code: number, message: string): void {
    this.gone = errorOf(code, message);
    for (const id of [...this.open.keys()]) this.settle(id, this.gone);
  }

  private settle(id: Id, answer: Answer): void {
    const answered = this.open.get(id);
    this.open.delete(id);
    if (answered === undefined) this.receiver.oddity('an answer to a request that is not open');
    else answered(answer);
  }
}

function envelope(head: object, params: unknown): Message {
  const message: Message = { jsonrpc: '2.0', ...head };
  return params === undefined ? message : Object.assign(message, { params });
}
