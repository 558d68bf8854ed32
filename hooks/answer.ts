import type { Context } from '../core/kernel/context.ts';
import { loadConfig } from '../core/config/load.ts';
import { toFailure } from '../core/kernel/failure.ts';
import type { Desk } from './desk.ts';
import type { HookAction, HookRequest, Verdict } from './request.ts';
import { openSession } from './session.ts';

/** What answering needs from the process. */
export interface AnswerOptions {
  /** Absolute folder that relative paths start from. */
  readonly folder: string;
  /** The text of a file anywhere on the machine, by absolute path; undefined where there is none to read. */
  readonly readText: (file: string) => string | undefined;
}

/**
 * Checks what an agent did or is about to do. A check of ours that fails lets the agent go on with a note for the user, or blocks it where the
 * settings say so; nothing is thrown but what happens before the settings are known.
 */
export async function answerHook(context: Context, { action, session }: HookRequest, options: AnswerOptions): Promise<Verdict> {
  if (action.kind === 'nothing') return { kind: 'pass' };
  const { config } = await loadConfig(context);
  const desk: Desk = { context, settings: config.hooks, session: openSession(context.cache, context.clock, session), ...options };
  try {
    return await check(desk, action);
  } catch (thrown) {
    context.log.error('a hook could not check', { error: thrown });
    return failed(thrown, config.hooks.fail_closed);
  }
}

/** What is answered where a check could not be done. */
export function failed(thrown: unknown, failClosed: boolean): Verdict {
  const text = `Sentrik could not check this: ${toFailure(thrown).message}`;
  return failClosed
    ? { kind: 'block', text: `${text}. The setting hooks.fail_closed asks to stop here.` }
    : { kind: 'pass', note: `${text}. The agent went on.` };
}

/** A hook's process lives as long as its answer takes: it loads what this one needs. */
async function check(desk: Desk, action: HookAction): Promise<Verdict> {
  switch (action.kind) {
    case 'edited':
      return (await import('./checks/edited.ts')).checkEdited(desk, action.files);
    case 'writing':
      return (await import('./checks/secrets.ts')).checkWriting(desk, action.files);
    case 'reading':
      return (await import('./checks/secrets.ts')).checkReading(desk, action.paths);
    case 'prompting':
      return (await import('./checks/secrets.ts')).checkPrompt(desk, action.text);
    case 'command':
      return (await import('./checks/command.ts')).checkCommand(desk, action.command);
    case 'stopping':
      return (await import('./checks/gate.ts')).checkGate(desk, 'changed', 'end');
    case 'nothing':
      return { kind: 'pass' };
    default:
      return action satisfies never;
  }
}
