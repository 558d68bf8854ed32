import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';

const tool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  inputSchema: z.object({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) }).loose(),
  annotations: z.object({ readOnlyHint: z.boolean(), destructiveHint: z.boolean(), openWorldHint: z.boolean() }).loose(),
});
export type Tool = z.output<typeof tool>;

const callResult = z.object({
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })).min(1),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
});
export type CallResult = z.output<typeof callResult>;

/** What every client can do, whatever its protocol era. */
export interface TestClient {
  readonly protocol: string | undefined;
  tools(): Promise<readonly Tool[]>;
  call(name: string, input: Record<string, unknown>): Promise<CallResult>;
  read(uri: string): Promise<string>;
  templates(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where the server is: a program to start, or an address. */
export type Target =
  | { readonly kind: 'stdio'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'http'; readonly url: string; readonly key?: string };

const info = { name: 'test', version: '1' };
const resource = z.object({ contents: z.array(z.object({ text: z.string() })).min(1) });
const templates = z.object({ resourceTemplates: z.array(z.object({ uriTemplate: z.string() })) });

/** Connects with the SDK most agents still use; the transport is told which protocol was agreed on. */
export async function connectLegacy(target: Target): Promise<TestClient> {
  const client = new LegacyClient(info);
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
  return clientOver(client, agreed[0]);
}

/** Connects with the present SDK. */
export async function connectModern(target: Target, mode: VersionNegotiationMode): Promise<TestClient> {
  const client = new ModernClient(info, { versionNegotiation: { mode } });
  await client.connect(
    target.kind === 'stdio'
      ? new ModernStdio({ command: target.command, args: [...target.args] })
      : new ModernHttp(new URL(target.url), { requestInit: headersOf(target) }),
  );
  return clientOver(client, client.getNegotiatedProtocolVersion());
}

interface SdkClient {
  listTools(): Promise<unknown>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  readResource(request: { uri: string }): Promise<unknown>;
  listResourceTemplates(): Promise<unknown>;
  close(): Promise<void>;
}

function clientOver(client: SdkClient, protocol: string | undefined): TestClient {
  return {
    protocol,
    tools: async () => z.object({ tools: z.array(tool) }).parse(await client.listTools()).tools,
    call: async (name, input) => callResult.parse(await client.callTool({ name, arguments: input })),
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
