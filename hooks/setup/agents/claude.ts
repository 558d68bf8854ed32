import type { AgentSetup } from '../target.ts';
import { instructionBlock, matcherHook, server } from './shared.ts';

const editTools = 'Write|Edit|MultiEdit|NotebookEdit';

export const claudeSetup: AgentSetup = {
  id: 'claude',
  targets: (launch) => [
    {
      scope: 'project',
      file: '.mcp.json',
      what: 'MCP',
      content: { kind: 'json', entries: [{ kind: 'member', path: ['mcpServers', 'sentrik'], value: server(launch) }] },
    },
    {
      scope: 'project',
      file: '.claude/settings.json',
      what: 'hooks',
      content: {
        kind: 'json',
        entries: [
          matcherHook(launch, 'claude', { event: 'PreToolUse', matcher: `Bash|Read|${editTools}` }),
          matcherHook(launch, 'claude', { event: 'PostToolUse', matcher: editTools }),
          matcherHook(launch, 'claude', { event: 'UserPromptSubmit' }),
          matcherHook(launch, 'claude', { event: 'Stop' }),
        ],
      },
    },
    instructionBlock('CLAUDE.md'),
  ],
  notes: ['Claude Code asks once whether to use the MCP server of the project. Its language servers come from plugins: see docs/agents.md.'],
};
