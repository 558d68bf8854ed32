import { McpServer, type McpRequestContext } from '@modelcontextprotocol/server';
import type { SkillCatalog } from '@modelcontextprotocol/server/ext/skills';
import type { Product } from '../core/boot.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { version } from '../core/version.ts';
import { openAsking } from './ask.ts';
import { correctErrorCodes } from './error-codes.ts';
import type { Extension, ToolHost } from './host.ts';
import { registerPrompts } from './prompts.ts';
import { registerResources } from './resources.ts';
import { narrowed, type Scope } from './scope.ts';
import { loadSkills } from './skills.ts';
import { addTools, type Tool } from './tool.ts';
import { toolsOf } from './tools.ts';

/** What is served, and to whom. */
export interface Serving {
  readonly product: Product;
  readonly operations: readonly AnyOperation[];
  readonly scope: Scope;
  /** Names the connection where the transport has no name for it. */
  readonly session?: string;
  readonly extension?: Extension;
}

/** Makes the server of a connection or request. */
export type ServerFactory = (request: Pick<McpRequestContext, 'requestInfo'>) => Promise<McpServer>;

const instructions =
  'Sentrik checks code for security and compliance findings. `context` tells what matters before a file is written, `rules` lists the rules that look ' +
  'at it, and `check` finds what is wrong in a file, a text or a diff. `explain` describes a rule or a finding, `propose_fix` shows fixes as a diff that ' +
  'were tried out, and `apply_fix` writes them. `gate` tells whether a change passes, and `suppress` asks a person to accept a finding. `check_package` ' +
  'looks packages up before they are installed, and `evidence` tells the state of controls and what proves it.';

/** The lists are the same for every client of the same address, and change only with the version. */
const lists = { ttlMs: 3_600_000, cacheScope: 'public' } as const;
const cacheHints = { 'tools/list': lists, 'prompts/list': lists, 'resources/list': lists, 'resources/templates/list': lists, 'server/discover': lists };
const fixed = { listChanged: false };

/** Makes servers with all tools, resources, prompts and skills, for clients of both protocol eras and for every transport. */
export function serverFactory({ product, operations, scope, session, extension }: Serving): ServerFactory {
  const host: ToolHost = { product, operations, asking: openAsking(), ...(session === undefined ? {} : { session }) };
  const tools = new Map<string, readonly Tool[]>();
  let skills: Promise<SkillCatalog> | undefined;
  const toolsFor = (wanted: Scope): readonly Tool[] => {
    const key = `${wanted.profile} ${wanted.isReadOnly}`;
    const made = tools.get(key) ?? [...toolsOf(host, wanted), ...(extension?.tools(host.asking) ?? [])];
    tools.set(key, made);
    return made;
  };
  return async ({ requestInfo }) => {
    const wanted = requestInfo === undefined ? scope : narrowed(scope, requestInfo);
    skills ??= loadSkills(product.contextFor({ actor: { id: 'mcp', via: 'agent', access: 'public' } }).assets);
    const server = emptyServer(host);
    correctErrorCodes(server);
    extension?.attach(server);
    addTools(server, toolsFor(wanted));
    registerResources(server, host);
    registerPrompts(server, host);
    (await skills).attach(server);
    return server;
  };
}

function emptyServer({ asking: { codec } }: ToolHost): McpServer {
  const capabilities = { tools: fixed, resources: fixed, prompts: fixed };
  return new McpServer(
    { name: 'sentrik', title: 'Sentrik', version },
    { instructions, capabilities, cacheHints, requestState: { verify: (state, context) => codec.verify(state, context) } },
  );
}
