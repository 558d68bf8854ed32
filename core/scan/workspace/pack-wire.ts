import { z } from 'zod';
import { Failure } from '../../kernel/failure.ts';
import type { Pack } from '../model.ts';
import { placeOf } from './pack-store.ts';
import type { Workspace } from '../workspace.ts';
import type { EnabledPack } from './enabled-packs.ts';
import { packsNamed } from './framework-choice.ts';

export const packWire = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    description: z.string(),
    source: z.enum(['builtin', 'custom']),
    status: z.enum(['ENABLED', 'available']),
    rules: z.number().int(),
    aliases: z.array(z.string()).optional(),
    place: z.string().optional().meta({ description: 'File or folder of a pack of the project' }),
  })
  .meta({ id: 'Pack' });

export const packId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'Use lower-case letters, digits, dots and hyphens');

export function toPackWire({ pack, enabled, files }: Pick<EnabledPack, 'pack' | 'enabled' | 'files'>): z.output<typeof packWire> {
  const { id, name, version, description, source, aliases } = pack;
  const place = placeOf(id, files)?.path;
  return {
    ...{ id, name, version, description, source, status: statusOf(enabled), rules: pack.rules.length },
    ...(aliases === undefined ? {} : { aliases: [...aliases] }),
    ...(place === undefined ? {} : { place }),
  };
}

export function statusOf(enabled: boolean): 'ENABLED' | 'available' {
  return enabled ? 'ENABLED' : 'available';
}

/** The pack with this id, or with this name as an alias. Throws `not_found`. */
export function packOf(workspace: Workspace, id: string): EnabledPack {
  const packs: readonly Pack[] = workspace.packs.map(({ pack }) => pack);
  const [named] = packsNamed(id, packs);
  const found = workspace.packs.find(({ pack }) => pack === named);
  if (found === undefined) throw new Failure('not_found', 'There is no pack with this id; see the list of packs');
  return found;
}
