import type { Context } from '../../kernel/context.ts';
import { defaultConfig } from '../../config/schema.ts';
import type { Pack, RuleProblem } from '../model.ts';
import { duplicateIds } from '../packs.ts';
import { isTargetName } from '../rule-tests/targets.ts';
import { openScanner } from '../scanner.ts';
import { assemblePacks } from './assemble-packs.ts';
import type { PackFile } from '../pack-files/pack-file.ts';

/** A pack that was read, and what is wrong with it: only one without problems is taken. */
export interface CheckedPack {
  readonly pack?: Pack;
  readonly problems: readonly RuleProblem[];
}

/**
 * Loads the rules of a pack and compiles each for all of its languages. Problems name the file inside the pack, the line, rule and field. `taken`
 * are the ids of built-in packs.
 */
export async function checkPack({ assets, clock }: Context, files: readonly PackFile[], taken: readonly string[]): Promise<CheckedPack> {
  const yaml = files.filter(({ path }) => /\.ya?ml$/i.test(path) && !isTargetName(path));
  const byPath = new Map(yaml.map((file) => [file.path, file]));
  const texts = yaml.map(({ path, text }) => ({ file: path, text, from: 'project' as const }));
  const readReference = (place: string, from: string) => {
    const folder = from.slice(0, from.lastIndexOf('/') + 1);
    const found = byPath.get(`${folder}${place}`) ?? byPath.get(place);
    return found === undefined ? undefined : { file: found.path, text: found.text };
  };
  const { packs, problems } = assemblePacks(texts, { frameworks: () => [], taken, readReference });
  const [pack, other] = packs;
  if (problems.length > 0 || pack === undefined) return { problems, ...(pack === undefined || pack.id === 'custom' ? {} : { pack }) };
  const isHeadless = pack.id === 'custom';
  if (isHeadless || other !== undefined) return { problems: [{ file: (other ?? pack).files[0] ?? '', field: 'pack', message: headProblem(isHeadless) }] };
  const today = clock.now().toISOString().slice(0, 10);
  const settings = { packs: [pack], suppressions: [], maxFileSize: defaultConfig.max_file_size, languages: {}, today, testCode: 'same' as const };
  const scanner = await openScanner(settings, assets);
  const doubled = duplicateIds(pack.rules);
  return { pack, problems: [...doubled, ...scanner.lint()] };
}

function headProblem(isHeadless: boolean): string {
  return isHeadless ? 'The file needs a pack section with an id, or a name, and rules' : 'The file belongs to another pack than the files before it';
}
