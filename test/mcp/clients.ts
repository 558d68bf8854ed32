import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const tool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  inputSchema: z.object({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) }).loose(),
  annotations: z.object({ readOnlyHint: z.boolean(), destructiveHint: z.boolean(), openWorldHint: z.boolean() }).loose(),
});
export type Tool = z.output<typeof tool>;

const textItem = z.object({ type: z.literal('text'), text: z.string() });
const linkItem = z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string(), mimeType: z.literal('text/markdown') });

/** Texts come first; `links` are the addresses behind them. */
const callResult = z
  .object({
    content: z.tuple([textItem], z.discriminatedUnion('type', [textItem, linkItem])),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
    isError: z.boolean().optional(),
  })
  .transform(({ content, ...rest }) => ({
    ...rest,
    content: content.flatMap((item) => (item.type === 'text' ? [item] : [])),
    links: content.flatMap((item) => (item.type === 'resource_link' ? [item.uri] : [])),
  }));
export type CallResult = z.output<typeof callResult>;

const prompt = z.object({ name: z.string(), description: z.string(), arguments: z.array(z.object({ name: z.string() })).optional() });
export type Prompt = z.output<typeof prompt>;
type CompletionRef = { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };

/** Follows a call, and can end it. */
export interface Watch {
  readonly onprogress?: (event: { progress: number; total?: number | undefined }) => void;
  readonly signal?: AbortSignal;
}

/** What the person in front of the client says to a question; without it the client cannot ask. */
export type Person = (message: string) => { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string | number> };

/** What every client can do, whatever its protocol era. */
export interface TestClient {
  readonly protocol: string | undefined;
  tools(): Promise<readonly Tool[]>;
  call(name: string, input: Record<string, unknown>, watch?: Watch): Promise<CallResult>;
  read(uri: string): Promise<string>;
  templates(): Promise<readonly string[]>;
  resources(): Promise<readonly string[]>;
  prompts(): Promise<readonly Prompt[]>;
  prompt(name: string, input: Record<string, string>): Promise<string>;
  complete(ref: CompletionRef, argument: { name: string; value: string }): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where the server is: a program to start, or an address. */
export type Target =
  | { readonly kind: 'stdio'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'http'; readonly url: string; readonly key?: string };

const info = { name: 'test', version: '1' };
const resource = z.object({ contents: z.array(z.object({ text: z.string() })).min(1) });
const resources = z.object({ resources: z.array(z.object({ uri: z.string() })) });
const promptText = z.object({ messages: z.array(z.object({ content: z.object({ text: z.string() }) })) });
const completion = z.object({ completion: z.object({ values: z.array(z.string()) }) });
const templates = z.object({ resourceTemplates: z.array(z.object({ uriTemplate: z.string() })) });

/** Connects with the SDK most agents still use; the transport is told which protocol was agreed on. */
export async function connectLegacy(target: Target, person?: Person): Promise<TestClient> {
  const client = new LegacyClient(info, { capabilities: person === undefined ? {} : { elicitation: {} } });
  if (person !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params.message));
  const transport =
    target.kind === 'stdio'
      ? new LegacyStdio({ command: target.command, args: [...target.args] })
      : new LegacyHttp(new URL(target.url), { requestInit: headersOf(target) });
  const agreed: string[] = [];
  const original = transport instanceof LegacyHttp ? transport.setProtocolVersion.bind(transport) : () => undefined;
  Object.assign(transport, {
    setProtocolVersion(version: string) {
      agreed.push(version);
      original(version);
    },
  });
  await client.connect(transport);
  return clientOver(client, agreed[0], (call, watch) => client.callTool(call, undefined, { ...watch }));
}

/** Connects with the present SDK. */
export async function connectModern(target: Target, mode: VersionNegotiationMode, person?: Person): Promise<TestClient> {
  const capabilities = person === undefined ? {} : { elicitation: {} };
  const client = new ModernClient(info, { versionNegotiation: { mode }, capabilities });
  if (person !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => person(params.message));
  await client.connect(
    target.kind === 'stdio'
      ? new ModernStdio({ command: target.command, args: [...target.args] })
      : new ModernHttp(new URL(target.url), { requestInit: headersOf(target) }),
  );
  return clientOver(client, client.getNegotiatedProtocolVersion(), (call, watch) => client.callTool(call, { ...watch }));
}

interface SdkClient {
  listTools(): Promise<unknown>;
  listResources(): Promise<unknown>;
  listPrompts(): Promise<unknown>;
  getPrompt(request: { name: string; arguments: Record<string, string> }): Promise<unknown>;
  complete(request: { ref: CompletionRef; argument: { name: string; value: string } }): Promise<unknown>;
  readResource(request: { uri: string }): Promise<unknown>;
  listResourceTemplates(): Promise<unknown>;
  close(): Promise<void>;
}

type Call = (call: { name: string; arguments: Record<string, unknown> }, watch: Watch) => Promise<unknown>;

function clientOver(client: SdkClient, protocol: string | undefined, callTool: Call): TestClient {
  return {
    protocol,
    tools: async () => z.object({ tools: z.array(tool) }).parse(await client.listTools()).tools,
    call: async (name, input, watch = {}) => callResult.parse(await callTool({ name, arguments: input }, watch)),
    resources: async () => resources.parse(await client.listResources()).resources.map(({ uri }) => uri),
    prompts: async () => z.object({ prompts: z.array(prompt) }).parse(await client.listPrompts()).prompts,
    prompt: async (name, input) =>
      promptText
        .parse(await client.getPrompt({ name, arguments: input }))
        .messages.map(({ content }) => content.text)
        .join(''),
    complete: async (ref, argument) => completion.parse(await client.complete({ ref, argument })).completion.values,
    read: async (uri) =>
      resource
        .parse(await client.readResource({ uri }))
        .contents.map(({ text }) => text)
        .join(''),
    templates: async () => templates.parse(await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    close: () => client.close(),
  };
}

function headersOf({ key }: { readonly key?: string }): RequestInit {
  return key === undefined ? {} : { headers: { 'X-API-Key': key } };
}
