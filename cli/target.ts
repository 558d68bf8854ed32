import path from 'node:path';
import { Failure } from '../core/kernel/failure.ts';
import type { Shell } from './shell.ts';

/** The project a command works on and the named places in it. */
export interface Target {
  /** Absolute folder. */
  readonly root: string;
  /** Files and folders inside the root, relative and '/'-separated; empty for the whole project. */
  readonly paths: readonly string[];
}

/**
 * The root is --root, else the only path when that is a folder outside the current one, else the current folder.
 * Every other path must lie in the root. Throws Failure naming the path that does not exist or lies outside.
 */
export function targetOf({ cwd, disk }: Shell, root: string | undefined, named: readonly string[]): Target {
  const places = named.map((name) => {
    const full = path.resolve(cwd, name);
    const kind = disk.kindOf(full);
    if (kind === undefined) throw new Failure('not_found', `There is no file or folder ${name}`);
    return { name, full, kind };
  });
  const [only] = places;
  const adopts = root === undefined && places.length === 1 && only?.kind === 'folder' && relativeTo(cwd, only.full) === undefined;
  const folder = adopts ? only.full : path.resolve(cwd, root ?? '.');
  if (disk.kindOf(folder) !== 'folder') throw new Failure('not_found', `There is no folder ${root ?? folder}`);
  const paths = places.map(({ name, full }) => {
    const inside = relativeTo(folder, full);
    if (inside === undefined) throw new Failure('outside_root', `${name} is outside the project ${folder}; name its folder with --root`);
    return inside;
  });
  return { root: folder, paths: paths.includes('') ? [] : paths };
}

/** A path relative to a folder, '/'-separated, '' for the folder itself; undefined when it lies outside. */
export function relativeTo(folder: string, full: string): string | undefined {
  const relative = path.relative(folder, full);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}
