/** What agents send to their hooks, by agent, as their documentation and programs have it. */
export interface Sent {
  readonly host: string;
  readonly event: string;
  readonly json: object;
}

export interface Scene {
  readonly folder: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** After an edit that put `after` in the place of `before` into the file. */
export function edits({ folder, file, before, after }: Scene): readonly Sent[] {
  const full = `${folder}/${file}`;
  const claude = {
    session_id: 's',
    transcript_path: `${folder}/t.jsonl`,
    cwd: folder,
    permission_mode: 'default',
    hook_event_name: 'PostToolUse',
    tool_use_id: 'toolu_1',
  };
  const replaced = { file_path: full, old_string: before, new_string: after };
  const patch = `*** Begin Patch\n*** Update File: ${file}\n@@\n${signed('-', before)}\n${signed('+', after)}\n*** End Patch\n`;
  return [
    {
      host: 'claude',
      event: 'PostToolUse',
      json: {
        ...claude,
        tool_name: 'Edit',
        tool_input: { ...replaced, replace_all: false },
        tool_response: { filePath: full, ...replaced, userModified: false },
      },
    },
    {
      host: 'claude',
      event: 'PostToolUse',
      json: { ...claude, tool_name: 'MultiEdit', tool_input: { file_path: full, edits: [replaced] }, tool_response: {} },
    },
    {
      host: 'codex',
      event: 'PostToolUse',
      json: { ...claude, turn_id: 't', model: 'm', tool_name: 'apply_patch', tool_input: { command: patch }, tool_response: 'Success.' },
    },
    {
      host: 'gemini',
      event: 'AfterTool',
      json: {
        session_id: 's',
        cwd: folder,
        hook_event_name: 'AfterTool',
        timestamp: '2026-11-01T10:00:00Z',
        tool_name: 'replace',
        tool_input: { ...replaced, instruction: 'x' },
        tool_response: { llmContent: 'done' },
      },
    },
    {
      host: 'cursor',
      event: 'postToolUse',
      json: {
        conversation_id: 's',
        generation_id: 'g',
        model: 'm',
        hook_event_name: 'postToolUse',
        cursor_version: '2.4.0',
        workspace_roots: [folder],
        tool_name: 'Write',
        tool_input: { file_path: full, content: 'x' },
        tool_output: '{}',
        tool_use_id: '1',
        cwd: folder,
      },
    },
    {
      host: 'copilot',
      event: 'postToolUse',
      json: {
        timestamp: 1,
        cwd: folder,
        toolName: 'edit',
        toolArgs: JSON.stringify({ path: full, old_str: before, new_str: after }),
        toolResult: { resultType: 'success', textResultForLlm: 'ok' },
      },
    },
    {
      host: 'copilot',
      event: 'PostToolUse',
      json: {
        timestamp: 'x',
        cwd: folder,
        session_id: 's',
        hook_event_name: 'PostToolUse',
        tool_name: 'replace_string_in_file',
        tool_input: { filePath: full, oldString: before, newString: after },
        tool_response: 'ok',
      },
    },
    {
      host: 'windsurf',
      event: 'post_write_code',
      json: {
        agent_action_name: 'post_write_code',
        trajectory_id: 's',
        execution_id: 'e',
        timestamp: 'x',
        model_name: 'm',
        tool_info: { file_path: full, edits: [{ old_string: before, new_string: after }] },
      },
    },
    {
      host: 'opencode',
      event: 'tool.execute.after',
      json: { tool: 'edit', sessionID: 's', directory: folder, args: { filePath: full, oldString: before, newString: after } },
    },
  ];
}

/** Before a file is read. */
export function reads(folder: string, file: string): readonly Sent[] {
  const full = `${folder}/${file}`;
  const base = { session_id: 's', cwd: folder, tool_name: 'Read', tool_input: { file_path: full } };
  return [
    { host: 'claude', event: 'PreToolUse', json: { ...base, hook_event_name: 'PreToolUse' } },
    { host: 'gemini', event: 'BeforeTool', json: { ...base, tool_name: 'read_file', hook_event_name: 'BeforeTool' } },
    {
      host: 'cursor',
      event: 'beforeReadFile',
      json: { conversation_id: 's', workspace_roots: [folder], hook_event_name: 'beforeReadFile', file_path: full, content: 'x', attachments: [] },
    },
    { host: 'copilot', event: 'preToolUse', json: { timestamp: 1, cwd: folder, toolName: 'view', toolArgs: JSON.stringify({ path: full }) } },
    { host: 'windsurf', event: 'pre_read_code', json: { agent_action_name: 'pre_read_code', trajectory_id: 's', tool_info: { file_path: full } } },
    { host: 'opencode', event: 'tool.execute.before', json: { tool: 'read', sessionID: 's', directory: folder, args: { filePath: full } } },
  ];
}

/** Before a shell command. */
export function commands(folder: string, command: string): readonly Sent[] {
  const base = { session_id: 's', cwd: folder, tool_input: { command } };
  return [
    { host: 'claude', event: 'PreToolUse', json: { ...base, tool_name: 'Bash' } },
    { host: 'codex', event: 'PreToolUse', json: { ...base, tool_name: 'Bash', turn_id: 't' } },
    { host: 'gemini', event: 'BeforeTool', json: { ...base, tool_name: 'run_shell_command' } },
    { host: 'cursor', event: 'beforeShellExecution', json: { conversation_id: 's', workspace_roots: [folder], command, cwd: folder } },
    { host: 'copilot', event: 'preToolUse', json: { timestamp: 1, cwd: folder, toolName: 'bash', toolArgs: JSON.stringify({ command }) } },
    { host: 'windsurf', event: 'pre_run_command', json: { trajectory_id: 's', tool_info: { command_line: command, cwd: folder } } },
    { host: 'opencode', event: 'tool.execute.before', json: { tool: 'bash', sessionID: 's', directory: folder, args: { command } } },
  ];
}

/** When the agent is about to stop. */
export function stops(folder: string): readonly Sent[] {
  const base = { session_id: 's', cwd: folder, stop_hook_active: false };
  return [
    { host: 'claude', event: 'Stop', json: { ...base, hook_event_name: 'Stop' } },
    { host: 'codex', event: 'Stop', json: { ...base, hook_event_name: 'Stop', last_assistant_message: 'x' } },
    { host: 'gemini', event: 'AfterAgent', json: { ...base, prompt: 'p', prompt_response: 'r' } },
    { host: 'cursor', event: 'stop', json: { conversation_id: 's', workspace_roots: [folder], status: 'completed', loop_count: 0 } },
    { host: 'copilot', event: 'agentStop', json: { timestamp: 1, cwd: folder, sessionId: 's', stopReason: 'end_turn' } },
  ];
}

function signed(sign: string, text: string): string {
  return text
    .split('\n')
    .map((line) => `${sign}${line}`)
    .join('\n');
}
