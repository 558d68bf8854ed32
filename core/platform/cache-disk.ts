import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Cache, CacheEntry } from '../kernel/context.ts';

/** Variables that say where caches go. */
export type CacheEnvironment = Readonly<Record<string, string | undefined>>;

/** Of each kind, which is what stands before the first `-` of a name: many answers do not push out what they were made from. */
const maxFiles = 8;
const maxProjects = 64;

/**
 * A project's folder in the user's own cache folder: SENTRIK_CACHE_DIR, else what the platform says. It is outside of the project, so that no
 * repository can bring a result along that it would like to have. Whatever goes wrong, a cache is only slow.
 */
export function diskCache(root: string, environment: CacheEnvironment): Cache {
  const base = path.join(cacheFolder(environment), 'projects');
  const folder = path.join(base, createHash('sha256').update(root).digest('hex').slice(0, 24));
  return {
    read(name) {
      try {
        return fs.readFileSync(path.join(folder, name));
      } catch {
        return undefined;
      }
    },
    write: (name, content) =>
      attempt(() => {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeAtomically(path.join(folder, name), content);
        dropOldest(folder, maxFiles, kindOf(name));
        dropOldest(base, maxProjects, '');
      }),
    entries: () => filesOf(folder),
    clear: () => attempt(() => fs.rmSync(folder, { recursive: true, force: true })),
  };
}

/** Where the platform keeps caches of this product. */
export function cacheFolder(environment: CacheEnvironment): string {
  const named = environment.SENTRIK_CACHE_DIR;
  if (named !== undefined && named !== '') return path.resolve(named);
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library/Caches/sentrik');
  if (process.platform === 'win32') return path.join(environment.LOCALAPPDATA ?? path.join(home, 'AppData/Local'), 'sentrik/cache');
  return path.join(environment.XDG_CACHE_HOME ?? path.join(home, '.cache'), 'sentrik');
}

/** Beside the target first, so that another process sees the old or the new content, never a part. */
function writeAtomically(target: string, content: Uint8Array): void {
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    fs.writeFileSync(temporary, content, { mode: 0o600 });
    fs.renameSync(temporary, target);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

function filesOf(folder: string): readonly CacheEntry[] {
  try {
    return fs.readdirSync(folder).flatMap((name) => {
      const stat = fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? [] : { name, size: stat.size, modified: stat.mtimeMs };
    });
  } catch {
    return [];
  }
}

function kindOf(name: string): string {
  return name.slice(0, name.indexOf('-') + 1);
}

/** The least recently written ones of those whose names begin so go first. */
function dropOldest(folder: string, most: number, prefix: string): void {
  const all = filesOf(folder)
    .filter(({ name }) => name.startsWith(prefix))
    .toSorted((a, b) => b.modified - a.modified);
  for (const { name } of all.slice(most)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
