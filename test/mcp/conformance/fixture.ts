import type { McpServer } from '@modelcontextprotocol/server';
import type { Extension } from '../../../mcp/host.ts';
import { contentTools } from './content-tools.ts';
import { inputTools, registerAskingPrompt } from './input-tools.ts';
import { legacyTools } from './legacy-tools.ts';
import { registerFixturePrompts, registerFixtureResources } from './resources.ts';

/** What the conformance suite wants to find beside the product's own tools; `changed` tells listening clients that a list changed. */
export function conformanceExtension(changed: (list: 'tools' | 'prompts') => void): Extension {
  return {
    tools: (asking) => [...contentTools(changed), ...inputTools(asking), ...legacyTools()],
    attach(server: McpServer) {
      server.server.registerCapabilities({
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
      });
      server.server.setRequestHandler('logging/setLevel', () => ({}));
      server.server.setRequestHandler('resources/subscribe', () => ({}));
      server.server.setRequestHandler('resources/unsubscribe', () => ({}));
      registerFixtureResources(server);
      registerFixturePrompts(server);
      registerAskingPrompt(server);
    },
  };
}
