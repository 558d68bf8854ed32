import { CLIENT_CAPABILITIES_META_KEY, type InputRequests, inputRequired, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Asking } from '../../../mcp/ask.ts';
import type { Tool } from '../../../mcp/tool.ts';
import { answered, fixtureTool, said } from './fixture-tool.ts';

const named = z.object({ name: z.string() });
const accepted = <S extends z.ZodObject>(content: S) => z.object({ action: z.literal('accept'), content });
const sampled = z.object({ content: z.object({ text: z.string() }) });
const rooted = z.object({ roots: z.array(z.object({ uri: z.string() })) });

const askName = inputRequired.elicit({ message: 'What is your name?', requestedSchema: named });
const askRoots = inputRequired.listRoots();
const askModel = (text: string) => inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 50 });

/** One kind of input: what to ask under a key, and the answer's text when its response holds. */
function oneInput(name: string, key: string, ask: InputRequests[string], textOf: (response: unknown) => string | undefined): Tool {
  return fixtureTool(name, 'Asks before it answers', (_input, { context }) => {
    const text = textOf(context.mcpReq.inputResponses?.[key]);
    return text === undefined ? Promise.resolve(inputRequired({ inputRequests: { [key]: ask } })) : answered(said(text));
  });
}

/** Every kind of input that an answer of the stateless era can ask for. */
export function inputTools({ codec }: Asking): readonly Tool[] {
  return [
    oneInput('test_input_required_result_elicitation', 'user_name', askName, (response) => {
      const { data } = accepted(named).safeParse(response);
      return data === undefined ? undefined : `Hello, ${data.content.name}!`;
    }),
    oneInput('test_input_required_result_sampling', 'capital_question', askModel('What is the capital of France?'), (response) => {
      const { data } = sampled.safeParse(response);
      return data === undefined ? undefined : `The model said: ${data.content.text}`;
    }),
    oneInput('test_input_required_result_list_roots', 'client_roots', askRoots, (response) => {
      const { data } = rooted.safeParse(response);
      return data === undefined ? undefined : `Roots: ${data.roots.map(({ uri }) => uri).join(', ')}`;
    }),
    oneInput('test_missing_capability', 'llm_answer', askModel('Say pong'), (response) => (response === undefined ? undefined : 'pong')),
    fixtureTool('test_input_required_result_multiple_inputs', 'Asks for three things at once', async (_input, { context }) => {
      const { inputResponses = {} } = context.mcpReq;
      const all = z.object({ user_name: accepted(named), greeting: sampled, client_roots: rooted }).safeParse(inputResponses);
      if (all.success) return answered(said(`${all.data.greeting.content.text} ${all.data.user_name.content.name}`));
      const inputRequests = { user_name: askName, greeting: askModel('Greet'), client_roots: askRoots };
      return inputRequired({ inputRequests, requestState: await codec.mint({}, context) });
    }),
    fixtureTool('test_input_required_result_capabilities', 'Asks only for what the client can do', (_input, { context }) => {
      const { inputResponses, envelope = {} } = context.mcpReq;
      if (inputResponses !== undefined) return answered(said('answered'));
      const can = z.record(z.string(), z.unknown()).parse(new Map(Object.entries(envelope)).get(CLIENT_CAPABILITIES_META_KEY) ?? {});
      const inputRequests: InputRequests = {
        ...(can.elicitation === undefined ? {} : { user_name: askName }),
        ...(can.sampling === undefined ? {} : { greeting: askModel('Greet') }),
        ...(can.roots === undefined ? {} : { client_roots: askRoots }),
      };
      return Object.keys(inputRequests).length === 0 ? answered(said('nothing to ask')) : Promise.resolve(inputRequired({ inputRequests }));
    }),
  ];
}

/** A prompt that asks before it is given. */
export function registerAskingPrompt(server: McpServer): void {
  const context = z.object({ context: z.string() });
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks for the context', argsSchema: z.object({}) }, (_args, { mcpReq }) => {
    const { data } = accepted(context).safeParse(mcpReq.inputResponses?.user_context);
    if (data === undefined) {
      return inputRequired({ inputRequests: { user_context: inputRequired.elicit({ message: 'What context?', requestedSchema: context }) } });
    }
    return { messages: [{ role: 'user', content: { type: 'text', text: `Use the following context: ${data.content.context}` } }] };
  });
}
