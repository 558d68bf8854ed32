import { instructions } from '../instructions.ts';
import type { AgentSetup, JsonEntry, Launch } from '../target.ts';
import { hookCommand, patience, server } from './shared.ts';

const mostFollowUps = 3;

export const cursorSetup: AgentSetup = {
  id: 'cursor',
  targets: (launch) => [
    {
      scope: 'project',
      file: '.cursor/mcp.json',
      what: 'MCP',
      content: { kind: 'json', entries: [{ kind: 'member', path: ['mcpServers', 'sentrik'], value: server(launch) }] },
    },
    {
      scope: 'project',
      file: '.cursor/hooks.json',
      what: 'hooks',
      content: {
        kind: 'json',
        entries: [
          { kind: 'default', path: ['version'], value: 1 },
          hook(launch, 'preToolUse', { matcher: 'Write' }),
          hook(launch, 'postToolUse', { matcher: 'Write' }),
          hook(launch, 'beforeShellExecution'),
          hook(launch, 'beforeReadFile'),
          hook(launch, 'beforeSubmitPrompt'),
          hook(launch, 'stop', { loop_limit: mostFollowUps }),
        ],
      },
    },
    {
      scope: 'project',
      file: '.cursor/rules/sentrik.mdc',
      what: 'instructions',
      content: { kind: 'whole', lines: ['---', 'description: How Sentrik checks this project', 'alwaysApply: true', '---', '', ...instructions] },
    },
  ],
  notes: ['Cursor asks once whether to use the MCP server of the project. Findings in the editor come from the extension for VS Code.'],
};

function hook(launch: Launch, event: string, more: object = {}): JsonEntry {
  return {
    kind: 'item',
    path: ['hooks', event],
    mark: ` hook cursor ${event}`,
    value: { command: hookCommand(launch, 'cursor', event), timeout: patience, ...more },
  };
}
