import { Worker } from 'node:worker_threads';
import type { OpenOwn, OwnReceiver } from './own-server.ts';

/** What the program of the thread is started with. */
export interface ThreadData {
  readonly assets: string;
  /** The worker program for checks of a whole workspace. */
  readonly worker: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts our server in a thread at once, so that it is ready soon after the editor has introduced itself, and so that what passes through
 * never waits for a check. `program` is the program of the thread.
 */
export function ownThread(program: URL, data: ThreadData): OpenOwn {
  const thread = new Worker(program, { workerData: data, stdout: true });
  // Standard output belongs to the protocol.
  thread.stdout.pipe(process.stderr);
  let receiver: OwnReceiver | undefined;
  let ending: string | undefined;
  const end = (reason: string) => {
    if (ending !== undefined) return;
    ending = reason;
    receiver?.ended(reason);
  };
  thread.on('message', (message) => receiver?.message(message));
  thread.on('error', (error) => end(error.message));
  thread.on('exit', (code) => end(`it ended with code ${code}`));
  return (given) => {
    receiver = given;
    const before = ending;
    if (before !== undefined) setImmediate(() => given.ended(before));
    return { send: (message) => thread.postMessage(message) };
  };
}
