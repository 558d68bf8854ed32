import {
  type CacheHint,
  type CompleteResourceTemplateCallback,
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  type Variables,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { listFrameworks, showControls } from '../core/compliance/controls.ops.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { type Operation, runJson } from '../core/kernel/operation.ts';
import { explainRule } from '../core/runs/explain.ops.ts';
import { report } from '../core/runs/runs.ops.ts';
import { agentOf } from './caller.ts';
import { frameworkIds, ruleIds } from './completions.ts';
import type { ToolHost } from './host.ts';
import { findingPage, frameworkPage, rulePage } from './resource-pages.ts';

/** A rule or framework changes with the configuration; findings and states with every edit. */
const steady: CacheHint = { ttlMs: 60_000, cacheScope: 'private' };
const fleeting: CacheHint = { ttlMs: 0, cacheScope: 'private' };

interface Readable {
  readonly name: string;
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  readonly cacheHint: CacheHint;
  readonly complete?: Readonly<Record<string, CompleteResourceTemplateCallback>>;
  read(request: Reading): Promise<string>;
}

/** Runs an operation as the client that reads. */
interface Reading {
  readonly value: (name: string) => string;
  readonly run: <I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: z.input<I>) => Promise<z.output<O>>;
}

/** Rules, findings, frameworks with their controls, and reports as Markdown; the frameworks are listed, the others have templates. */
export function registerResources(server: McpServer, host: ToolHost): void {
  for (const resource of readables(host)) {
    const { name, uri, title, description, cacheHint, complete } = resource;
    const list = name === 'framework' ? (context: ServerContext) => listedFrameworks(host, context) : undefined;
    const template = new ResourceTemplate(uri, { list, ...(complete === undefined ? {} : { complete: { ...complete } }) });
    server.registerResource(name, template, { title, description, mimeType: 'text/markdown', cacheHint }, async (address, variables, context) => {
      const text = await readOr404(address.href, () => resource.read(readingOf(host, variables, context)));
      return { contents: [{ uri: address.href, mimeType: 'text/markdown', text }] };
    });
  }
}

function readables(host: ToolHost): readonly Readable[] {
  const frameworks = (text: string) => frameworkIds(host, text);
  return [
    {
      ...{ name: 'rule', uri: 'sentrik://rule/{id}', title: 'Rule', description: 'Help, weaknesses, controls and examples of a rule', cacheHint: steady },
      complete: { id: (text) => ruleIds(host, text) },
      read: async ({ run, value }) => rulePage(await run(explainRule, { rule_id: value('id') })),
    },
    {
      ...{ name: 'finding', uri: 'sentrik://finding/{fingerprint}', title: 'Finding', cacheHint: fleeting },
      description: 'A finding of the last scan: its place, data flow and rule',
      read: async ({ run, value }) => findingPage(await run(explainRule, { rule_id: value('fingerprint') })),
    },
    {
      ...{ name: 'framework', uri: 'sentrik://framework/{framework}', title: 'Framework', cacheHint: fleeting },
      description: 'State of all controls of a framework, with what proves it',
      complete: { framework: frameworks },
      read: async ({ run, value }) => frameworkPage(await run(showControls, { framework: value('framework'), render: 'markdown' })),
    },
    {
      ...{ name: 'control', uri: 'sentrik://control/{framework}/{control}', title: 'Control', cacheHint: fleeting },
      description: 'State of one control, with what proves it',
      complete: { framework: frameworks },
      read: async ({ run, value }) => frameworkPage(await run(showControls, { framework: value('framework'), control: value('control'), render: 'markdown' })),
    },
    {
      ...{ name: 'report', uri: 'sentrik://report/{scope}', title: 'Report', cacheHint: fleeting },
      description: 'Findings of the whole `project`, or of the `staged` files',
      complete: { scope: (text) => ['project', 'staged'].filter((word) => word.startsWith(text)) },
      read: async ({ run, value }) => (await run(report, { format: 'markdown', staged: value('scope') === 'staged' })).content,
    },
  ];
}

function readingOf({ product }: ToolHost, variables: Variables, context: ServerContext): Reading {
  const request = product.contextFor({ actor: agentOf(context), signal: context.mcpReq.signal });
  return {
    value: (name) => decodeURIComponent(String(variables[name])),
    run: (operation, input) => runJson(operation, request, input),
  };
}

async function readOr404(uri: string, read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'not_found') throw new ResourceNotFoundError(uri, failure.message);
    throw failure;
  }
}

async function listedFrameworks({ product }: ToolHost, context: ServerContext) {
  const { frameworks } = await runJson(listFrameworks, product.contextFor({ actor: agentOf(context) }), {});
  return { resources: frameworks.map(({ id, name }) => ({ uri: `sentrik://framework/${encodeURIComponent(id)}`, name: id, title: name })) };
}
