import { type Fields, fieldsOf, objectAt, textAt } from '../fields.ts';
import type { HookAction, Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';

const events = ['pre_read_code', 'pre_write_code', 'post_write_code', 'pre_run_command', 'pre_user_prompt'] as const;
const blocked = 2;

/** Windsurf's Cascade: https://docs.windsurf.com/windsurf/cascade/hooks. Only exit code 2 of what runs before an action blocks it. */
export const windsurf: Host = { id: 'windsurf', events, read, write };

function read(event: string, sent: unknown): HookRequest {
  const fields = fieldsOf(sent);
  const info = objectAt(fields, 'tool_info');
  const folder = textAt(info, 'cwd');
  return {
    action: actionOf(event, info),
    session: textAt(fields, 'trajectory_id') ?? '',
    client: 'windsurf',
    tool: event,
    ...(folder === undefined ? {} : { folder }),
  };
}

function actionOf(event: string, info: Fields): HookAction {
  if (event === 'pre_read_code') return actionBefore('read', info);
  if (event === 'pre_write_code') return actionBefore('edit', info);
  if (event === 'post_write_code') return actionAfter('edit', info, {});
  if (event === 'pre_run_command') return { kind: 'command', command: textAt(info, 'command_line', 'command') ?? '' };
  return { kind: 'prompting', text: textAt(info, 'user_prompt', 'prompt') ?? '' };
}

function write(event: string, verdict: Verdict): HookOutput {
  const said = [verdict.note, verdict.kind === 'pass' ? undefined : verdict.text].filter((part) => part !== undefined).join('\n');
  if (said === '') return { code: 0 };
  return verdict.kind === 'block' && event.startsWith('pre_') ? { stderr: said, code: blocked } : { stdout: said, code: 0 };
}
