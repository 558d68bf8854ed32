import type { CallToolResult, McpServer, ServerContext, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Product } from '../core/boot.ts';
import type { Actor, ProgressEvent } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { type AnyOperation, parseInput, run } from '../core/kernel/operation.ts';
import { isReply } from '../core/kernel/reply.ts';
import { showControls } from '../core/compliance/controls.ops.ts';
import { explainRule } from '../core/runs/explain.ops.ts';
import { sdkCheck, sdkContext, sdkRules } from '../core/scan/sdk.ops.ts';
import type { Page } from './budget.ts';
import { presentEvidence } from './present-evidence.ts';
import { type Compact, presentCheck, presentContext, presentRule, presentRules } from './present.ts';

/** What the tools work on. */
export interface ToolHost {
  readonly product: Product;
  readonly operations: readonly AnyOperation[];
}

/** An agent acts with a member's rights: it checks, reads and applies fixes, and changes no settings. */
export const agent: Actor = { id: 'agent', via: 'agent', access: 'member' };

type Arguments = Record<string, unknown>;

/** A compact form of an operation's result, within the page's budget. */
interface Presentation {
  readonly hasPages: boolean;
  readonly hasDetail?: boolean;
  /** Fields of the operation's input that change nothing in the compact form. */
  readonly hidden: readonly string[];
  present(result: unknown, page: Page): Compact;
}

const page = z.object({
  max_tokens: z.number().int().min(200).max(20_000).default(2000).meta({ description: 'Largest answer, in tokens' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the page before' }),
  detail: z.boolean().default(false).meta({ description: 'Also whole ranges and the edits of fixes' }),
});

const presentations: ReadonlyMap<string, Presentation> = new Map([
  ['check', presentation(sdkCheck.output, presentCheck, { hasPages: true, hasDetail: true, hidden: ['frames'] })],
  ['context', presentation(sdkContext.output, presentContext, { hasPages: false, hidden: [] })],
  ['rules', presentation(sdkRules.output, presentRules, { hasPages: true, hidden: [] })],
  ['evidence', presentation(showControls.output, presentEvidence, { hasPages: true, hidden: ['render'] })],
  ['explain', presentation(explainRule.output, presentRule, { hasPages: false, hidden: [] })],
]);

/** Registers every operation that has a tool name, in the order of the operations. */
export function registerTools(server: McpServer, host: ToolHost): void {
  for (const operation of host.operations) {
    if (operation.mcp !== undefined) registerTool(server, host, { name: operation.mcp, operation });
  }
}

interface Tool {
  readonly name: string;
  readonly operation: AnyOperation;
}

function registerTool(server: McpServer, host: ToolHost, { name, operation }: Tool): void {
  const shown = presentations.get(name);
  server.registerTool(
    name,
    {
      title: operation.summary,
      description: operation.description ?? operation.summary,
      inputSchema: schemaOf(operation, shown),
      annotations: {
        title: operation.summary,
        readOnlyHint: operation.effect === 'read',
        destructiveHint: operation.effect === 'destroy',
        idempotentHint: operation.effect === 'read',
        openWorldHint: false,
      },
    },
    (input, context) => call(host, { operation, shown }, input, context),
  );
}

/** Runs the operation; a refusal is an answer that says why, so that the agent can correct its call. */
async function call(
  host: ToolHost,
  { operation, shown }: { operation: AnyOperation; shown: Presentation | undefined },
  input: Arguments,
  context: ServerContext,
): Promise<CallToolResult> {
  try {
    const { max_tokens: maxTokens, cursor, detail, ...own } = input;
    const given = Object.entries({ max_tokens: maxTokens, cursor, detail }).filter(([, value]) => value !== undefined);
    const wanted = parseInput(page, Object.fromEntries(given));
    const result = await run(operation, host.product.contextFor({ actor: agent, signal: context.mcpReq.signal, progress: reporter(context) }), own);
    if (isReply(result)) return textResult(result.kind === 'document' ? asText(result.body) : result.location);
    const compact =
      shown === undefined ? asObject(result) : shown.present(result, { maxTokens: wanted.max_tokens, cursor: wanted.cursor, detail: wanted.detail });
    return { ...textResult(JSON.stringify(compact)), structuredContent: { ...compact } };
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    return { ...textResult(`${code}: ${message}`), isError: true };
  }
}

/** Progress goes to a client that asked for it; one that went away is no reason to stop. */
function reporter(context: ServerContext): (event: ProgressEvent) => void {
  const { _meta: meta, notify } = context.mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  return ({ phase, done, total }) => {
    notify({ method: 'notifications/progress', params: { progressToken, progress: done, total, message: phase } }).catch(() => undefined);
  };
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

function presentation<S extends z.ZodType>(
  schema: S,
  present: (result: z.output<S>, page: Page) => Compact,
  input: Omit<Presentation, 'present'>,
): Presentation {
  return { ...input, present: (result, wanted) => present(schema.parse(result), wanted) };
}

/** The operation's own schema with the page's fields. Arguments are checked by the operation, whose refusals name each field. */
function schemaOf(operation: AnyOperation, shown: Presentation | undefined): StandardSchemaWithJSON<Arguments> {
  const schema = withPages(jsonSchema(operation.input), shown);
  return {
    '~standard': {
      version: 1,
      vendor: 'sentrik',
      validate: (value) => ({ value: asObject(value) }),
      jsonSchema: { input: () => ({ ...schema }), output: () => ({ ...schema }) },
    },
  };
}

function withPages(schema: ObjectSchema, shown: Presentation | undefined): ObjectSchema {
  if (shown === undefined) return schema;
  const own = Object.entries(schema.properties).filter(([name]) => !shown.hidden.includes(name));
  const { max_tokens: maxTokens, cursor, detail } = jsonSchema(page).properties;
  const paging = { max_tokens: maxTokens, ...(shown.hasPages ? { cursor } : {}), ...(shown.hasDetail === true ? { detail } : {}) };
  return { ...schema, properties: { ...Object.fromEntries(own), ...paging } };
}

interface ObjectSchema {
  readonly properties: Record<string, unknown>;
}

function jsonSchema(input: z.ZodType): ObjectSchema {
  const { $schema: _draft, properties = {}, ...rest } = z.toJSONSchema(input, { io: 'input' });
  return { ...rest, properties };
}

function asObject(value: unknown): Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { result: value };
}

function asText(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
