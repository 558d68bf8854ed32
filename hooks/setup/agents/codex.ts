import type { AgentSetup } from '../target.ts';
import { instructionBlock, matcherHook, server } from './shared.ts';

export const codexSetup: AgentSetup = {
  id: 'codex',
  targets(launch) {
    const { command, args } = server(launch);
    return [
      {
        scope: 'project',
        file: '.codex/config.toml',
        what: 'MCP',
        content: {
          kind: 'block',
          style: 'toml',
          lines: ['[mcp_servers.sentrik]', `command = ${JSON.stringify(command)}`, `args = [${args.map((word) => JSON.stringify(word)).join(', ')}]`],
          taken: ['mcp_servers', 'sentrik'],
        },
      },
      {
        scope: 'project',
        file: '.codex/hooks.json',
        what: 'hooks',
        content: {
          kind: 'json',
          entries: [
            matcherHook(launch, 'codex', { event: 'PreToolUse', matcher: 'Bash|apply_patch' }),
            matcherHook(launch, 'codex', { event: 'PostToolUse', matcher: 'apply_patch' }),
            matcherHook(launch, 'codex', { event: 'UserPromptSubmit' }),
            matcherHook(launch, 'codex', { event: 'Stop' }),
          ],
        },
      },
      instructionBlock('AGENTS.md'),
    ];
  },
  notes: ['Codex reads .codex/ only in projects that you trust, and asks you to review new hooks. It has no language servers.'],
};
