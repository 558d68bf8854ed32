import { Failure } from '../../core/kernel/failure.ts';
import { fieldsOf, objectAt, textAt } from '../fields.ts';
import type { Host, HookOutput, HookRequest, Verdict } from '../request.ts';
import { actionAfter, actionBefore } from '../tools.ts';

const events = ['tool.execute.before', 'tool.execute.after'] as const;

/** OpenCode, through the plugin that `sentrik init --agent opencode` writes: https://opencode.ai/docs/plugins. */
export const opencode: Host = { id: 'opencode', events, read, write };

function read(event: string, sent: unknown): HookRequest {
  const fields = fieldsOf(sent);
  const tool = textAt(fields, 'tool');
  const folder = textAt(fields, 'directory');
  if (tool === undefined) throw new Failure('bad_request', 'The plugin sent no tool');
  const input = objectAt(fields, 'args');
  return {
    action: event === 'tool.execute.before' ? actionBefore(tool, input) : actionAfter(tool, input, {}),
    session: textAt(fields, 'sessionID') ?? '',
    client: 'opencode',
    tool,
    ...(folder === undefined ? {} : { folder }),
  };
}

function write(_event: string, verdict: Verdict): HookOutput {
  const note = verdict.note === undefined ? {} : { note: verdict.note };
  if (verdict.kind === 'pass') return verdict.note === undefined ? { code: 0 } : { stdout: JSON.stringify(note), stderr: verdict.note, code: 0 };
  return { stdout: JSON.stringify({ [verdict.kind]: verdict.text, ...note }), code: 0 };
}
