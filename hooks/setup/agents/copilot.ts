import type { AgentSetup, Launch } from '../target.ts';
import { hookCommand, instructionBlock, patience, server } from './shared.ts';

const events = ['preToolUse', 'postToolUse', 'userPromptSubmitted', 'agentStop'] as const;

export const copilotSetup: AgentSetup = {
  id: 'copilot',
  targets: (launch) => [
    {
      scope: 'project',
      file: '.vscode/mcp.json',
      what: 'MCP',
      content: { kind: 'json', entries: [{ kind: 'member', path: ['servers', 'sentrik'], value: { type: 'stdio', ...server(launch) } }] },
    },
    { scope: 'project', file: '.github/hooks/sentrik.json', what: 'hooks', content: { kind: 'whole', lines: hooks(launch) } },
    instructionBlock('.github/copilot-instructions.md'),
    {
      scope: 'user',
      file: '.copilot/mcp-config.json',
      what: 'MCP',
      content: { kind: 'json', entries: [{ kind: 'member', path: ['mcpServers', 'sentrik'], value: { type: 'local', ...server(launch), tools: ['*'] } }] },
    },
  ],
  notes: ['Hooks are a preview in VS Code; Copilot CLI and the cloud agent read the same file. Findings in the editor come from the extension for VS Code.'],
};

function hooks(launch: Launch): readonly string[] {
  const entries = events.map((event) => {
    const command = hookCommand(launch, 'copilot', event);
    return [event, [{ type: 'command', bash: command, powershell: command, timeoutSec: patience }]] as const;
  });
  return JSON.stringify({ version: 1, hooks: Object.fromEntries(entries) }, null, 2).split('\n');
}
