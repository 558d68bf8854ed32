import { z } from 'zod';
import { updateConfigFile } from '../config/write.ts';
import { configFile } from '../config/load.ts';
import { ruleOverride } from '../config/schema.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { type FrameworkHead, readFrameworkHeads } from './frameworks/catalogue.ts';
import { frameworksNamed } from './frameworks/names.ts';
import type { Rule } from './model.ts';
import { packId, packOf, packWire, statusOf, toPackWire } from './workspace/pack-wire.ts';
import { openWorkspace, type Workspace } from './workspace.ts';
import { packsNamed } from './workspace/framework-choice.ts';
import { overrideRule } from './workspace/override-rule.ts';

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

export const listPacks = defineOperation({
  name: 'packs.list',
  summary: 'List all packs',
  input: z.object({}),
  output: z.object({ packs: z.array(packWire), total: z.number().int(), frameworks: z.array(frameworkWire) }),
  access: 'member',
  permission: 'packs:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/packs' },
  cli: 'list-packs',
  async run(context) {
    const workspace = await openWorkspace(context);
    const packs = workspace.packs.map(toPackWire);
    return { packs, total: packs.length, frameworks: readFrameworkHeads(context.assets).map((head) => toFrameworkWire(head, workspace)) };
  },
});

/** Turns a pack, or a framework, on in the project's configuration. */
export const addPack = defineOperation({
  name: 'packs.add',
  summary: 'Enable a pack or a framework in this project',
  input: z.object({ id: packId }),
  output: z.object({ pack: packWire.optional(), frameworks: z.array(frameworkWire).optional(), config_file: z.string() }),
  access: 'admin',
  permission: 'packs:manage',
  effect: 'write',
  limit: 'general',
  cli: 'add-pack',
  async run(context, input) {
    const workspace = await openWorkspace(context);
    const packs = workspace.packs.map((entry) => entry.pack);
    const heads = packsNamed(input.id, packs).length > 0 ? [] : frameworksNamed(input.id, readFrameworkHeads(context.assets));
    if (heads.length > 0) return addFrameworks(context, workspace, heads);
    const entry = packOf(workspace, input.id);
    const { enabled: frameworks } = workspace.frameworks;
    const enabled = workspace.packs.filter((each) => isListed(each, frameworks.length > 0) || each === entry).map(({ pack }) => pack.id);
    updateConfigFile(context, { standards_packs: [...enabled, ...frameworks.map(({ id }) => id)] });
    return { pack: toPackWire({ ...entry, enabled: true }), config_file: configFile };
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

/** Changes rules of a pack in the project's settings; null takes the change of a rule back. Options that a rule does not have are refused. */
export const overridePack = defineOperation({
  name: 'packs.override',
  summary: 'Override severity or options of rules, or switch rules off',
  input: z.object({ id: packId }).catchall(z.looseObject(ruleOverride.shape).nullable().or(z.unknown())),
  output: z.object({ id: z.string(), overrides: z.record(z.string(), z.unknown()) }),
  access: 'admin',
  permission: 'packs:manage',
  effect: 'write',
  limit: 'general',
  http: { sentrik: 'POST /api/packs/{id}/overrides' },
  cli: 'packs override',
  async run(context, input) {
    const { id: named, ...rest } = input;
    const workspace = await openWorkspace(context);
    const { pack, switchedOff } = packOf(workspace, named);
    const changes = parseOverrides('overrides' in rest ? rest.overrides : rest, [...pack.rules, ...switchedOff]);
    const before = workspace.config.pack_overrides[pack.id] ?? {};
    const changed = Object.entries(changes).map(([rule, change]) => [rule, change === null ? null : { ...before[rule], ...change }] as const);
    const merged = Object.fromEntries([...Object.entries(before), ...changed].filter(([rule]) => changes[rule] !== null));
    updateConfigFile(context, { pack_overrides: { ...workspace.config.pack_overrides, [pack.id]: merged } });
    return { id: pack.id, overrides: merged };
  },
});

const overrideWire = z.record(z.string(), z.strictObject(ruleOverride.shape).nullable());

function parseOverrides(value: unknown, rules: readonly Rule[]): z.output<typeof overrideWire> {
  const parsed = overrideWire.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new Failure('invalid_input', `${field}: expected {"<rule id>": {"severity": "low", "enabled": false, "options": {}}}`);
  }
  for (const [id, change] of Object.entries(parsed.data)) {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined) throw new Failure('invalid_input', 'The pack has no rule with this id', { rule: id });
    const problem = change === null ? undefined : overrideRule(rule, change).problem;
    if (problem !== undefined) throw new Failure('invalid_input', `options: ${problem}`, { rule: id });
  }
  return parsed.data;
}

function toFrameworkWire(
  head: FrameworkHead,
  { frameworks }: Workspace,
  isOn = frameworks.enabled.some(({ id }) => id === head.id),
): z.output<typeof frameworkWire> {
  const { id, name, version, size, aliases } = head;
  return { id, name, ...(version === undefined ? {} : { version }), status: statusOf(isOn), controls: size, aliases: [...aliases] };
}
