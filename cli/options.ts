import { type Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../core/scan/severities.ts';

/** Options of every command that works on a project. */
export interface ProjectFlags {
  readonly root?: string;
  readonly config?: string;
}

/** Adds --root and --config. */
export function withProjectFlags(command: Command): Command {
  return command
    .option('--root <folder>', 'the project; the current folder when absent')
    .option('--config <file>', 'a configuration file that wins over .guard.yaml and .sentrik/config.yaml');
}

/** Adds --format with these choices; the first is the default. */
export function formatOption(...formats: readonly string[]): Option {
  return new Option('-f, --format <format>', 'how to write the result').choices(formats).default(formats[0]);
}

/** Adds --verbose, which `main.ts` answers. */
export function verboseOption(): Option {
  return new Option('--verbose', 'say on standard error whether the daemon did the work, and if not, why');
}

/** A comma-separated list without empty parts. */
export function list(value: string): readonly string[] {
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new InvalidArgumentError('Give at least one value.');
  return parts;
}

/** A comma-separated list of severities. */
export function severityList(value: string): readonly string[] {
  const parts = list(value);
  const unknown = parts.filter((part) => !severities.some((severity) => severity === part));
  if (unknown.length > 0) throw new InvalidArgumentError(`Allowed are ${severities.join(', ')}.`);
  return parts;
}

/** Gathers the values of a repeated option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Parses a whole number between two bounds. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most || value.trim() === '') {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}
