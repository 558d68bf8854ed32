import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Log } from '../core/kernel/context.ts';
import { type Claim, claimPlace } from './claim.ts';
import { identityOf, leaving } from './connection.ts';
import { type ControlGreeting, readGreeting, type RunGreeting } from './greeting.ts';
import { frontendOf } from './frontend.ts';
import { fileOf, type Installation, type Place } from './place.ts';
import type { SharedProducts } from './products.ts';
import { parseLine, readLine, writeLine } from './wire.ts';

/** What a daemon needs to run. */
export interface DaemonOptions {
  readonly installation: Installation;
  readonly place: Place;
  readonly assets: string;
  readonly worker: URL;
  readonly log: Log;
  /** Without sessions for so long it ends. */
  readonly idleMilliseconds: number;
}

/** A daemon that listens. */
export interface RunningDaemon {
  /** Settles when it has ended and nothing of it is left. */
  readonly ended: Promise<void>;
  stop(): void;
}

interface OpenSession {
  readonly frontend: string;
  readonly folder: string;
  readonly since: number;
  readonly socket: net.Socket;
}

const greetingMilliseconds = 2000;
const mostConnections = 200;
const mostSessions = 100;
const watchMilliseconds = 15_000;
/** One that nobody uses and that holds more than this makes room for a fresh one. */
const mostBytesAtRest = 1_000_000_000;
/** Work that does not end by itself is given up after this. */
const stopMilliseconds = 3000;

/** Listens for frontends of the same installation; undefined when another daemon does already. Throws where nothing can be bound. */
export async function startListening(options: DaemonOptions): Promise<RunningDaemon | undefined> {
  const server = net.createServer();
  server.maxConnections = mostConnections;
  const claim = await claimPlace(options.place, server);
  if (claim === undefined) {
    server.close();
    return undefined;
  }
  return new Daemon(options, server, claim);
}

/** Holds the server, the sessions and the projects they share. */
class Daemon implements RunningDaemon {
  readonly ended: Promise<void>;
  private readonly options: DaemonOptions;
  private readonly server: net.Server;
  private readonly claim: Claim;
  private readonly sessions = new Set<OpenSession>();
  private readonly connections = new Set<net.Socket>();
  private readonly started = Date.now();
  private readonly programStamp: string;
  private products: SharedProducts | undefined;
  private idleSince = Date.now();
  private isLeaving = false;
  private finish: () => void = () => undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(options: DaemonOptions, server: net.Server, claim: Claim) {
    this.options = options;
    this.server = server;
    this.claim = claim;
    this.programStamp = stampOf(options.installation);
    this.ended = new Promise((resolve) => {
      this.finish = resolve;
    });
    server.on('connection', (socket) => this.accept(socket));
    server.on('error', (error) => options.log.error('listening failed', { error }));
    this.timer = setInterval(() => this.look(), Math.min(watchMilliseconds, Math.max(50, options.idleMilliseconds / 4)));
  }

  stop(): void {
    this.leave('it was told to');
    for (const { socket } of this.sessions) socket.destroy();
    setTimeout(() => this.finish(), stopMilliseconds).unref();
    this.endWhenDone();
  }

  private accept(socket: net.Socket): void {
    this.connections.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.connections.delete(socket);
      this.endWhenDone();
    });
    this.serve(socket).catch((error: unknown) => {
      this.options.log.error('a session failed', { error });
      socket.destroy();
    });
  }

  private async serve(socket: net.Socket): Promise<void> {
    const line = await readLine(socket, greetingMilliseconds);
    const greeting = line === undefined ? undefined : readGreeting(parseLine(line));
    if (greeting === undefined) {
      this.options.log.warn('a connection did not say what it wants');
      return void socket.destroy();
    }
    if (greeting.frontend === 'control') return this.answerControl(socket, greeting);
    const refusal = this.refusalOf(greeting);
    if (refusal !== undefined) return void socket.end(`${JSON.stringify({ declined: refusal })}\n`);
    return this.runSession(socket, greeting);
  }

  /** Why a frontend should rather work by itself. */
  private refusalOf({ version, build, home, frontend, argv, cwd }: RunGreeting): string | undefined {
    this.look();
    if (this.isLeaving) return leaving;
    const own = identityOf(this.options.installation);
    if (version !== own.version || build !== own.build) return 'it is another version';
    if (home !== os.homedir()) return 'it has another home folder';
    if (frontendOf(argv) !== frontend || !path.isAbsolute(cwd)) return 'it does not run this command';
    return this.sessions.size >= mostSessions ? 'it has too many sessions' : undefined;
  }

  private async runSession(socket: net.Socket, greeting: RunGreeting): Promise<void> {
    const session: OpenSession = { frontend: greeting.frontend, folder: greeting.cwd, since: Date.now(), socket };
    this.sessions.add(session);
    try {
      const [{ runSession }, products] = await Promise.all([import('./session.ts'), this.openProducts()]);
      if (socket.destroyed) return;
      writeLine(socket, { accepted: process.pid });
      const { assets, worker, log } = this.options;
      if (greeting.frontend !== 'call') log.info('a session begins', { frontend: greeting.frontend });
      await runSession(socket, greeting, { products, assets, worker });
      if (greeting.frontend !== 'call') log.info('a session ended', { frontend: greeting.frontend, seconds: secondsSince(session.since) });
    } finally {
      this.sessions.delete(session);
      this.idleSince = Date.now();
      this.endWhenDone();
    }
  }

  private async openProducts(): Promise<SharedProducts> {
    const { sharedProducts } = await import('./products.ts');
    this.products ??= sharedProducts(this.options.log, this.options.idleMilliseconds);
    return this.products;
  }

  private answerControl(socket: net.Socket, { command }: ControlGreeting): void {
    socket.end(`${JSON.stringify(this.status())}\n`);
    if (command === 'stop') this.stop();
  }

  private status(): object {
    const { installation, place, idleMilliseconds } = this.options;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      ...identityOf(installation),
      pid: process.pid,
      program: installation.program,
      uptime_seconds: secondsSince(this.started),
      idle_exit_seconds: Math.round(idleMilliseconds / 1000),
      sessions: [...this.sessions].map(({ frontend, folder, since }) => ({ frontend, folder, seconds: secondsSince(since) })),
      projects: this.products?.all() ?? [],
      memory_mb: Math.round(rss / 2 ** 20),
      heap_mb: Math.round(heapUsed / 2 ** 20),
      handles: process.getActiveResourcesInfo().length,
      log: fileOf(place, 'log'),
    };
  }

  /** Looks whether there is a reason to end. */
  private look(): void {
    if (this.isLeaving) return;
    if (this.sessions.size === 0 && Date.now() - this.idleSince >= this.options.idleMilliseconds) this.leave('nobody needs it');
    else if (stampOf(this.options.installation) !== this.programStamp) this.leave('its program was replaced or removed');
    else if (this.sessions.size === 0 && process.memoryUsage.rss() > mostBytesAtRest) this.leave('it holds too much memory');
    else if (!this.claim.isOurs()) this.leave('another one took its place');
    this.endWhenDone();
  }

  /** From now on nobody finds it; sessions go on until they end. */
  private leave(why: string): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.claim.leave();
    this.options.log.info('the daemon takes no new sessions', { why });
  }

  private endWhenDone(): void {
    if (!this.isLeaving || this.sessions.size > 0) return;
    clearInterval(this.timer);
    this.server.close();
    const closing = this.products?.close() ?? Promise.resolve();
    // A last answer may still be on its way.
    const last = new Promise((resolve) => {
      setTimeout(resolve, this.connections.size === 0 ? 0 : 200);
    });
    void Promise.all([closing, last]).then(() => this.finish());
  }
}

function secondsSince(milliseconds: number): number {
  return Math.round((Date.now() - milliseconds) / 1000);
}

/** Differs once the program or the files of its build are others. */
function stampOf({ program }: Installation): string {
  return [program, path.join(path.dirname(program), 'assets/product-id')].map(stampOfFile).join(' ');
}

function stampOfFile(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
}
