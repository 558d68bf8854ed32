import { MessageType, PositionEncodingKind } from 'vscode-languageserver/node';
import type { Log } from '../../core/kernel/context.ts';
import { version } from '../../core/version.ts';
import { chooseEncoding, type Encoding } from '../encoding.ts';
import { encodingOf, hostClientOf, initializeParams, mergeCapabilities, offeredEncodings } from './capabilities.ts';
import type { WrappedCommand } from './command.ts';
import { commandNames } from './command-names.ts';
import { diagnosticsPuller } from './diagnostics-puller.ts';
import { openedDocuments, takesNotebooks } from './document-sync.ts';
import { emptyFeatures } from './features.ts';
import { type GivingWay, givingWay } from './giving-way.ts';
import { type Hub, type SideName, sideOf } from './hub.ts';
import { type Answer, type Fields, fieldsOf, resultOf } from './message.ts';
import { openMirror } from './mirror.ts';
import { type OpenOwn, ownServer } from './own-server.ts';
import type { Parts } from './parts.ts';
import type { Peer, Receiver } from './peer.ts';
import { pushedDiagnostics } from './pushed-diagnostics.ts';
import { dynamicRegistrations } from './registrations.ts';
import { reportStore } from './reports.ts';
import { serverReceiver } from './server-receiver.ts';
import { progressTokens } from './tokens.ts';
import { Upstream } from './upstream.ts';

export interface SessionOptions {
  readonly host: Peer;
  /** The editor's parameters of `initialize`. */
  readonly params: unknown;
  readonly command: WrappedCommand;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly own: OpenOwn;
  readonly processors: number;
  readonly log: Log;
  /** The wrapped server does not keep up, and does again. */
  readonly slow: () => void;
  readonly swift: () => void;
}

/** Wrapping servers that wrap servers may go so deep. */
const deepest = 4;
const depthVariable = 'SENTRIK_WRAP_DEPTH';
const ownName = 'Sentrik';
const refreshPause = 50;

/** Both servers from `initialize` on. */
export class Session {
  readonly parts: Parts;
  private readonly options: SessionOptions;
  private readonly own: GivingWay;
  private readonly upstream: Upstream;
  private readonly dropRequests: Record<SideName, () => void> = { own: () => undefined, upstream: () => undefined };
  private ready = false;
  /** What the editor and both servers count positions in. */
  private encoding: Encoding = PositionEncodingKind.UTF16;
  private complaints: string[] = [];
  private refreshTimer: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    const { host, params, log } = options;
    const own = ownServer({ open: options.own, receiver: (peer) => this.receiver('own', peer), lost: (reason) => this.ownLost(reason) });
    this.own = givingWay(own, options.processors);
    this.upstream = new Upstream(this.upstreamOptions());
    const hub: Hub = {
      host,
      own: this.own,
      upstream: {
        name: 'upstream',
        features: emptyFeatures(),
        ask: (method, asked, answered) => this.upstream.ask(method, asked, this.own.awaited(method, answered)),
        notify: (...told) => this.upstream.notify(...told),
      },
      mirror: openMirror(foldersOf(params), () => this.encoding),
      client: hostClientOf(params),
      log,
    };
    const names = commandNames(() => hub.own.features.commands());
    const { takesPushedDiagnostics } = hub.client;
    const pushes = pushedDiagnostics(takesPushedDiagnostics ? host : undefined, (side) => {
      if (side === 'upstream' && !takesPushedDiagnostics) this.refresh();
    });
    const registrations = dynamicRegistrations(hub, names);
    this.parts = {
      hub,
      names,
      pushes,
      puller: diagnosticsPuller(hub, pushes),
      reports: reportStore(),
      registrations,
      tokens: progressTokens(),
      listeners: new Map(),
    };
  }

  /** `initialize` was answered. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Starts both; the answer to `initialize`. */
  async start(): Promise<Answer> {
    const { params, log } = this.options;
    const theirs = await this.upstream.start();
    this.encoding = encodingOf(theirs) ?? chooseEncoding(offeredEncodings(params));
    const change = { processId: null, encodings: [this.encoding] };
    const own = await new Promise<Answer>((resolve) => this.own.ask('initialize', initializeParams(params, change), resolve));
    this.ready = true;
    setImmediate(() => this.tellComplaints());
    if (own.kind === 'error') {
      this.own.mute();
      log.error('our own server could not be started', { error: own.error.message });
      return theirs === undefined ? own : resultOf(theirs);
    }
    return resultOf(this.merge(theirs, fieldsOf(own.result)));
  }

  async shutdown(): Promise<void> {
    const own = new Promise((resolve) => this.own.ask('shutdown', undefined, resolve));
    await Promise.all([this.upstream.shutdown(), own]);
  }

  async stop(): Promise<void> {
    clearTimeout(this.refreshTimer);
    await this.upstream.stop();
  }

  /** For an editor that does not keep up: what the wrapped server says waits. */
  pause(): void {
    this.upstream.pause();
  }

  resume(): void {
    this.upstream.resume();
  }

  private upstreamOptions(): ConstructorParameters<typeof Upstream>[0] {
    const { command, environment, log, slow, swift } = this.options;
    const depth = Number(environment[depthVariable] ?? 0);
    return {
      command,
      environment: { ...environment, [depthVariable]: String(depth + 1) },
      log,
      refusal: depth < deepest ? undefined : 'is not started: it wraps itself',
      initializeParams: () => this.upstreamParams(),
      receiver: (peer) => this.receiver('upstream', peer),
      lost: () => this.lost('upstream'),
      back: (peer, result) => this.back(peer, result),
      gaveUp: (reason) => this.complain(`Sentrik goes on alone: the wrapped language server ${command.name} ${reason}.`),
      full: slow,
      drained: swift,
    };
  }

  /** A server that is started again counts as the one before it did. */
  private upstreamParams(): Fields {
    const { params } = this.options;
    const encodings = this.ready ? [this.encoding] : offeredEncodings(params);
    return initializeParams(params, { processId: process.pid, encodings, folders: this.parts.hub.mirror.folders() });
  }

  private receiver(side: SideName, peer: Peer): Receiver {
    const receiver = serverReceiver(() => this.parts, side, peer);
    this.dropRequests[side] = receiver.drop;
    return receiver;
  }

  private merge(theirs: Fields | undefined, ours: Fields): Fields {
    const { hub, names } = this.parts;
    const name = fieldsOf(theirs?.serverInfo).name;
    const isItself = typeof name === 'string' && (name === ownName || name.startsWith(`${ownName} + `));
    if (isItself) {
      this.own.mute();
      hub.log.info('the wrapped server is Sentrik: its findings are shown once');
    } else hub.own.features.announce(fieldsOf(ours.capabilities));
    hub.upstream.features.announce(fieldsOf(theirs?.capabilities));
    const serverInfo = { name: theirs === undefined ? ownName : `${ownName} + ${typeof name === 'string' ? name : this.options.command.name}`, version };
    const capabilities = mergeCapabilities(hub.upstream.features.capabilities, hub.own.features.capabilities, {
      client: hub.client,
      names,
      encoding: this.encoding,
    });
    return { ...theirs, serverInfo, capabilities };
  }

  private ownLost(reason: string): void {
    this.lost('own');
    this.complain(`Sentrik's own checks ended (${reason}) and come back when the language server is started again.`);
  }

  /** What a server said does not hold any more. */
  private lost(side: SideName): void {
    const { hub, pushes, reports, registrations, tokens } = this.parts;
    sideOf(hub, side).features.clear();
    this.dropRequests[side]();
    pushes.drop(side);
    reports.drop(side);
    registrations.drop(side);
    for (const token of tokens.drop(side)) hub.host.notify('$/progress', { token, value: { kind: 'end' } });
    this.refresh();
  }

  /** A server that was started again is told what the editor told the one before. */
  private back(peer: Peer, result: Fields): void {
    const { hub, puller } = this.parts;
    const { features } = hub.upstream;
    features.announce(fieldsOf(result.capabilities));
    peer.notify('initialized', {});
    for (const { method, params } of hub.mirror.settings()) peer.notify(method, params);
    for (const params of openedDocuments(features, hub.mirror)) peer.notify('textDocument/didOpen', params);
    if (takesNotebooks(features)) for (const params of hub.mirror.notebooks()) peer.notify('notebookDocument/didOpen', params);
    hub.log.info(`${this.options.command.name} was started again`);
    if (hub.client.pullsDiagnostics) this.refresh();
    else if (features.supports('textDocument/diagnostic')) puller.refresh();
  }

  /** Lets the editor ask again, soon. */
  private refresh(): void {
    const { hub } = this.parts;
    if (!this.ready || !hub.client.pullsDiagnostics || !hub.client.refreshesDiagnostics) return;
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      hub.host.ask('workspace/diagnostic/refresh', undefined, () => undefined);
    }, refreshPause);
  }

  /** Says what went wrong with a server, once the editor listens. */
  private complain(message: string): void {
    this.complaints.push(message);
    if (this.ready) this.tellComplaints();
  }

  private tellComplaints(): void {
    const { hub } = this.parts;
    for (const message of this.complaints) {
      hub.log.error(message);
      hub.host.notify('window/showMessage', { type: MessageType.Error, message });
    }
    this.complaints = [];
  }
}

function foldersOf(params: unknown): readonly unknown[] | undefined {
  const { workspaceFolders } = fieldsOf(params);
  return Array.isArray(workspaceFolders) ? workspaceFolders : undefined;
}
