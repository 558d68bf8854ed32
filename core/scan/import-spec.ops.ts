import { stringify } from 'yaml';
import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { readApiDescription } from './openapi/spec.ts';
import { notCovered, type NotCovered, type RuleData, rulesOfDescription } from './openapi/spec-rules.ts';
import type { PackFile } from './pack-files/pack-file.ts';
import { headFile } from './pack-files/pack-root.ts';
import { packId, packWire } from './workspace/pack-wire.ts';
import { savePack } from './workspace/save-pack.ts';

/** Makes a pack whose rules compare code with an OpenAPI description, as far as code alone can tell. */
export const importSpec = defineOperation({
  name: 'packs.import-spec',
  summary: 'Make a pack of rules from an OpenAPI 3 description',
  input: z.object({
    spec: z.string().min(1).max(1_000_000).meta({ description: 'The description, in YAML or JSON' }),
    id: packId.optional().meta({ description: 'Id of the pack; from the title where absent' }),
    dry_run: z.boolean().default(false).meta({ description: 'Write nothing' }),
  }),
  output: z.object({
    pack: packWire.optional(),
    rules: z.array(z.object({ id: z.string(), title: z.string() })),
    not_covered: z.array(z.object({ what: z.string(), why: z.string() })),
  }),
  access: 'admin',
  permission: 'packs:manage',
  effect: 'write',
  limit: 'general',
  largeBody: true,
  textBody: 'spec',
  http: { sentrik: 'POST /api/packs/import-spec' },
  cli: 'packs import-spec',
  async run(context, { spec, id: wanted, dry_run: isDry }) {
    const api = readApiDescription(spec);
    const id = wanted ?? packId.safeParse(slug(api.title)).data;
    if (id === undefined) throw new Failure('invalid_input', 'id: the title of the description gives none; name one');
    const rules = rulesOfDescription(api, id);
    if (rules.length === 0) throw new Failure('invalid_input', 'The description has nothing that code alone could be compared with');
    const left = notCovered(api);
    const head = { id, name: `API ${api.title}`, version: api.version, description: `Rules from its OpenAPI description: ${rules.length}.` };
    const pack = isDry ? undefined : await savePack(context, packFiles(head, rules, left));
    const listed = rules.map((rule) => ({ id: rule.id, title: String(rule.title) }));
    return { rules: listed, not_covered: [...left], ...(pack === undefined ? {} : { pack }) };
  },
});

function packFiles(head: Readonly<Record<string, string>>, rules: readonly RuleData[], left: readonly NotCovered[]): readonly PackFile[] {
  const lines = left.map(({ what, why }) => `- ${what}: ${why}.`);
  return [
    {
      path: 'README.md',
      text: `# ${head.name ?? ''}\n\nMade by \`sentrik packs import-spec\`; import the description again when it changes. Not compared:\n\n${lines.join('\n')}\n`,
    },
    { path: 'openapi.yaml', text: stringify({ rules }, { lineWidth: 0 }) },
    { path: headFile, text: stringify(head) },
  ];
}

function slug(title: string): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return words === '' ? '' : `api-${words}`;
}
