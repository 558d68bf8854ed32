import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connectTo, type Connected, ended, greet, identityOf, leaving, sharedVariables } from './connection.ts';
import { type Frontend, frontendOf } from './frontend.ts';
import { modeFor } from './mode.ts';
import { type Installation, installationOf, placeOf, type Variables } from './place.ts';
import { relayCall, relayServer } from './relay.ts';

/** A process that was called to run a command. */
export interface Caller {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Variables;
  /** The folder with grammars and packs. */
  readonly assets: string;
  /** The process's own, each asked for only where it is needed. */
  readonly streams: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream };
  /** All of standard input; may be asked for again. */
  readInput(): Promise<string>;
  readonly signal: AbortSignal;
  /** Is told whether the daemon does the work, and if not, why. */
  note(text: string): void;
}

/** How the daemon ended the command, or why it did not. */
type Outcome = { readonly kind: 'ended'; readonly code: number } | { readonly kind: 'declined'; readonly reason: string };

/**
 * Lets the daemon run a command and answers its exit code. Undefined where the caller has to run it by itself: then nothing was written and no input is
 * lost. Never throws.
 */
export async function callDaemon(caller: Caller): Promise<number | undefined> {
  const frontend = frontendOf(caller.argv);
  if (frontend === undefined) return undefined;
  const outcome = await attach(caller, frontend).catch((thrown: unknown): Outcome => ({ kind: 'declined', reason: messageOf(thrown) }));
  if (outcome.kind === 'ended') return outcome.code;
  caller.note(`not used: ${outcome.reason}`);
  return undefined;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'something failed';
}

/** Where git looks: servers ask git in the daemon's own environment. */
const gitVariables = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'];

async function attach(caller: Caller, frontend: Frontend): Promise<Outcome> {
  const { cwd, environment, argv } = caller;
  const { mode, by } = await modeFor(rootIn(argv, cwd), environment);
  if (mode === 'off') return { kind: 'declined', reason: `turned off by ${by}` };
  if (frontend !== 'call' && gitVariables.some((name) => environment[name] !== undefined))
    return { kind: 'declined', reason: 'the environment tells git where to look' };
  const installation = installationOf(caller.assets);
  if (installation === undefined) return { kind: 'declined', reason: 'this build has no name' };
  const greeting = greetingOf(caller, frontend, installation);
  const enter = async (): Promise<Connected> => {
    const connected = await reach(installation, environment, mode === 'auto');
    if (connected.kind === 'none') return connected;
    const greeted = await greet(connected.socket, greeting);
    return greeted.kind === 'none' ? greeted : connected;
  };
  const first = await enter();
  const entered = first.kind === 'none' && mode === 'auto' && first.reason.endsWith(leaving) ? await enter() : first;
  return entered.kind === 'none' ? { kind: 'declined', reason: entered.reason } : relay(entered.socket, caller, frontend);
}

async function reach(installation: Installation, environment: Variables, starts: boolean): Promise<Connected> {
  const placed = placeOf(installation, environment, starts);
  if (placed.kind === 'none') return placed;
  const connected = await connectTo(placed.place);
  if (connected.kind === 'connected' || !starts) return connected;
  const { startDaemon } = await import('./starter.ts');
  const started = await startDaemon(installation, placed.place, environment);
  return started.kind === 'failed' ? { kind: 'none', reason: started.reason } : connectTo(placed.place);
}

async function relay(socket: Socket, caller: Caller, frontend: Frontend): Promise<Outcome> {
  if (frontend !== 'call') {
    caller.note('used');
    return { kind: 'ended', code: await relayServer(socket, caller) };
  }
  const answer = await relayCall(socket, caller);
  if (answer === undefined) return { kind: 'declined', reason: ended };
  caller.note('used');
  return { kind: 'ended', code: answer };
}

function greetingOf({ argv, cwd, environment, streams }: Caller, frontend: Frontend, installation: Installation): object {
  const stream = ({ isTTY = false, columns = 0 }: Partial<NodeJS.WriteStream>) => ({ isTerminal: isTTY, columns: isTTY ? columns : 0 });
  return {
    ...identityOf(installation),
    ...{ frontend, argv, cwd, home: os.homedir(), environment: sharedVariables(environment) },
    ...{ out: stream(streams.stdout), err: stream(streams.stderr) },
  };
}

/** The folder whose settings count: --root, else the one the call is made in. */
function rootIn(argv: readonly string[], cwd: string): string {
  const at = argv.findIndex((word) => word === '--root' || word.startsWith('--root='));
  if (at < 0) return cwd;
  const word = argv[at] ?? '';
  return path.resolve(cwd, word === '--root' ? (argv[at + 1] ?? '.') : word.slice('--root='.length));
}
