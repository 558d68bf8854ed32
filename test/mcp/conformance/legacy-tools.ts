import type { ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Tool } from '../../../mcp/tool.ts';
import { answered, fixtureTool, pause, said } from './fixture-tool.ts';

const text = { type: 'string' };
const numbered = (kind: string) => ['First', 'Second', 'Third'].map((word, index) => ({ const: `value${index + 1}`, title: `${word} ${kind}` }));

const defaults = {
  name: { type: 'string', description: 'Name', default: 'John Doe' },
  age: { type: 'integer', description: 'Age', default: 30 },
  score: { type: 'number', description: 'Score', default: 95.5 },
  status: { type: 'string', description: 'Status', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', description: 'Verified', default: true },
};
const choices = {
  untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
  titledSingle: { type: 'string', oneOf: numbered('Option') },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
  titledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { anyOf: numbered('Choice') } },
};

/** What servers of the older era do with requests of their own: ask, sample, log, and let go of a stream. */
export function legacyTools(): readonly Tool[] {
  return [
    fixtureTool('test_logging_tool', 'Logs where the request says so', async (_input, { context }) => {
      // oxlint-disable-next-line typescript/no-deprecated -- the suite asks for what older clients use
      await context.mcpReq.log('info', 'logged');
      return answered(said('logged'));
    }),
    fixtureTool('test_tool_with_logging', 'Logs three times', async (_input, { context }) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await context.mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
        await pause(20);
      }
      return answered(said('logged'));
    }),
    fixtureTool('test_reconnection', 'Lets go of the stream before it answers', async (_input, { context }) => {
      context.http?.closeSSE?.();
      await pause(100);
      return answered(said('answered after the stream ended'));
    }),
    fixtureTool(
      'test_sampling',
      'Asks the model of the client',
      async ({ prompt }, { context }) => {
        const messages = [{ role: 'user', content: { type: 'text', text: String(prompt) } }];
        const result = await context.mcpReq.send({ method: 'sampling/createMessage', params: { messages, maxTokens: 100 } });
        const { data } = z.object({ content: z.object({ text: z.string() }) }).safeParse(result);
        return answered(said(`LLM response: ${data?.content.text ?? 'none'}`));
      },
      { type: 'object', properties: { prompt: text }, required: ['prompt'] },
    ),
    fixtureTool(
      'test_elicitation',
      'Asks the person',
      async ({ message }, { context }) => answered(said(`User response: ${await asked(context, String(message), { response: text }, ['response'])}`)),
      { type: 'object', properties: { message: text }, required: ['message'] },
    ),
    fixtureTool('test_elicitation_sep1034_defaults', 'Asks with defaults', async (_input, { context }) =>
      answered(said(`Elicitation completed: ${await asked(context, 'Look at the values', defaults, [])}`)),
    ),
    fixtureTool('test_elicitation_sep1330_enums', 'Asks with choices', async (_input, { context }) =>
      answered(said(`Elicitation completed: ${await asked(context, 'Choose', choices, [])}`)),
    ),
  ];
}

async function asked(context: ServerContext, message: string, properties: object, required: readonly string[]): Promise<string> {
  const params = { message, requestedSchema: { type: 'object', properties, required } };
  const { action, content } = await context.mcpReq.send({ method: 'elicitation/create', params });
  return `action=${action}, content=${JSON.stringify(content ?? {})}`;
}
