import type { Readable, Writable } from 'node:stream';
import type { BootOptions, Product } from '../core/boot.ts';
import type { Printer } from './print.ts';

/** What a run of the command line gets from its process. `main.ts` makes it; everything else takes it as it is. */
export interface Shell {
  /** Absolute folder the command was called in. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder with grammars, packs and the dashboard. */
  readonly assets: string;
  /** The worker program. */
  readonly worker: URL;
  readonly print: Printer;
  /** Aborted by Ctrl+C and by a polite kill. */
  readonly signal: AbortSignal;
  readonly disk: Disk;
  /** Everything on standard input, as UTF-8. */
  readStandardInput(): Promise<string>;
  /** Asks the person at the terminal for a line; absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Set where the process goes on after the call and serves others meanwhile. */
  readonly host?: Host;
}

/** What a process that serves several calls gives each of them. */
export interface Host {
  /** In place of the process's own standard input and output, for programs that speak a protocol on them. */
  readonly input: Readable;
  readonly output: Writable;
  /** Opens a project in place of `boot`; what others have open is shared. */
  readonly open: (options: BootOptions) => Product;
}

/** Files that the caller names and that need not lie in the project. Paths are absolute. */
export interface Disk {
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** Bytes of a file; undefined where there is none. Never throws. */
  sizeOf(path: string): number | undefined;
  /** Throws Failure `not_found` or `forbidden`. */
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Names of the entries, sorted. */
  list(folder: string): readonly string[];
  /** Atomic: the old content or the new, never a part. Throws Failure. */
  write(path: string, content: string | Uint8Array): void;
}

/** How a command ended: what the process's exit code will be. */
export const exitCode = { done: 0, findings: 1, wrongCall: 2, cancelled: 130 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
