import type { Catalogue } from '../frameworks/catalogue.ts';
import type { Pack, Rule, RuleProblem } from '../model.ts';
import { headName, isFolderHead, type LoadedRules, loadRuleText, type PackHead, readPackFile } from '../rules/load.ts';
import { isModelFile, loadModels, type Models, type TextFile } from '../rules/models.ts';

/** A rule file as text. `request`: named by the request itself, so it runs even without packs. */
export type OriginText = TextFile & { readonly from: 'project' | 'request' };

/** A pack of the project and the files it is made of. */
export type CustomPack = Pack & { readonly from: OriginText['from']; readonly files: readonly string[] };

interface AssemblyOptions {
  /** Catalogues whose controls the rules get, read only where there are rules. */
  readonly frameworks: () => readonly Catalogue[];
  /** Ids of the built-in packs. */
  readonly taken: readonly string[];
  readonly readReference: ((place: string, from: string) => TextFile | undefined) | undefined;
}

const customHead: PackHead = {
  id: 'custom',
  name: 'Rules of this project',
  version: '1.0.0',
  description: 'Rule files without a pack of their own.',
  byDefault: true,
};

/**
 * Makes packs of rule files: a file with a pack's head is that pack; a pack.yaml without rules is the head of all files below its folder; other
 * files form the pack `custom`. Model files serve all of them.
 */
export function assemblePacks(
  texts: readonly OriginText[],
  { frameworks, taken, readReference }: AssemblyOptions,
): { readonly packs: readonly CustomPack[]; readonly problems: readonly RuleProblem[] } {
  const modelFiles = texts.filter(isModelFile);
  const { models, problems: modelProblems } = loadModels(modelFiles);
  const { heads, problems: headProblems } = readFolderHeads(texts);
  const problems: RuleProblem[] = [...modelProblems, ...headProblems];
  const packs = new Map<string, CustomPack>();
  const refused = new Map<string, string>();
  for (const text of texts) {
    const folderHead = nearestHead(heads, text.file);
    const loaded = isHeadOf(text, heads) || isModelFile(text) ? undefined : load(text, models, { frameworks, taken, readReference });
    problems.push(...(loaded?.problems ?? []));
    const head = loaded?.pack ?? folderHead ?? (loaded === undefined ? undefined : customHead);
    if (head === undefined) continue;
    if (taken.includes(head.id)) refused.set(head.id, refused.get(head.id) ?? text.file);
    else addRules(packs, head, loaded?.rules ?? [], text);
  }
  problems.push(...[...refused].map(([id, file]) => ({ file, field: 'id', message: `A built-in pack has the id ${id}; choose another` })));
  return { packs: [...packs.values()], problems };
}

function isHeadOf({ file }: TextFile, heads: ReadonlyMap<string, PackHead>): boolean {
  return headName.test(file) && heads.has(folderOf(file));
}

function load(text: OriginText, models: Models, { frameworks, readReference }: AssemblyOptions): LoadedRules {
  const reading = readReference === undefined ? {} : { readReference };
  return loadRuleText(text.text, text.file, { pack: 'custom', models, frameworks: frameworks(), ...reading });
}

/** Heads of packs in folders, by folder. */
function readFolderHeads(texts: readonly TextFile[]): { readonly heads: ReadonlyMap<string, PackHead>; readonly problems: readonly RuleProblem[] } {
  const read = texts.filter(isFolderHead).map(({ file, text }) => ({ folder: folderOf(file), ...readPackFile(text, file) }));
  return {
    heads: new Map(read.flatMap(({ folder, pack }) => (pack === undefined ? [] : [[folder, pack] as const]))),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function nearestHead(heads: ReadonlyMap<string, PackHead>, file: string): PackHead | undefined {
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
    const head = heads.get(folder);
    if (head !== undefined) return head;
  }
  return heads.get('');
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

function addRules(packs: Map<string, CustomPack>, head: PackHead, rules: readonly Rule[], { from, file }: OriginText): void {
  const key = `${from} ${head.id}`;
  const known = packs.get(key);
  const own = rules.map((rule) => ({ ...rule, pack: head.id }));
  packs.set(key, { ...(known ?? head), source: 'custom', from, rules: [...(known?.rules ?? []), ...own], files: [...(known?.files ?? []), file] });
}
