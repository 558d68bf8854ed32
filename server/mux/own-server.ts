import { ErrorCodes, LSPErrorCodes, type Message } from 'vscode-languageserver/node';
import { emptyFeatures } from './features.ts';
import type { Side } from './hub.ts';
import { errorOf } from './message.ts';
import { Peer, type Receiver } from './peer.ts';

/** Gets what our server says. */
export interface OwnReceiver {
  message(message: unknown): void;
  /** It is gone and says nothing any more. */
  ended(reason: string): void;
}

/** Starts our server; messages go to it by `send` from then on. */
export type OpenOwn = (receiver: OwnReceiver) => { send(message: Message): void };

/** Sentrik's own server. */
export interface OwnServer extends Side {
  /** It is told and asked nothing more, and what it says is not heard. */
  mute(): void;
}

export interface OwnServerOptions {
  readonly open: OpenOwn;
  readonly receiver: (peer: Peer) => Receiver;
  /** It ended without being told to; what it said does not hold any more. */
  readonly lost: (reason: string) => void;
}

export function ownServer({ open, receiver, lost }: OwnServerOptions): OwnServer {
  const features = emptyFeatures();
  let isMuted = false;
  const mute = () => {
    isMuted = true;
    features.clear();
  };
  const link = open({
    message(message) {
      if (!isMuted) peer.receive(message);
    },
    ended(reason) {
      if (isMuted) return;
      mute();
      lost(reason);
      peer.abandon(LSPErrorCodes.RequestFailed, 'Sentrik ended before it answered');
    },
  });
  const peer = new Peer((message) => link.send(message), receiver);
  return {
    name: 'own',
    features,
    ask(method, params, answered) {
      if (!isMuted) return peer.ask(method, params, answered);
      answered(errorOf(ErrorCodes.MethodNotFound, `There is no ${method}`));
      return () => undefined;
    },
    notify(method, params) {
      if (!isMuted) peer.notify(method, params);
    },
    mute,
  };
}
