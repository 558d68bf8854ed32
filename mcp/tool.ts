import type { CallToolResult, InputRequiredResult, McpServer, ServerContext, StandardSchemaWithJSON, ToolAnnotations } from '@modelcontextprotocol/server';

export type Arguments = Readonly<Record<string, unknown>>;

/** Where a call arrived. */
export interface ToolRequest {
  readonly server: McpServer;
  readonly context: ServerContext;
}

/** A tool as clients see it, with what it does. */
export interface Tool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** JSON Schema of an object, listed as it is; the call checks its own arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly annotations?: ToolAnnotations;
  /** Answers calls and appears in no list. */
  readonly isHidden?: boolean;
  readonly call: (input: Arguments, request: ToolRequest) => Promise<CallToolResult | InputRequiredResult>;
}

/** Serves these tools, listed in this order. */
export function addTools(server: McpServer, tools: readonly Tool[]): void {
  for (const { name, title, description, inputSchema, annotations, call } of tools) {
    const shown = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
    const config = { ...shown, ...(annotations === undefined ? {} : { annotations }), inputSchema: passing(inputSchema) };
    server.registerTool(name, config, (input, context) => call(input, { server, context }));
  }
  const listed = tools.filter(({ isHidden }) => isHidden !== true).map(listedTool);
  server.server.setRequestHandler('tools/list', () => ({ tools: listed }));
}

function listedTool({ name, title, description, inputSchema, annotations }: Tool) {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema: { ...inputSchema, type: 'object' as const },
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Arguments are checked by the operation, whose refusals name each field; here they only have to be an object. */
function passing(schema: Readonly<Record<string, unknown>>): StandardSchemaWithJSON<Arguments> {
  return {
    '~standard': {
      version: 1,
      vendor: 'sentrik',
      validate: (value) => ({ value: asObject(value) }),
      jsonSchema: { input: () => ({ ...schema }), output: () => ({ ...schema }) },
    },
  };
}

/** A value that is no object appears as the field `result` of one. */
export function asObject(value: unknown): Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { result: value };
}
