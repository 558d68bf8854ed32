import { z } from 'zod';
import type { Assets } from '../kernel/context.ts';
import type { Catalogue } from './frameworks/catalogue.ts';
import type { Pack, Rule, RuleProblem } from './model.ts';
import { derivePrefilter } from './pattern/prefilter.ts';
import { writePrefilter } from './pattern/written-prefilter.ts';
import { loadRuleText, readPackFile } from './rules/load.ts';
import { loadModels, type TextFile } from './rules/models.ts';

/** The product's packs as the build wrote them; only the envelope is checked, the content is the build's own. */
const compiledPacks = z.object({ format: z.literal(1), packs: z.custom<readonly Pack[]>((value) => Array.isArray(value)) });

/** What was read from assets before: projects that share them share their rules. */
const known = new WeakMap<Assets, readonly Pack[]>();

/** Reads `packs.json` of the assets, once for each of them. */
export function readCompiledPacks(assets: Assets): readonly Pack[] {
  const packs = known.get(assets) ?? compiledPacks.parse(JSON.parse(asciiText(assets.read('packs.json')))).packs;
  known.set(assets, packs);
  return packs;
}

/** What `readCompiledPacks` reads: with what can be worked out beforehand, and in ASCII, which is read faster. */
export function compiledPacksText(packs: readonly Pack[]): string {
  const prepared = packs.map((pack) => ({ ...pack, rules: pack.rules.map((rule) => ({ ...rule, prefilter: writePrefilter(derivePrefilter(rule)) })) }));
  return JSON.stringify({ format: 1, packs: prepared }).replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export interface PackSources {
  /** `<pack>/pack.yaml` and `<pack>/**` rule files, paths relative to the packs folder. */
  readonly files: readonly TextFile[];
  readonly models: readonly TextFile[];
  readonly frameworks: readonly Catalogue[];
}

/** Compiles the product's own packs; ids are unique over all packs. */
export function compilePacks(sources: PackSources): { readonly packs: readonly Pack[]; readonly problems: readonly RuleProblem[] } {
  const { models, problems: modelProblems } = loadModels(sources.models);
  const problems: RuleProblem[] = [...modelProblems];
  const packs: Pack[] = [];
  for (const [folder, files] of byFolder(sources.files)) {
    const head = files.find(({ file }) => file === `${folder}/pack.yaml`);
    const { pack, problems: headProblems } =
      head === undefined ? { pack: undefined, problems: [{ file: folder, message: 'The pack has no pack.yaml' }] } : readPackFile(head.text, head.file);
    problems.push(...headProblems);
    if (pack === undefined) continue;
    const loaded = files
      .filter((file) => file !== head)
      .map(({ text, file }) => loadRuleText(text, file, { pack: pack.id, trusted: true, models, frameworks: sources.frameworks }));
    problems.push(...loaded.flatMap((result) => result.problems));
    packs.push({ ...pack, source: 'builtin', rules: loaded.flatMap((result) => result.rules).toSorted((a, b) => (a.id < b.id ? -1 : 1)) });
  }
  return { packs, problems: [...problems, ...duplicateIds(packs.flatMap((pack) => pack.rules))] };
}

/** A problem for each id that several rules have. */
export function duplicateIds(rules: readonly Rule[]): readonly RuleProblem[] {
  const seen = new Map<string, string>();
  const problems: RuleProblem[] = [];
  for (const { id, pack } of rules) {
    const first = seen.get(id);
    if (first === undefined) seen.set(id, pack);
    else problems.push({ file: pack, ruleId: id, message: `A rule of the pack ${first} has the same id; the first one is used` });
  }
  return problems;
}

function byFolder(files: readonly TextFile[]): ReadonlyMap<string, readonly TextFile[]> {
  const folders = new Map<string, TextFile[]>();
  for (const file of files) {
    const folder = file.file.split('/')[0] ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}
