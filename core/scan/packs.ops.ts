import { z } from 'zod';
import { stringify } from 'yaml';
import { updateConfigFile } from '../config/write.ts';
import { configFile, customRulesFolder } from '../config/load.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { document } from '../kernel/reply.ts';
import { type FrameworkHead, readFrameworkHeads } from './frameworks/catalogue.ts';
import { frameworksNamed } from './frameworks/names.ts';
import { type Pack, severity } from './model.ts';
import { loadRuleText } from './rules/load.ts';
import { openWorkspace, type Workspace } from './workspace.ts';
import { packsNamed } from './workspace/framework-choice.ts';

const packWire = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    description: z.string(),
    source: z.enum(['builtin', 'custom']),
    status: z.enum(['ENABLED', 'available']),
    rules: z.number().int(),
    aliases: z.array(z.string()).optional(),
  })
  .meta({ id: 'Pack' });

/** A framework can stand in the list of packs: then its controls are shown and the documents that it asks for are looked for. */
const frameworkWire = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string().optional(),
    status: z.enum(['ENABLED', 'available']),
    controls: z.number().int(),
    aliases: z.array(z.string()),
  })
  .meta({ id: 'PackFramework' });

const packId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'Use lower-case letters, digits, dots and hyphens');
const packInput = z.object({ id: packId });
const packText = z.string().min(1).max(1_000_000);

export const listPacks = defineOperation({
  name: 'packs.list',
  summary: 'List all packs',
  input: z.object({}),
  output: z.object({ packs: z.array(packWire), total: z.number().int(), frameworks: z.array(frameworkWire) }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/packs' },
  cli: 'list-packs',
  async run(context) {
    const workspace = await openWorkspace(context);
    const packs = workspace.packs.map(({ pack, enabled }) => toPackWire(pack, enabled));
    return { packs, total: packs.length, frameworks: readFrameworkHeads(context.assets).map((head) => toFrameworkWire(head, workspace)) };
  },
});

/** Turns a pack, or a framework, on in the project's configuration. */
export const addPack = defineOperation({
  name: 'packs.add',
  summary: 'Enable a pack or a framework in this project',
  input: packInput,
  output: z.object({ pack: packWire.optional(), frameworks: z.array(frameworkWire).optional(), config_file: z.string() }),
  access: 'admin',
  effect: 'write',
  limit: 'general',
  cli: 'add-pack',
  async run(context, input) {
    const workspace = await openWorkspace(context);
    const packs = workspace.packs.map((entry) => entry.pack);
    const heads = packsNamed(input.id, packs).length > 0 ? [] : frameworksNamed(input.id, readFrameworkHeads(context.assets));
    if (heads.length > 0) return addFrameworks(context, workspace, heads);
    const { pack } = packOf(workspace, input.id);
    const { enabled: frameworks } = workspace.frameworks;
    const enabled = workspace.packs.filter((entry) => isListed(entry, frameworks.length > 0) || entry.pack === pack).map((entry) => entry.pack.id);
    updateConfigFile(context, { standards_packs: [...enabled, ...frameworks.map(({ id }) => id)] });
    return { pack: toPackWire(pack, true), config_file: configFile };
  },
});

/** Whether a pack that is on must be named to stay on: the documents come with the frameworks. */
function isListed({ enabled, pack }: Workspace['packs'][number], hasFrameworks: boolean): boolean {
  return enabled && !(hasFrameworks && pack.id === 'documents');
}

/** Frameworks stand beside the packs that are listed, and turn none off. */
function addFrameworks(
  context: Context,
  workspace: Workspace,
  heads: readonly FrameworkHead[],
): { frameworks: z.output<typeof frameworkWire>[]; config_file: string } {
  const ids = heads.map(({ id }) => id);
  const listed = workspace.config.standards_packs.filter((name) => !ids.includes(name));
  updateConfigFile(context, { standards_packs: [...listed, ...ids] });
  return { frameworks: heads.map((head) => toFrameworkWire(head, workspace, true)), config_file: configFile };
}

/** Creates a custom pack from rules given as data. */
export const createPack = defineOperation({
  name: 'packs.create',
  summary: 'Create a custom pack',
  input: z.object({
    id: packId,
    name: z.string().min(1).max(200),
    description: z.string().max(2000).default(''),
    version: z.string().max(50).default('1.0.0'),
    rules: z.array(z.record(z.string(), z.unknown())).min(1).max(1000),
  }),
  output: packWire,
  access: 'admin',
  effect: 'write',
  limit: 'general',
  largeBody: true,
  http: { sentrik: 'POST /api/packs' },
  async run(context, input) {
    const { rules, ...pack } = input;
    return savePack(context, stringify({ pack, rules }));
  },
});

/** Imports a pack from YAML text. Every rule must load: a pack with a problem is refused whole, naming line and field. */
export const importPack = defineOperation({
  name: 'packs.import',
  summary: 'Import a pack from YAML',
  input: z.object({ yaml: packText.optional(), content: packText.optional() }).refine((input) => (input.yaml ?? input.content) !== undefined, {
    message: 'Give the pack as text in the field yaml',
  }),
  output: packWire,
  access: 'admin',
  effect: 'write',
  limit: 'general',
  largeBody: true,
  textBody: 'yaml',
  http: { sentrik: 'POST /api/packs/import' },
  run: (context, input) => savePack(context, input.yaml ?? input.content ?? ''),
});

export const exportPack = defineOperation({
  name: 'packs.export',
  summary: 'Export a pack as YAML',
  input: packInput,
  output: z.string(),
  access: 'member',
  effect: 'read',
  limit: 'general',
  mime: 'application/yaml',
  http: { sentrik: 'GET /api/packs/{id}/export' },
  async run(context, input) {
    const { pack } = packOf(await openWorkspace(context), input.id);
    const text = pack.source === 'custom' ? customPackText(context, pack.id) : undefined;
    return document('application/yaml', text ?? stringify(pack), `${pack.id}.yaml`);
  },
});

export const deletePack = defineOperation({
  name: 'packs.delete',
  summary: 'Delete a custom pack',
  input: packInput,
  output: z.object({ deleted: z.string() }),
  access: 'admin',
  effect: 'destroy',
  limit: 'general',
  http: { sentrik: 'DELETE /api/packs/{id}' },
  async run(context, input) {
    const { pack } = packOf(await openWorkspace(context), input.id);
    if (pack.source === 'builtin') throw new Failure('forbidden', 'A built-in pack cannot be deleted; disable it instead');
    context.files.remove(packFile(context, pack.id));
    return { deleted: pack.id };
  },
});

export const overridePack = defineOperation({
  name: 'packs.override',
  summary: 'Override severity of rules, or switch rules off',
  input: z.object({ id: packId }).catchall(z.object({ severity: severity.optional(), enabled: z.boolean().optional() }).or(z.unknown())),
  output: z.object({ id: z.string(), overrides: z.record(z.string(), z.unknown()) }),
  access: 'admin',
  effect: 'write',
  limit: 'general',
  http: { sentrik: 'POST /api/packs/{id}/overrides' },
  async run(context, input) {
    const { id, ...rest } = input;
    const workspace = await openWorkspace(context);
    const { pack, switchedOff } = packOf(workspace, id);
    const known = [...pack.rules, ...switchedOff].map((rule) => rule.id);
    const overrides = parseOverrides('overrides' in rest ? rest.overrides : rest, known);
    const merged = { ...workspace.config.pack_overrides[id], ...overrides };
    updateConfigFile(context, { pack_overrides: { ...workspace.config.pack_overrides, [id]: merged } });
    return { id, overrides: merged };
  },
});

const overrideWire = z.record(z.string(), z.strictObject({ severity: severity.optional(), enabled: z.boolean().optional() }));

function parseOverrides(value: unknown, known: readonly string[]): z.output<typeof overrideWire> {
  const parsed = overrideWire.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new Failure('invalid_input', `${field}: expected {"<rule id>": {"severity": "low", "enabled": false}}`);
  }
  const unknown = Object.keys(parsed.data).find((id) => !known.includes(id));
  if (unknown !== undefined) throw new Failure('invalid_input', 'The pack has no rule with this id', { rule: unknown });
  return parsed.data;
}

function packOf(workspace: Workspace, id: string): Workspace['packs'][number] {
  const [named] = packsNamed(
    id,
    workspace.packs.map(({ pack }) => pack),
  );
  const found = workspace.packs.find(({ pack }) => pack === named);
  if (found === undefined) throw new Failure('not_found', 'There is no pack with this id; see the list of packs');
  return found;
}

async function savePack(context: Context, text: string): Promise<z.output<typeof packWire>> {
  const loaded = loadRuleText(text, 'import.yaml');
  const problem = loaded.problems[0];
  if (problem !== undefined) throw new Failure('invalid_input', describe(problem), { problems: loaded.problems });
  const { pack } = loaded;
  if (pack === undefined) throw new Failure('invalid_input', 'pack: the file needs a pack section with an id, or a name, and rules');
  if (!packId.safeParse(pack.id).success) throw new Failure('invalid_input', 'pack.id: use lower-case letters, digits, dots and hyphens');
  const { packs } = await openWorkspace(context);
  if (packs.some((entry) => entry.pack.id === pack.id && entry.pack.source === 'builtin'))
    throw new Failure('conflict', 'A built-in pack has this id; choose another');
  context.files.write(packFile(context, pack.id), text);
  return toPackWire(pack, true);
}

function describe(problem: { readonly line?: number; readonly field?: string; readonly message: string }): string {
  return [problem.line === undefined ? '' : `line ${problem.line}`, problem.field ?? '', problem.message].filter((part) => part !== '').join(': ');
}

function customPackText(context: Context, id: string): string | undefined {
  const file = packFile(context, id);
  return context.files.stat(file) === undefined ? undefined : new TextDecoder().decode(context.files.read(file));
}

function packFile(context: Context, id: string): RepoPath {
  return insideRoot(context.files.root, `${customRulesFolder}/${id}.yaml`);
}

function toPackWire(pack: Pack, enabled: boolean): z.output<typeof packWire> {
  const { id, name, version, description, source, aliases } = pack;
  const facts = { id, name, version, description, source, status: statusOf(enabled), rules: pack.rules.length };
  return aliases === undefined ? facts : { ...facts, aliases: [...aliases] };
}

function toFrameworkWire(
  head: FrameworkHead,
  { frameworks }: Workspace,
  isOn = frameworks.enabled.some(({ id }) => id === head.id),
): z.output<typeof frameworkWire> {
  const { id, name, version, size, aliases } = head;
  return { id, name, ...(version === undefined ? {} : { version }), status: statusOf(isOn), controls: size, aliases: [...aliases] };
}

function statusOf(enabled: boolean): 'ENABLED' | 'available' {
  return enabled ? 'ENABLED' : 'available';
}
