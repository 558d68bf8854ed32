import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { Tool } from '../../../mcp/tool.ts';

const anything = { type: 'object', properties: {} };

/** A tool of the suite that takes nothing unless told otherwise. */
export function fixtureTool(name: string, description: string, call: Tool['call'], inputSchema: Tool['inputSchema'] = anything): Tool {
  return { name, description, inputSchema, call };
}

export function answered(...content: readonly ContentBlock[]): Promise<CallToolResult> {
  return Promise.resolve({ content: [...content] });
}

export function said(text: string): ContentBlock {
  return { type: 'text', text };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
