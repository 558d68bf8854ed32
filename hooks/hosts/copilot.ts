import { Failure } from '../../core/kernel/failure.ts';
import { type Fields, fieldsOf, objectAt, textAt } from '../fields.ts';
import type { HookAction, Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';
import { json, noted } from './output.ts';

/** The names of Copilot CLI and the cloud agent, which VS Code knows as well, and its own name for the same. */
const events = ['preToolUse', 'postToolUse', 'userPromptSubmitted', 'agentStop'] as const;
const names: ReadonlyMap<string, (typeof events)[number]> = new Map([
  ...events.map((event) => [event, event] as const),
  ['PreToolUse', 'preToolUse'],
  ['PostToolUse', 'postToolUse'],
  ['UserPromptSubmit', 'userPromptSubmitted'],
  ['Stop', 'agentStop'],
]);
const ownNames = { preToolUse: 'PreToolUse', postToolUse: 'PostToolUse', userPromptSubmitted: 'UserPromptSubmit', agentStop: 'Stop' } as const;

/**
 * GitHub Copilot in VS Code, on the command line and in the cloud: https://docs.github.com/en/copilot/reference/hooks-configuration and
 * https://code.visualstudio.com/docs/agents/reference/hooks-reference. They ask in two spellings; an answer holds what either reads.
 */
export const copilot: Host = { id: 'copilot', events: [...names.keys()], read, write };

function read(event: string, sent: unknown): HookRequest {
  const fields = fieldsOf(sent);
  const tool = textAt(fields, 'tool_name', 'toolName');
  const folder = textAt(fields, 'cwd');
  return {
    action: actionOf(eventOf(event), tool ?? '', fields),
    session: textAt(fields, 'session_id', 'sessionId') ?? '',
    client: 'copilot',
    ...(tool === undefined ? {} : { tool }),
    ...(folder === undefined ? {} : { folder }),
  };
}

function eventOf(event: string): (typeof events)[number] {
  const known = names.get(event);
  if (known === undefined) throw new Failure('bad_request', 'Copilot has no such event');
  return known;
}

function actionOf(event: (typeof events)[number], tool: string, fields: Fields): HookAction {
  const input = objectAt(fields, 'tool_input', 'toolArgs', 'toolInput');
  switch (event) {
    case 'preToolUse':
      return actionBefore(tool, input);
    case 'postToolUse':
      return textAt(objectAt(fields, 'toolResult'), 'resultType') === 'denied' ? { kind: 'nothing' } : actionAfter(tool, input, {});
    case 'userPromptSubmitted':
      return { kind: 'prompting', text: textAt(fields, 'prompt') ?? '' };
    case 'agentStop':
      return { kind: 'stopping', isRepeated: fields.stop_hook_active === true };
    default:
      return event satisfies never;
  }
}

function write(event: string, verdict: Verdict): HookOutput {
  if (verdict.kind === 'pass') return noted(verdict);
  const name = eventOf(event);
  const own = { hookEventName: ownNames[name] };
  const { text } = verdict;
  if (name === 'preToolUse') {
    const decision = verdict.kind === 'block' ? { permissionDecision: 'deny', permissionDecisionReason: text } : { additionalContext: text };
    return json(verdict, { ...decision, hookSpecificOutput: { ...own, ...decision } });
  }
  if (verdict.kind === 'block' && name === 'userPromptSubmitted') return json(verdict, { continue: false, stopReason: text, decision: 'block', reason: text });
  if (verdict.kind === 'block') {
    const decision = { decision: 'block', reason: text };
    return json(verdict, { ...decision, hookSpecificOutput: { ...own, ...decision, ...(name === 'postToolUse' ? { additionalContext: text } : {}) } });
  }
  return json(verdict, { additionalContext: text, hookSpecificOutput: { ...own, additionalContext: text } });
}
