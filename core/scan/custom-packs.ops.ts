import { stringify } from 'yaml';
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { document } from '../kernel/reply.ts';
import type { RuleProblem } from './model.ts';
import { archiveFormats, writeArchive } from './pack-files/archive.ts';
import { checkPack } from './workspace/pack-check.ts';
import type { PackFile } from './pack-files/pack-file.ts';
import { givenFiles, givenPack, hasPack } from './pack-files/pack-input.ts';
import { packSource } from './workspace/pack-source.ts';
import { isManaged, placeOf, readStored, removePack } from './workspace/pack-store.ts';
import { starterPack } from './pack-files/starter.ts';
import { packId, packOf, packWire } from './workspace/pack-wire.ts';
import { builtinIds, savePack, scattered } from './workspace/save-pack.ts';
import { problemWire, toProblemWire } from './rule-wire.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const validatedWire = z.object({ id: z.string(), rules: z.number().int(), problems: z.array(problemWire) });
const packInput = z.object({ id: packId });

/** Creates a custom pack from rules given as data; without rules a folder with a rule to start from. */
export const createPack = defineOperation({
  name: 'packs.create',
  summary: 'Create a custom pack',
  input: z.object({
    id: packId,
    name: z.string().min(1).max(200).optional(),
    description: z.string().max(2000).default(''),
    version: z.string().max(50).default('1.0.0'),
    rules: z.array(z.record(z.string(), z.unknown())).min(1).max(1000).optional(),
  }),
  output: packWire,
  access: 'admin',
  permission: 'packs:manage',
  effect: 'write',
  limit: 'general',
  largeBody: true,
  http: { sentrik: 'POST /api/packs' },
  cli: 'packs create',
  async run(context, { rules, name, ...rest }) {
    const pack = { ...rest, name: name ?? rest.id };
    if (rules !== undefined) return savePack(context, [{ path: 'import.yaml', text: stringify({ pack, rules }) }]);
    const { packs } = await openWorkspace(context);
    if (packs.some((entry) => entry.pack.id === pack.id)) throw new Failure('conflict', 'There is a pack with this id; choose another');
    return savePack(context, starterPack(pack));
  },
});

/** Imports a pack. Every rule must load and compile: a pack with a problem is refused whole, naming file, line and field. */
export const importPack = defineOperation({
  name: 'packs.import',
  summary: 'Import a pack: YAML, files, or a zip or tar.gz archive',
  input: givenPack.refine(hasPack, { message: 'Give the pack as text in the field yaml, as files, or as an archive' }),
  output: packWire,
  access: 'admin',
  permission: 'packs:manage',
  effect: 'write',
  limit: 'general',
  largeBody: true,
  textBody: 'yaml',
  http: { sentrik: 'POST /api/packs/import' },
  cli: 'packs import',
  run: (context, input) => savePack(context, givenFiles(input)),
});

/** What is wrong with a pack before it is imported, or with those of the project. Nothing is written. */
export const validatePack = defineOperation({
  name: 'packs.validate',
  summary: 'Validate a pack: every problem with file, line, rule and field',
  input: givenPack.extend({ id: packId.optional().meta({ description: 'A pack of the project; without it, and without a pack, all of them' }) }),
  output: z.object({ valid: z.boolean(), packs: z.array(validatedWire) }),
  access: 'member',
  permission: 'packs:read',
  effect: 'read',
  limit: 'expensive',
  largeBody: true,
  textBody: 'yaml',
  http: { sentrik: 'POST /api/packs/validate' },
  cli: 'packs validate',
  async run(context, { id, ...given }) {
    const workspace = await openWorkspace(context);
    const answers = hasPack(given)
      ? [await validateFiles(context, workspace, { id: '', files: givenFiles(given), folder: '' })]
      : await validateStored(context, workspace, id);
    return { valid: answers.every(({ problems }) => problems.length === 0), packs: answers };
  },
});

/** A pack as one YAML file, or as an archive that is the same for the same rules. */
export const exportPack = defineOperation({
  name: 'packs.export',
  summary: 'Export a pack as YAML or as an archive',
  input: packInput.extend({ format: z.enum(['yaml', ...archiveFormats]).default('yaml') }),
  output: z.string(),
  access: 'member',
  permission: 'packs:read',
  effect: 'read',
  limit: 'general',
  mime: 'application/yaml',
  http: { sentrik: 'GET /api/packs/{id}/export' },
  cli: 'packs export',
  async run(context, { id, format }) {
    const { pack, files } = packOf(await openWorkspace(context), id);
    const content = packSource(context, pack, files);
    if (format !== 'yaml')
      return document(`application/${format === 'zip' ? 'zip' : 'gzip'}`, writeArchive(format, pack.id, content.files), `${pack.id}.${format}`);
    return document('application/yaml', content.asYaml(), `${pack.id}.yaml`);
  },
});

export const deletePack = defineOperation({
  name: 'packs.delete',
  summary: 'Delete a custom pack',
  input: packInput,
  output: z.object({ deleted: z.string() }),
  access: 'admin',
  permission: 'packs:manage',
  effect: 'destroy',
  limit: 'general',
  http: { sentrik: 'DELETE /api/packs/{id}' },
  cli: 'packs delete',
  async run(context, input) {
    const { pack, files } = packOf(await openWorkspace(context), input.id);
    if (pack.source === 'builtin') throw new Failure('forbidden', 'A built-in pack cannot be deleted; disable it instead');
    const place = placeOf(pack.id, files);
    if (place === undefined || !isManaged(place)) throw scattered();
    removePack(context.files, place);
    return { deleted: pack.id };
  },
});

interface Stored {
  readonly id: string;
  readonly files: readonly PackFile[];
  /** Shown before the names of the files. */
  readonly folder: string;
}

type Validated = z.output<typeof validatedWire>;

async function validateFiles(context: Context, { packs }: Workspace, { id, files, folder }: Stored): Promise<Validated> {
  const { pack, problems } = await checkPack(context, files, builtinIds(packs));
  return { id: pack?.id ?? id, rules: pack?.rules.length ?? 0, problems: problems.map((problem) => toProblemWire(below(folder, problem))) };
}

/** Packs of the project by themselves; of loose rule files what opening the project told. */
async function validateStored(context: Context, workspace: Workspace, id: string | undefined): Promise<Validated[]> {
  const wanted = id === undefined ? workspace.packs.filter(({ files }) => files.length > 0) : [packOf(workspace, id)];
  const answers: Validated[] = [];
  for (const { pack, files } of wanted) {
    const place = placeOf(pack.id, files);
    if (place === undefined) {
      const problems = workspace.problems.filter(({ file }) => files.includes(file)).map(toProblemWire);
      answers.push({ id: pack.id, rules: pack.rules.length, problems });
      continue;
    }
    const folder = place.kind === 'folder' ? place.path : place.path.slice(0, Math.max(0, place.path.lastIndexOf('/')));
    answers.push(await validateFiles(context, workspace, { id: pack.id, files: readStored(context.files, place), folder }));
  }
  return answers;
}

function below(folder: string, problem: RuleProblem): RuleProblem {
  return folder === '' ? problem : { ...problem, file: `${folder}/${problem.file}` };
}
