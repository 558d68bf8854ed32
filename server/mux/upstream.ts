import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver/node';
import type { Log } from '../../core/kernel/context.ts';
import type { WrappedCommand } from './command.ts';
import { crashLimit, crashWindow, mostCrashes } from './crash-limit.ts';
import { readFrames } from './frame-reader.ts';
import { type FrameWriterOptions, writeFrames } from './frame-writer.ts';
import { type Answer, cancelled, type Fields, fieldsOf, resultOf } from './message.ts';
import { type Answered, type Cancel, Peer, type Receiver } from './peer.ts';
import { type Ending, type RunningProgram, startProgram } from './program.ts';

export interface UpstreamOptions {
  readonly command: WrappedCommand;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Why it is not to be started at all. */
  readonly refusal?: string | undefined;
  /** The parameters of `initialize` as they should be now. */
  readonly initializeParams: () => unknown;
  readonly receiver: (peer: Peer) => Receiver;
  /** It ended without being told to; what it said does not hold any more. */
  readonly lost: () => void;
  /** It was started again and answered `initialize`; the peer takes what it must be told before anything that waits. */
  readonly back: (peer: Peer, result: Fields) => void;
  readonly gaveUp: (reason: string) => void;
  /** It does not keep up with what it is told; `drained` when it does again. */
  readonly full: () => void;
  readonly drained: () => void;
}

/** Milliseconds. */
const startTimeout = 60_000;
const stallTimeout = 30_000;
const shutdownTimeout = 5000;
const exitTimeout = 2000;
const killTimeout = 1000;
const backlogBytes = 32 * 2 ** 20;

const tooManyCrashes = `crashed ${mostCrashes} times within ${crashWindow / 60_000} minutes and is not started again`;

type State =
  | { readonly kind: 'waiting'; readonly timer?: NodeJS.Timeout }
  | { readonly kind: 'starting' | 'running' | 'stopping'; readonly program: RunningProgram; readonly peer: Peer }
  | { readonly kind: 'gone' };

interface Waiting {
  readonly method: string;
  readonly params: unknown;
  readonly answered: Answered;
  cancel: Cancel;
}

/** The wrapped language server: started, started again when it crashes, given up when it crashes too often. */
export class Upstream {
  private readonly options: UpstreamOptions;
  private readonly limit = crashLimit();
  private readonly queue = new Set<Waiting>();
  private state: State = { kind: 'waiting' };
  private firstStart: ((result: Fields | undefined) => void) | undefined;

  constructor(options: UpstreamOptions) {
    this.options = options;
  }

  /** What it answered to `initialize`; undefined when it never will. */
  start(): Promise<Fields | undefined> {
    const { refusal } = this.options;
    return new Promise((resolve) => {
      this.firstStart = resolve;
      if (refusal === undefined) this.launch();
      else this.refuse(refusal);
    });
  }

  /** Asks when it runs, waits while it is being started again, and answers for it when it was given up. */
  ask(method: string, params: unknown, answered: Answered): Cancel {
    const { state } = this;
    if (state.kind === 'running' || state.kind === 'stopping') return state.peer.ask(method, params, answered);
    if (state.kind !== 'gone') return this.wait({ method, params, answered, cancel: () => undefined });
    answered(answerOfNobody(method, params));
    return () => undefined;
  }

  notify(method: string, params: unknown): void {
    if (this.state.kind === 'running') this.state.peer.notify(method, params);
  }

  /** Stops reading what it says, for an editor that does not keep up. */
  pause(): void {
    if (this.state.kind === 'running') this.state.program.output.pause();
  }

  resume(): void {
    if (this.state.kind === 'running') this.state.program.output.resume();
  }

  /** Tells it to make ready to exit; it is not started again from then on. Resolves when it has answered, or has not for long. */
  async shutdown(): Promise<void> {
    const { state } = this;
    if (state.kind !== 'running') {
      await this.stop();
      return;
    }
    this.state = { ...state, kind: 'stopping' };
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, shutdownTimeout);
      state.peer.ask('shutdown', undefined, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Lets it end on `exit`, and ends it when it does not. Resolves when it is gone. */
  async stop(): Promise<void> {
    const { state } = this;
    if (state.kind === 'waiting') clearTimeout(state.timer);
    if (state.kind === 'waiting' || state.kind === 'gone') {
      this.state = { kind: 'gone' };
      return;
    }
    this.state = { ...state, kind: 'stopping' };
    state.peer.notify('exit', undefined);
    state.program.input.end();
    await end(state.program);
  }

  private refuse(reason: string): void {
    this.state = { kind: 'gone' };
    this.conclude(reason);
  }

  private launch(): void {
    const { command, environment, log, initializeParams } = this.options;
    const program = startProgram(command, { environment, printed: (line) => log.info(`[${command.name}] ${line}`) });
    const peer = this.connect(program);
    this.state = { kind: 'starting', program, peer };
    const timer = setTimeout(() => this.giveUp(`did not answer within ${startTimeout / 1000} s`), startTimeout);
    peer.ask('initialize', initializeParams(), (answer) => {
      clearTimeout(timer);
      if (this.state.kind === 'starting' && this.state.peer === peer) this.initialized(program, peer, answer);
    });
    void this.watch(program, peer, timer);
  }

  private async watch(program: RunningProgram, peer: Peer, timer: NodeJS.Timeout): Promise<void> {
    const ending = await program.ended;
    clearTimeout(timer);
    this.ended(program, peer, ending);
  }

  private connect(program: RunningProgram): Peer {
    const { command, log, receiver } = this.options;
    const writer = writeFrames(program.input, { limit: backlogBytes, ...this.stallWatch(program) });
    const peer = new Peer((message) => writer.write(message), receiver);
    readFrames(program.output, {
      message: (value) => peer.receive(value),
      broken(what, id) {
        log.warn(`${command.name} sent ${what}`);
        if (id !== undefined) peer.fail(id, ErrorCodes.ParseError, `${command.name} sent a broken answer`);
      },
      closed: () => undefined,
    });
    return peer;
  }

  /** A server that takes nothing for a while is as good as crashed. */
  private stallWatch(program: RunningProgram): Pick<FrameWriterOptions, 'full' | 'drained'> {
    let timer: NodeJS.Timeout | undefined;
    void program.ended.then(() => clearTimeout(timer));
    return {
      full: () => {
        this.options.full();
        timer = setTimeout(() => program.kill(true), stallTimeout);
      },
      drained: () => {
        clearTimeout(timer);
        this.options.drained();
      },
    };
  }

  private initialized(program: RunningProgram, peer: Peer, answer: Answer): void {
    if (answer.kind === 'error') {
      this.giveUp(`refused to start: ${answer.error.message}`);
      return;
    }
    const result = fieldsOf(answer.result);
    this.state = { kind: 'running', program, peer };
    if (this.firstStart === undefined) this.options.back(peer, result);
    this.firstStart?.(result);
    this.firstStart = undefined;
    for (const waiting of this.queue) waiting.cancel = peer.ask(waiting.method, waiting.params, waiting.answered);
    this.queue.clear();
  }

  private ended(program: RunningProgram, peer: Peer, ending: Ending): void {
    const { state } = this;
    if (state.kind === 'gone' || state.kind === 'waiting' || state.program !== program) return;
    const { command, lost, drained, log } = this.options;
    if (state.kind === 'stopping') {
      this.state = { kind: 'gone' };
      peer.abandon(LSPErrorCodes.ServerCancelled, `${command.name} was stopped`);
      return;
    }
    program.kill(true);
    const wait = ending.kind === 'exited' ? this.limit.crashed(performance.now()) : undefined;
    const how = describeEnding(ending);
    this.state = wait === undefined ? { kind: 'gone' } : { kind: 'waiting', timer: setTimeout(() => this.launch(), wait) };
    lost();
    drained();
    peer.abandon(LSPErrorCodes.RequestFailed, `${command.name} ended before it answered`);
    log.warn(`${command.name} ${how}`);
    if (wait === undefined) this.conclude(ending.kind === 'exited' ? `${tooManyCrashes} (last: it ${how})` : how);
  }

  private giveUp(reason: string): void {
    const { state } = this;
    if (state.kind !== 'starting') return;
    this.state = { kind: 'gone' };
    state.program.kill(true);
    this.options.lost();
    state.peer.abandon(LSPErrorCodes.RequestFailed, `${this.options.command.name} ${reason}`);
    this.conclude(reason);
  }

  private conclude(reason: string): void {
    this.options.gaveUp(reason);
    this.firstStart?.(undefined);
    this.firstStart = undefined;
    const open = [...this.queue];
    this.queue.clear();
    for (const { method, params, answered } of open) answered(answerOfNobody(method, params));
  }

  private wait(waiting: Waiting): Cancel {
    this.queue.add(waiting);
    waiting.cancel = () => {
      if (this.queue.delete(waiting)) waiting.answered(cancelled);
    };
    return () => waiting.cancel();
  }
}

/** Waits for a program that was told to exit, then is less and less polite. */
async function end(program: RunningProgram): Promise<void> {
  if (await endsWithin(program, exitTimeout)) return;
  program.kill(false);
  if (await endsWithin(program, killTimeout)) return;
  program.kill(true);
  await endsWithin(program, killTimeout);
}

async function endsWithin({ ended }: RunningProgram, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const isEnded = await Promise.race([ended.then(() => true), late]);
  clearTimeout(timer);
  return isEnded;
}

function describeEnding(ending: Ending): string {
  if (ending.kind === 'unstartable') return `could not be started: ${ending.reason}`;
  return ending.signal === null ? `ended with code ${ending.code}` : `was ended by ${ending.signal}`;
}

/** What is true when there is no server any more: nothing was found, and an item has no more to it than it had. */
function answerOfNobody(method: string, params: unknown): Answer {
  return resultOf(method.endsWith('/resolve') || method.endsWith('Item/resolve') ? params : null);
}
