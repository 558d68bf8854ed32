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
export function processPrinter(environment: Variables): Printer {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  return printerOn({ out: process.stdout, err: process.stderr }, environment);
}

/** Where text goes, and whether somebody looks at it there. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Prints on two streams; colours as the environment of the one who looks at them says. */
export function printerOn({ out, err }: { readonly out: Terminal; readonly err: Terminal }, environment: Variables): Printer {
  return { out: streamOf(out, environment), err: streamOf(err, environment) };
}

type Variables = Readonly<Record<string, string | undefined>>;

function streamOf(stream: Terminal, environment: Variables): Stream {
  const { isTTY = false, columns = 0 } = stream;
  return {
    isTerminal: isTTY,
    columns: isTTY && columns > 0 ? columns : defaultColumns,
    colors: picocolors.createColors(wantsColors(isTTY, environment)),
    noColors: picocolors.createColors(false),
    write: (text) => void stream.write(text),
  };
}

function wantsColors(isTerminal: boolean, { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal }: Variables): boolean {
  if (no !== undefined && no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && terminal !== 'dumb';
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
