import net from 'node:net';
import { addressOf, codeOf, type Installation, type NamedSocket, type Place, socketsIn, type Variables } from './place.ts';
import { parseLine, readLine, writeLine } from './wire.ts';

/** A connection to a daemon, or why there is none. */
export type Connected = { readonly kind: 'connected'; readonly socket: net.Socket } | { readonly kind: 'none'; readonly reason: string };

const noDaemon = { kind: 'none', reason: 'no daemon runs' } as const;
/** Nobody listens there: the file of a process that was killed, or of one that ends just now. */
const deadCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

/** Connects to the daemon of a place: the one with the highest number that listens. */
export async function connectTo(place: Place): Promise<Connected> {
  const sockets: readonly NamedSocket[] = process.platform === 'win32' ? [{ id: place.id, number: 0 }] : socketsIn(place.folder);
  for (const { id, number } of sockets) {
    if (id !== place.id) continue;
    const connected = await connect(addressOf(place, number));
    if (connected.kind === 'connected' || connected.reason !== noDaemon.reason) return connected;
  }
  return noDaemon;
}

function connect(address: string): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => resolve({ kind: 'connected', socket }));
    socket.on('error', (error) => {
      const code = codeOf(error);
      resolve(deadCodes.has(code) ? noDaemon : { kind: 'none', reason: `the daemon cannot be reached (${code})` });
    });
  });
}

/** Longer than any check of one file takes that the daemon may be busy with. */
const greetingMilliseconds = 5000;

/** What a daemon says that takes no new sessions: whoever may start one finds its place free. */
export const leaving = 'it ends just now';

/** Why the caller goes on by itself when the daemon goes away in the middle, at whatever moment of the call. */
export const ended = 'the daemon ended during the call';

/** What the daemon said to a greeting: its answer, or why it declined. */
export type Greeted = { readonly kind: 'answer'; readonly answer: object } | { readonly kind: 'none'; readonly reason: string };

/** Says the first line and reads the daemon's. The socket is closed unless there is an answer. */
export async function greet(socket: net.Socket, greeting: object, milliseconds: number = greetingMilliseconds): Promise<Greeted> {
  writeLine(socket, greeting);
  const line = await readLine(socket, milliseconds);
  const answer = line === undefined ? undefined : parseLine(line);
  if (typeof answer === 'object' && answer !== null && !('declined' in answer)) return { kind: 'answer', answer };
  const hasEnded = socket.destroyed;
  socket.destroy();
  const isTold = typeof answer === 'object' && answer !== null && 'declined' in answer && typeof answer.declined === 'string';
  if (isTold) return { kind: 'none', reason: `the daemon declined: ${String(answer.declined)}` };
  return { kind: 'none', reason: hasEnded ? ended : 'the daemon did not answer in time' };
}

/** What of the environment matters to what a frontend shows or finds; keys and passwords stay at home. */
export function sharedVariables(environment: Variables): Record<string, string> {
  const entries = Object.entries(environment).filter(([name]) => named.has(name) || (name.startsWith('GUARD_') && !secret.test(name)));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

const named: ReadonlySet<string> = new Set([
  ...['SENTRIK_CACHE_DIR', 'SENTRIK_STATE_DIR', 'SENTRIK_AUDIT_KEY_FILE', 'SENTRIK_DEBUG', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'LOCALAPPDATA'],
  ...['NO_COLOR', 'FORCE_COLOR', 'TERM'],
]);
const secret = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/;

/** The part of a greeting by which a daemon knows its own. */
export function identityOf({ version, build }: Installation): { readonly version: string; readonly build: string } {
  return { version, build };
}
