import { split } from 'shlex';
import { Failure } from '../../core/kernel/failure.ts';

/** A program with its arguments, to be started without a shell. */
export interface WrappedCommand {
  readonly program: string;
  readonly argv: readonly string[];
  /** What it is called in messages: the program without folder and ending, or what a launcher such as `node` runs. */
  readonly name: string;
}

const launchers: readonly string[] = ['node', 'npx', 'bun', 'bunx', 'deno', 'python', 'python3', 'uvx', 'java', 'dotnet'];
const backslashOfPath = /\\(?!["\\])/g;
const folders = /^.*[/\\]/;
const ending = /\.(?:cmd|exe|bat|[cm]?js)$/i;

/**
 * Reads a command line as a shell would: words, single and double quotes; nothing is expanded. On Windows a backslash is part of a path
 * unless a quote follows. Throws Failure `invalid_input` when a quote is not closed or there is no word.
 */
export function readCommand(text: string, platform: NodeJS.Platform): WrappedCommand {
  const [program, ...argv] = wordsOf(platform === 'win32' ? text.replaceAll(backslashOfPath, '\\\\') : text);
  if (program === undefined || program === '')
    throw new Failure('invalid_input', 'Name the language server to wrap, such as --wrap "pyright-langserver --stdio"');
  return { program, argv, name: nameOf(program, argv) };
}

/** What a launcher launches says more than the launcher. */
function nameOf(program: string, argv: readonly string[]): string {
  const name = bareName(program);
  const launched = launchers.includes(name) ? argv.find((word) => !word.startsWith('-')) : undefined;
  return launched === undefined ? name : bareName(launched);
}

function bareName(file: string): string {
  return file.replace(folders, '').replace(ending, '');
}

function wordsOf(text: string): string[] {
  try {
    return split(text);
  } catch {
    throw new Failure('invalid_input', 'A quote in the command of --wrap is not closed');
  }
}
