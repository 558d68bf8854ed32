import { instructions } from '../instructions.ts';
import type { AgentSetup, JsonEntry, Launch } from '../target.ts';
import { hookCommand, server } from './shared.ts';

const events = ['pre_read_code', 'pre_write_code', 'post_write_code', 'pre_run_command', 'pre_user_prompt'] as const;

export const windsurfSetup: AgentSetup = {
  id: 'windsurf',
  targets: (launch) => [
    { scope: 'project', file: '.windsurf/hooks.json', what: 'hooks', content: { kind: 'json', entries: events.map((event) => hook(launch, event)) } },
    {
      scope: 'project',
      file: '.windsurf/rules/sentrik.md',
      what: 'instructions',
      content: { kind: 'whole', lines: ['---', 'trigger: always_on', '---', '', ...instructions] },
    },
    {
      scope: 'user',
      file: '.codeium/windsurf/mcp_config.json',
      what: 'MCP',
      content: { kind: 'json', entries: [{ kind: 'member', path: ['mcpServers', 'sentrik'], value: server(launch) }] },
    },
  ],
  notes: [
    'Windsurf has its MCP servers in a file of the user: --user writes that, too. What a hook says after an edit is shown to you, not to the agent, and nothing runs before it stops.',
  ],
};

function hook(launch: Launch, event: string): JsonEntry {
  return {
    kind: 'item',
    path: ['hooks', event],
    mark: ` hook windsurf ${event}`,
    value: { command: hookCommand(launch, 'windsurf', event), show_output: true },
  };
}
