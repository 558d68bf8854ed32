import fs from 'node:fs';
import { pidFile } from './claim.ts';
import { connectTo, greet } from './connection.ts';
import { readLog } from './log-file.ts';
import { type DaemonMode, modeFor } from './mode.ts';
import { fileOf, type Installation, installationOf, type Place, placeOf, socketsIn, type Variables } from './place.ts';
import { forgetFailure, type Started, startDaemon } from './starter.ts';

/** Where to look for daemons. */
export interface ControlOptions {
  readonly assets: string;
  readonly environment: Variables;
  /** The folder whose settings count. */
  readonly folder: string;
}

/** What a daemon tells about itself; see `docs/cli.md`. */
export interface DaemonStatus {
  readonly version: string;
  readonly build: string;
  readonly pid: number;
  readonly program: string;
  readonly uptime_seconds: number;
  readonly idle_exit_seconds: number;
  readonly sessions: readonly { readonly frontend: string; readonly folder: string; readonly seconds: number }[];
  readonly projects: readonly { readonly root: string; readonly users: number }[];
  readonly memory_mb: number;
  readonly heap_mb: number;
  readonly handles: number;
  readonly log: string;
}

/** The daemon of this installation and how frontends in the folder would use it. */
export interface Survey {
  readonly mode: DaemonMode;
  readonly decided_by: string;
  readonly daemon?: DaemonStatus;
  /** Why there is none. */
  readonly reason?: string;
  /** Daemons of other builds that run. */
  readonly others: number;
}

/** Looks what runs. */
export async function surveyDaemons(options: ControlOptions): Promise<Survey> {
  const { mode, by } = await modeFor(options.folder, options.environment);
  const found = placeFor(options, false);
  if (found.kind === 'none') return { mode, decided_by: by, reason: found.reason, others: 0 };
  const asked = await ask(found.place, 'status');
  const others = await Promise.all(otherPlaces(found.place).map(async (place) => (await ask(place, 'status')).kind === 'status'));
  const own = asked.kind === 'status' ? { daemon: asked.status } : { reason: asked.reason };
  return { mode, decided_by: by, ...own, others: others.filter(Boolean).length };
}

/** Starts the daemon of this installation where none runs. `idle` are the seconds after which it ends when nobody needs it. */
export function startOwnDaemon(options: ControlOptions, idle?: number): Promise<Started> {
  const found = placeFor(options, true);
  if (found.kind === 'none') return Promise.resolve({ kind: 'failed', reason: found.reason });
  forgetFailure(found.place);
  const environment = idle === undefined ? options.environment : { ...options.environment, SENTRIK_DAEMON_IDLE: String(idle) };
  return startDaemon(found.installation, found.place, environment);
}

/** Ends the daemon of this installation, or those of every build, with their sessions. Answers how many there were. */
export async function stopDaemons(options: ControlOptions, all: boolean): Promise<number> {
  const found = placeFor(options, false);
  if (found.kind === 'none') return 0;
  const stopped = await Promise.all([found.place, ...(all ? otherPlaces(found.place) : [])].map(stopAt));
  return stopped.filter(Boolean).length;
}

/** The log of this installation's daemon; '' when there is none. */
export function daemonLog(options: ControlOptions): string {
  const found = placeFor(options, false);
  return found.kind === 'none' ? '' : readLog(fileOf(found.place, 'log'));
}

type Found = { readonly kind: 'found'; readonly place: Place; readonly installation: Installation } | { readonly kind: 'none'; readonly reason: string };

function placeFor({ assets, environment }: ControlOptions, make: boolean): Found {
  const installation = installationOf(assets);
  if (installation === undefined) return { kind: 'none', reason: 'this build has no name' };
  const placed = placeOf(installation, environment, make);
  return placed.kind === 'none' ? placed : { kind: 'found', place: placed.place, installation };
}

function otherPlaces({ folder, id }: Place): readonly Place[] {
  return [...new Set(socketsIn(folder).map((socket) => socket.id))].filter((other) => other !== id).map((other) => ({ folder, id: other }));
}

type Asked = { readonly kind: 'status'; readonly status: DaemonStatus } | { readonly kind: 'silent' | 'none'; readonly reason: string };

async function ask(place: Place, command: 'status' | 'stop'): Promise<Asked> {
  const connected = await connectTo(place);
  if (connected.kind === 'none') return connected;
  const greeted = await greet(connected.socket, { frontend: 'control', command });
  connected.socket.end();
  return greeted.kind === 'none' ? { kind: 'silent', reason: greeted.reason } : { kind: 'status', status: greeted.answer as DaemonStatus };
}

/** One that listens and does not answer hangs: its process is ended. */
async function stopAt(place: Place): Promise<boolean> {
  const asked = await ask(place, 'stop');
  if (asked.kind === 'none') return false;
  const pid = asked.kind === 'status' ? asked.status.pid : pidAt(place);
  if (asked.kind === 'silent' && pid !== undefined) signal(pid, 'SIGKILL');
  if (pid !== undefined) await untilGone(pid);
  return true;
}

function pidAt(place: Place): number | undefined {
  const number = socketsIn(place.folder).find(({ id }) => id === place.id)?.number ?? 0;
  try {
    const pid = Number(fs.readFileSync(pidFile(place, number), 'utf8'));
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

const endMilliseconds = 5000;
const lookMilliseconds = 20;

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; waited < endMilliseconds && signal(pid, 0); waited += lookMilliseconds) {
    await new Promise((resolve) => {
      setTimeout(resolve, lookMilliseconds);
    });
  }
}

function signal(pid: number, name: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
