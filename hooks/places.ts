import path from 'node:path';
import { toFailure } from '../core/kernel/failure.ts';
import { insideRoot, type RepoPath } from '../core/kernel/path.ts';
import type { Desk } from './desk.ts';

/** Where a path of an agent leads: into the project, or elsewhere on the machine. */
export type AgentPlace = { readonly kind: 'inside'; readonly path: RepoPath; readonly file: string } | { readonly kind: 'outside'; readonly file: string };

/** Resolves a path or file URI as an agent gave it. */
export function placeOf({ context: { files }, folder }: Pick<Desk, 'context' | 'folder'>, given: string): AgentPlace {
  const file = given.startsWith('file://') ? given : path.resolve(folder, given);
  try {
    const inside = insideRoot(files.root, file);
    return { kind: 'inside', path: inside, file: path.resolve(files.root, inside) };
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return { kind: 'outside', file };
  }
}
