import { type Fields, fieldsOf, objectAt, objectsAt, textAt, textsAt } from '../fields.ts';
import type { HookAction, Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';

const events = ['preToolUse', 'postToolUse', 'afterFileEdit', 'beforeShellExecution', 'beforeReadFile', 'beforeSubmitPrompt', 'stop'] as const;

/** Cursor: https://cursor.com/docs/hooks. Its older versions read the fields of an answer in camel case. */
export const cursor: Host = { id: 'cursor', events, read, write };

function read(event: string, sent: unknown): HookRequest {
  const fields = fieldsOf(sent);
  const tool = textAt(fields, 'tool_name');
  const version = textAt(fields, 'cursor_version');
  const folder = textsAt(fields, 'workspace_roots')[0] ?? textAt(fields, 'cwd');
  return {
    action: actionOf(event, fields),
    session: textAt(fields, 'conversation_id') ?? '',
    client: version === undefined ? 'cursor' : `cursor ${version}`,
    ...(tool === undefined ? {} : { tool }),
    ...(folder === undefined ? {} : { folder: nativePath(folder) }),
  };
}

/** On Windows Cursor names workspaces as `/c:/Users/…`. */
function nativePath(folder: string): string {
  return /^\/[A-Za-z]:/.test(folder) ? folder.slice(1) : folder;
}

function actionOf(event: string, fields: Fields): HookAction {
  const tool = textAt(fields, 'tool_name') ?? '';
  const input = objectAt(fields, 'tool_input');
  switch (event) {
    case 'preToolUse':
      return actionBefore(tool, input);
    case 'postToolUse':
      return actionAfter(tool, input, objectAt(fields, 'tool_output'));
    case 'afterFileEdit':
      return actionAfter('edit', { path: textAt(fields, 'file_path'), edits: objectsAt(fields, 'edits') }, {});
    case 'beforeShellExecution':
      return { kind: 'command', command: textAt(fields, 'command') ?? '' };
    case 'beforeReadFile':
      return { kind: 'reading', paths: [textAt(fields, 'file_path') ?? ''].filter((path) => path !== '') };
    case 'beforeSubmitPrompt':
      return { kind: 'prompting', text: textAt(fields, 'prompt') ?? '' };
    default:
      return { kind: 'stopping', isRepeated: typeof fields.loop_count === 'number' && fields.loop_count > 0 };
  }
}

function write(event: string, verdict: Verdict): HookOutput {
  const stderr = verdict.note === undefined ? {} : { stderr: verdict.note };
  const answer = answerOf(event, verdict);
  return { ...(answer === undefined ? {} : { stdout: JSON.stringify(answer) }), ...stderr, code: 0 };
}

function answerOf(event: string, verdict: Verdict): object | undefined {
  const text = verdict.kind === 'pass' ? undefined : verdict.text;
  const said = verdict.note ?? text;
  switch (event) {
    case 'preToolUse':
    case 'beforeShellExecution':
    case 'beforeReadFile':
      if (verdict.kind !== 'block') return { permission: 'allow', ...(said === undefined ? {} : { user_message: said, userMessage: said }) };
      return { permission: 'deny', user_message: text, agent_message: text, userMessage: text, agentMessage: text };
    case 'postToolUse':
      return text === undefined ? undefined : { additional_context: text };
    case 'beforeSubmitPrompt':
      return verdict.kind === 'block' ? { continue: false, user_message: text, userMessage: text } : { continue: true };
    case 'stop':
      return verdict.kind === 'block' ? { followup_message: text } : undefined;
    default:
      return undefined;
  }
}
