import type { Tool } from '../../../mcp/tool.ts';
import { answered, fixtureTool, pause, said } from './fixture-tool.ts';
import { pixel, silence } from './media.ts';

const draft2020 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

const mirrored = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } },
};

/** Every kind of content, progress, and the lists that change. */
export function contentTools(changed: (list: 'tools' | 'prompts') => void): readonly Tool[] {
  const image = { type: 'image', data: pixel, mimeType: 'image/png' } as const;
  return [
    fixtureTool('test_simple_text', 'Text', () => answered(said('This is a simple text response for testing.'))),
    fixtureTool('test_image_content', 'An image', () => answered(image)),
    fixtureTool('test_audio_content', 'Audio', () => answered({ type: 'audio', data: silence, mimeType: 'audio/wav' })),
    fixtureTool('test_embedded_resource', 'A resource inside of the answer', () =>
      answered({ type: 'resource', resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource content.' } }),
    ),
    fixtureTool('test_multiple_content_types', 'Text, an image and a resource', () =>
      answered(said('Multiple content types test:'), image, {
        type: 'resource',
        resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' },
      }),
    ),
    fixtureTool('test_error_handling', 'Fails', () => Promise.reject(new Error('This tool intentionally returns an error for testing'))),
    fixtureTool('json_schema_2020_12_tool', 'Keywords of JSON Schema 2020-12', () => answered(said('called')), draft2020),
    fixtureTool('test_x_mcp_header', 'An argument that a header repeats', (input) => answered(said(`region=${String(input.region)}`)), mirrored),
    fixtureTool('test_streaming_elicitation', 'Answers without a request of its own', () => answered(said('answered'))),
    fixtureTool('test_tool_with_progress', 'Tells progress', async (_input, { context }) => {
      const { _meta: meta } = context.mcpReq;
      const progressToken = meta?.progressToken;
      if (progressToken !== undefined) {
        for (const progress of [0, 50, 100]) {
          await context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100, message: `step ${progress}` } });
          await pause(20);
        }
      }
      return answered(said(String(progressToken ?? 'none')));
    }),
    fixtureTool('test_trigger_tool_change', 'Says that the list of tools changed', () => {
      changed('tools');
      return answered(said('said'));
    }),
    fixtureTool('test_trigger_prompt_change', 'Says that the list of prompts changed', () => {
      changed('prompts');
      return answered(said('said'));
    }),
  ];
}
