import os from 'node:os';
import { readCommand } from './mux/command.ts';
import { startMultiplexer } from './mux/multiplexer.ts';
import { ownThread } from './mux/own-thread.ts';

/** What standing before another server needs. */
export interface WrappingOptions {
  /** The folder with grammars and packs. */
  readonly assets: string;
  /** The worker program for checks of a whole workspace. */
  readonly worker: URL;
  /** The program of the thread that our server runs in. */
  readonly thread: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command line of the language server to wrap. */
  readonly command: string;
}

/**
 * Starts another language server and stands before the editor, on standard input and output, as one with it. Throws Failure `invalid_input`
 * when the command line cannot be read.
 */
export function startWrapping({ command, assets, worker, thread, environment }: WrappingOptions): void {
  const wrapped = readCommand(command, process.platform);
  startMultiplexer({
    command: wrapped,
    environment,
    input: process.stdin,
    output: process.stdout,
    own: ownThread(thread, { assets, worker: worker.href, environment: { ...environment } }),
    processors: os.availableParallelism(),
    end: (code) => process.exit(code),
  });
}
