import { type Fields, fieldsOf, objectAt, textAt } from '../fields.ts';
import type { HookAction, Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';
import { json, noted } from './output.ts';

const events = ['BeforeTool', 'AfterTool', 'BeforeAgent', 'AfterAgent'] as const;

/** Gemini CLI: https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md. */
export const gemini: Host = { id: 'gemini', events, read, write };

function read(event: string, sent: unknown): HookRequest {
  const fields = fieldsOf(sent);
  const tool = textAt(fields, 'tool_name');
  const folder = textAt(fields, 'cwd');
  return {
    action: actionOf(event, tool ?? '', fields),
    session: textAt(fields, 'session_id') ?? '',
    client: 'gemini-cli',
    ...(tool === undefined ? {} : { tool }),
    ...(folder === undefined ? {} : { folder }),
  };
}

function actionOf(event: string, tool: string, fields: Fields): HookAction {
  const input = objectAt(fields, 'tool_input');
  if (event === 'BeforeTool') return actionBefore(tool, input);
  if (event === 'AfterTool') return actionAfter(tool, input, {});
  if (event === 'BeforeAgent') return { kind: 'prompting', text: textAt(fields, 'prompt') ?? '' };
  return { kind: 'stopping', isRepeated: fields.stop_hook_active === true };
}

function write(event: string, verdict: Verdict): HookOutput {
  if (verdict.kind === 'pass') return noted(verdict);
  const { text } = verdict;
  // A denied result would take the place of the tool's own, as if the edit had not been made.
  if (event === 'AfterTool' || verdict.kind === 'tell') return json(verdict, { hookSpecificOutput: { hookEventName: event, additionalContext: text } });
  return json(verdict, { decision: 'deny', reason: text });
}
