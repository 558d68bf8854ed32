import type { z } from 'zod';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import type { Pack, RuleProblem } from '../model.ts';
import type { PackFile } from '../pack-files/pack-file.ts';
import { openWorkspace } from '../workspace.ts';
import { checkPack } from './pack-check.ts';
import { isManaged, type PackPlace, placeOf, storePack } from './pack-store.ts';
import { packId, type packWire, toPackWire } from './pack-wire.ts';

/** Checks a pack and puts it into the project, in place of one with the same id. Throws `invalid_input` for a problem and `conflict` for an id that is taken. */
export async function savePack(context: Context, files: readonly PackFile[]): Promise<z.output<typeof packWire>> {
  const { packs } = await openWorkspace(context);
  const { pack, problems } = await checkPack(context, files, builtinIds(packs));
  const [problem] = problems;
  if (problem !== undefined) throw new Failure(codeOf(problem), describe(problem, files.length), { problems });
  if (pack === undefined) throw new Failure('invalid_input', 'pack: the file needs a pack section with an id, or a name, and rules');
  if (!packId.safeParse(pack.id).success) throw new Failure('invalid_input', 'pack.id: use lower-case letters, digits, dots and hyphens');
  const former = formerPlace(pack, packs.find((entry) => entry.pack.id === pack.id)?.files ?? []);
  const place = storePack(context.files, pack.id, { content: files, former });
  return { ...toPackWire({ pack, enabled: true, files: [] }), place: place.path };
}

/** A pack that is replaced must be the only thing where it lies. */
function formerPlace({ id }: Pack, files: readonly string[]): PackPlace | undefined {
  const place = placeOf(id, files);
  if (files.length > 0 && (place === undefined || !isManaged(place))) throw scattered();
  return place;
}

/** What cannot be replaced or deleted as a whole. */
export function scattered(): Failure {
  return new Failure('conflict', 'The rules of the pack with this id lie in files that hold other things too, or outside of .sentrik/rules; change them there');
}

/** Ids that packs of a project cannot have. */
export function builtinIds(packs: readonly { readonly pack: Pack }[]): readonly string[] {
  return packs.filter(({ pack }) => pack.source === 'builtin').map(({ pack }) => pack.id);
}

function codeOf({ message }: RuleProblem): 'conflict' | 'invalid_input' {
  return message.startsWith('A built-in pack has the id') ? 'conflict' : 'invalid_input';
}

/** The first problem in words; the file is named where there are several. */
function describe({ file, line, field, message }: RuleProblem, count: number): string {
  const ofMany = line === undefined ? file : `${file}:${line}`;
  const ofOne = line === undefined ? '' : `line ${line}`;
  const at = count < 2 ? ofOne : ofMany;
  return [at, field ?? '', message].filter((part) => part !== '').join(': ');
}
