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
}

/** Files that the caller names and that need not lie in the project. Paths are absolute. */
export interface Disk {
  kindOf(path: string): 'file' | 'folder' | undefined;
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
