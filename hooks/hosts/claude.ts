import { fieldsOf, objectAt, textAt } from '../fields.ts';
import type { HookAction, Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';
import { json, noted } from './output.ts';

const events = ['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'Stop', 'SubagentStop'] as const;

/** Claude Code: https://code.claude.com/docs/en/hooks. */
export const claude: Host = { id: 'claude', events, read: readAs('claude-code'), write };

/** Codex speaks the same JSON: https://developers.openai.com/codex/hooks. */
export const codex: Host = { id: 'codex', events, read: readAs('codex'), write };

function readAs(client: string): Host['read'] {
  return (event, sent): HookRequest => {
    const fields = fieldsOf(sent);
    const tool = textAt(fields, 'tool_name');
    const folder = textAt(fields, 'cwd');
    return {
      action: actionOf(event, tool ?? '', fields),
      session: textAt(fields, 'session_id') ?? '',
      client,
      ...(tool === undefined ? {} : { tool }),
      ...(folder === undefined ? {} : { folder }),
    };
  };
}

function actionOf(event: string, tool: string, fields: ReturnType<typeof fieldsOf>): HookAction {
  const input = objectAt(fields, 'tool_input');
  if (event === 'PreToolUse') return actionBefore(tool, input);
  if (event === 'PostToolUse') return actionAfter(tool, input, objectAt(fields, 'tool_response'));
  if (event === 'UserPromptSubmit') return { kind: 'prompting', text: textAt(fields, 'prompt') ?? '' };
  return { kind: 'stopping', isRepeated: fields.stop_hook_active === true };
}

function write(event: string, verdict: Verdict): HookOutput {
  if (verdict.kind === 'pass') return noted(verdict);
  const { text } = verdict;
  if (event === 'PreToolUse') {
    const decision = verdict.kind === 'block' ? { permissionDecision: 'deny', permissionDecisionReason: text } : { additionalContext: text };
    return json(verdict, { hookSpecificOutput: { hookEventName: event, ...decision } });
  }
  if (verdict.kind === 'block') return json(verdict, { decision: 'block', reason: text });
  // An agent that stops takes nothing more in.
  if (event === 'Stop' || event === 'SubagentStop') return noted({ kind: 'pass', note: [verdict.note, text].filter((part) => part !== undefined).join('\n') });
  return json(verdict, { hookSpecificOutput: { hookEventName: event, additionalContext: text } });
}
