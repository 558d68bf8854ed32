import type { Readable, Writable } from 'node:stream';
import { ErrorCodes } from 'vscode-languageserver/node';
import type { Log } from '../../core/kernel/context.ts';
import { toFailure } from '../../core/kernel/failure.ts';
import { messageLog } from '../log.ts';
import type { WrappedCommand } from './command.ts';
import { readFrames } from './frame-reader.ts';
import { writeFrames } from './frame-writer.ts';
import { watchProcess } from './host-process.ts';
import { passOn } from './host-notifications.ts';
import { routeRequest } from './host-requests.ts';
import { type Answer, errorOf, fieldsOf, type Id, resultOf } from './message.ts';
import type { OpenOwn } from './own-server.ts';
import { type Cancel, Peer } from './peer.ts';
import { Session } from './session.ts';

export interface MultiplexerOptions {
  readonly command: WrappedCommand;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The editor's messages and where ours go. */
  readonly input: Readable;
  readonly output: Writable;
  /** Starts our own server. */
  readonly own: OpenOwn;
  /** Of the machine; with few of them ours gives way to the wrapped server. */
  readonly processors: number;
  /** Ends the process with this code. */
  readonly end: (code: number) => void;
}

/** Bytes for the editor above which the wrapped server is not read until they are taken. */
const backlogBytes = 8 * 2 ** 20;

/** Stands before the editor as one server and has two behind it: ours and the wrapped one. Lives until the editor says `exit` or goes away. */
export function startMultiplexer(options: MultiplexerOptions): void {
  new Multiplexer(options).listen();
}

class Multiplexer {
  private readonly options: MultiplexerOptions;
  private readonly host: Peer;
  private readonly open = new Map<Id, Cancel>();
  private readonly log: Log;
  private session: Session | undefined;
  private isShutDown = false;
  private isEnding = false;

  constructor(options: MultiplexerOptions) {
    this.options = options;
    const writer = writeFrames(options.output, {
      limit: backlogBytes,
      full: () => this.session?.pause(),
      drained: () => this.session?.resume(),
    });
    this.host = new Peer(
      (message) => writer.write(message),
      () => ({
        request: (id, method, params) => this.request(id, method, params),
        notification: (method, params) => this.notification(method, params),
        oddity: (what) => this.log.warn(`the editor sent ${what}`),
      }),
    );
    this.log = messageLog((type, message) => this.host.notify('window/logMessage', { type, message }));
  }

  listen(): void {
    readFrames(this.options.input, {
      message: (value) => this.guard(() => this.host.receive(value)),
      broken: (what) => this.log.warn(`the editor sent ${what}`),
      closed: () => void this.end(),
    });
  }

  private request(id: Id, method: string, params: unknown): void {
    const { session } = this;
    if (method === 'initialize' && session === undefined) {
      this.initialize(id, params);
      return;
    }
    if (session === undefined || !session.isReady) this.host.respond(id, errorOf(ErrorCodes.ServerNotInitialized, 'The server is not initialized'));
    else if (this.isShutDown || method === 'initialize') this.host.respond(id, errorOf(ErrorCodes.InvalidRequest, `It is too late for ${method}`));
    else if (method === 'shutdown') void this.shutdown(id, session);
    else this.route(session, id, { method, params });
  }

  private route(session: Session, id: Id, { method, params }: { readonly method: string; readonly params: unknown }): void {
    let isAnswered = false;
    const answered = (answer: Answer) => {
      if (isAnswered) return;
      isAnswered = true;
      this.open.delete(id);
      this.host.respond(id, answer);
    };
    try {
      const cancel = routeRequest(session.parts, { method, params, answered });
      if (!isAnswered) this.open.set(id, cancel);
    } catch (thrown) {
      this.log.error(`${method} failed`, { error: thrown });
      answered(errorOf(ErrorCodes.InternalError, toFailure(thrown).message));
    }
  }

  private notification(method: string, params: unknown): void {
    if (method === 'exit') void this.end();
    else if (method === '$/cancelRequest') this.cancel(fieldsOf(params).id);
    else if (this.session?.isReady === true && !this.isShutDown) passOn(this.session.parts, method, params);
  }

  private cancel(id: unknown): void {
    if (typeof id === 'number' || typeof id === 'string') this.open.get(id)?.();
  }

  private initialize(id: Id, params: unknown): void {
    const { command, environment, own, processors, input } = this.options;
    this.session = new Session({
      host: this.host,
      params,
      command,
      environment,
      own,
      processors,
      log: this.log,
      slow: () => void input.pause(),
      swift: () => void input.resume(),
    });
    watchProcess(fieldsOf(params).processId, () => void this.end());
    void this.session.start().then((answer) => this.host.respond(id, answer));
  }

  private async shutdown(id: Id, session: Session): Promise<void> {
    this.isShutDown = true;
    await session.shutdown();
    this.host.respond(id, resultOf(null));
  }

  /** `exit` without `shutdown`, or an editor that is simply gone, is an error to whoever started us. */
  private async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.session?.stop();
    this.options.end(this.isShutDown ? 0 : 1);
  }

  private guard(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.log.error('a message could not be handled', { error: thrown });
    }
  }
}
