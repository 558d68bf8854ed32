import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import type { Assets, Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { baseName, insideRoot } from '../../kernel/path.ts';
import type { Pack } from '../model.ts';
import { isTargetName } from '../rule-tests/targets.ts';
import { isModelFile } from '../rules/models.ts';
import type { PackFile } from '../pack-files/pack-file.ts';
import { headFile } from '../pack-files/pack-root.ts';
import { placeOf, readStored } from './pack-store.ts';

/** The rule files that a pack was read from. */
export interface PackSource {
  readonly files: readonly PackFile[];
  /** All of it in one file. Throws `conflict` for a pack with shared models, which need files of their own. */
  asYaml(): string;
}

const sourcesAsset = 'pack-sources.json';
const packSources = z.record(z.string(), z.record(z.string(), z.string()));

/** Rule files of a pack: of the project as they are, of a built-in pack as they were written, with the shared models. */
export function packSource(context: Context, pack: Pack, files: readonly string[]): PackSource {
  const content = pack.source === 'builtin' ? builtinSource(context.assets, pack.id) : ownSource(context, pack, files);
  return { files: content, asYaml: () => oneFile(pack, content) };
}

/** What `packSource` reads of built-in packs: texts by path, by pack. */
export function packSourcesAsset(sources: Readonly<Record<string, Readonly<Record<string, string>>>>): { readonly name: string; readonly text: string } {
  return { name: sourcesAsset, text: JSON.stringify(sources) };
}

function builtinSource(assets: Assets, id: string): readonly PackFile[] {
  const all = packSources.parse(JSON.parse(new TextDecoder().decode(assets.read(sourcesAsset))));
  return Object.entries(all[id] ?? {}).map(([path, text]) => ({ path, text }));
}

function ownSource({ files: port }: Context, pack: Pack, files: readonly string[]): readonly PackFile[] {
  const place = placeOf(pack.id, files);
  if (place !== undefined) return readStored(port, place);
  const rules = files.map(
    (file): PackFile => ({ path: file.replace(/^.*\.sentrik\/rules\//, ''), text: new TextDecoder().decode(port.read(insideRoot(port.root, file))) }),
  );
  return [{ path: headFile, text: stringify(headOf(pack)) }, ...rules.filter(({ path }) => path !== headFile)];
}

function headOf({ id, name, version, description }: Pack): Readonly<Record<string, string>> {
  return { id, name, version, description };
}

function oneFile(pack: Pack, content: readonly PackFile[]): string {
  const [only] = content;
  if (only !== undefined && content.length === 1) return only.text;
  const yaml = content.filter(({ path }) => /\.ya?ml$/i.test(path) && path !== headFile && !isTargetName(path));
  if (yaml.some(({ path, text }) => isModelFile({ file: path, text })))
    throw new Failure('conflict', 'The pack uses shared models, which need files of their own; export it as zip or tar.gz');
  return stringify({ pack: headOf(pack), rules: yaml.flatMap(rulesOf) }, { lineWidth: 0 });
}

const list = z.array(z.unknown());
const ruleList = z.object({ rules: list });

/** Rules as plain data: one, a list, or those under `rules`. */
function rulesOf({ path, text }: PackFile): readonly unknown[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document): readonly unknown[] => {
    if (document.errors.length > 0) throw new Failure('conflict', `The file ${baseName(path)} is not valid YAML`);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return list.safeParse(value).data ?? ruleList.safeParse(value).data?.rules ?? [value];
  });
}
