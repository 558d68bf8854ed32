import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** One of the process's two output streams. */
export interface Stream {
  readonly isTerminal: boolean;
  /** Width in columns; 120 where there is no terminal. */
  readonly columns: number;
  readonly colors: Colors;
  /** For text that goes to a file. */
  readonly noColors: Colors;
  readonly write: (text: string) => void;
}

/** Standard output holds results only; everything else goes to standard error. */
export interface Printer {
  readonly out: Stream;
  readonly err: Stream;
}

const defaultColumns = 120;

/** The process's streams. Colours on a terminal only, unless NO_COLOR or FORCE_COLOR say otherwise. A reader that goes away ends the program quietly. */
export function processPrinter(environment: Readonly<Record<string, string | undefined>>): Printer {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  return { out: streamOf(process.stdout, environment), err: streamOf(process.stderr, environment) };
}

function streamOf(stream: NodeJS.WriteStream, environment: Readonly<Record<string, string | undefined>>): Stream {
  return {
    isTerminal: stream.isTTY,
    columns: stream.isTTY && stream.columns > 0 ? stream.columns : defaultColumns,
    colors: picocolors.createColors(wantsColors(stream, environment)),
    noColors: picocolors.createColors(false),
    write: (text) => void stream.write(text),
  };
}

function wantsColors(stream: NodeJS.WriteStream, { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal }: Readonly<Record<string, string | undefined>>): boolean {
  if (no !== undefined && no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY && terminal !== 'dumb';
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
