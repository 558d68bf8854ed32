import type { AgentSetup } from '../target.ts';
import { instructionBlock, matcherHook, patience, server } from './shared.ts';

const editTools = 'write_file|replace';
/** Gemini CLI counts milliseconds. */
const timeout = patience * 1000;

export const geminiSetup: AgentSetup = {
  id: 'gemini',
  targets: (launch) => [
    {
      scope: 'project',
      file: '.gemini/settings.json',
      what: 'MCP and hooks',
      content: {
        kind: 'json',
        entries: [
          { kind: 'member', path: ['mcpServers', 'sentrik'], value: server(launch) },
          matcherHook(launch, 'gemini', { event: 'BeforeTool', matcher: `${editTools}|read_file|read_many_files|run_shell_command`, timeout }),
          matcherHook(launch, 'gemini', { event: 'AfterTool', matcher: editTools, timeout }),
          matcherHook(launch, 'gemini', { event: 'BeforeAgent', timeout }),
          matcherHook(launch, 'gemini', { event: 'AfterAgent', timeout }),
        ],
      },
    },
    instructionBlock('GEMINI.md'),
  ],
  notes: ['Gemini CLI asks before it runs hooks of a project for the first time. It has no language servers.'],
};
