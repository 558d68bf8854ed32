import { instructions } from '../instructions.ts';
import type { JsonEntry, Launch, Target } from '../target.ts';

/** Seconds after which an agent gives a hook up: longer than any check of a file takes. */
export const patience = 30;

/** A block in an instruction file that belongs to the project. */
export function instructionBlock(file: string): Target {
  return { scope: 'project', file, what: 'instructions', content: { kind: 'block', style: 'markdown', lines: instructions } };
}

/** The MCP server as most agents have it. */
export function server({ words }: Launch): { readonly command: string; readonly args: readonly string[] } {
  const [command = '', ...args] = words;
  return { command, args: [...args, 'mcp-server'] };
}

/** The command line of a hook. */
export function hookCommand({ shell }: Launch, host: string, event: string): string {
  return `${shell} hook ${host} ${event}`;
}

/** A hook in the form of Claude Code, which others took over: per event a list of matchers with their commands. */
export function matcherHook(
  launch: Launch,
  host: string,
  { event, matcher, timeout = patience }: { event: string; matcher?: string; timeout?: number },
): JsonEntry {
  const command = hookCommand(launch, host, event);
  const hooks = [{ type: 'command', command, timeout }];
  return { kind: 'item', path: ['hooks', event], mark: ` hook ${host} ${event}`, value: matcher === undefined ? { hooks } : { matcher, hooks } };
}
