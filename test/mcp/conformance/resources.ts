import { completable, type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { pixel } from './media.ts';

/** A text, an image, one that is watched, and a template. */
export function registerFixtureResources(server: McpServer): void {
  const plain = { mimeType: 'text/plain', description: 'For tests' };
  const text = (uri: string, content: string) => ({ contents: [{ uri, mimeType: 'text/plain', text: content }] });
  server.registerResource('static-text', 'test://static-text', plain, ({ href }) => text(href, 'This is the content of the static text resource.'));
  server.registerResource('watched-resource', 'test://watched-resource', plain, ({ href }) => text(href, 'Watched resource content'));
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png', description: 'For tests' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: pixel }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json', description: 'For tests' }, ({ href }, { id }) => ({
    contents: [{ uri: href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }) }],
  }));
}

/** Prompts with text, arguments, a resource and an image. */
export function registerFixturePrompts(server: McpServer): void {
  const user = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } });
  const word = (description: string) => completable(z.string().meta({ description }), (typed) => ['paris', 'park'].filter((each) => each.startsWith(typed)));
  server.registerPrompt('test_simple_prompt', { description: 'Text', argsSchema: z.object({}) }, () => ({
    messages: [user('This is a simple prompt for testing.')],
  }));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Two arguments', argsSchema: z.object({ arg1: word('First'), arg2: word('Second') }) },
    ({ arg1, arg2 }) => ({ messages: [user(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A resource inside', argsSchema: z.object({ resourceUri: z.string().meta({ description: 'Its address' }) }) },
    ({ resourceUri: uri }) => ({
      messages: [
        { role: 'user', content: { type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } } },
        user('Look at the resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'An image inside', argsSchema: z.object({}) }, () => ({
    messages: [{ role: 'user', content: { type: 'image', data: pixel, mimeType: 'image/png' } }, user('Look at the image above.')],
  }));
}
