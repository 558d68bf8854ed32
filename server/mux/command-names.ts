import { type Answer, type Fields, isFields, listOf, resultOf } from './message.ts';

/** Names of commands that both servers execute: those of the wrapped one get another name towards the editor. */
export interface CommandNames {
  /** The editor's names for commands of the wrapped server. */
  toHost(commands: readonly string[]): string[];
  /** The wrapped server's name for a command of the editor. */
  toUpstream(command: string): string;
  /** An answer of the wrapped server with the editor's names in it. */
  inAnswer(answer: Answer): Answer;
}

const prefix = 'wrapped:';

export function commandNames(own: () => readonly string[]): CommandNames {
  const renamed = new Map<string, string>();
  const hostName = (command: string) => {
    if (!own().includes(command)) return command;
    renamed.set(command, `${prefix}${command}`);
    return `${prefix}${command}`;
  };
  return {
    toHost: (commands) => commands.map(hostName),
    toUpstream(command) {
      const original = command.startsWith(prefix) ? command.slice(prefix.length) : command;
      return renamed.has(original) ? original : command;
    },
    inAnswer: (answer) => (renamed.size === 0 || answer.kind === 'error' ? answer : resultOf(rename(answer.result, renamed))),
  };
}

/** Commands stand anywhere in an answer: in code actions, lenses, completions, parts of labels. */
function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return listOf(value).map((item) => rename(item, names));
  if (!isFields(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = key === 'data' ? item : rename(item, names);
  return isCommand(value) ? { ...copy, command: names.get(value.command) ?? value.command } : copy;
}

function isCommand(value: Fields): value is Fields & { readonly command: string } {
  return typeof value.command === 'string' && typeof value.title === 'string';
}
