import type { LockedPackage, LockfileFormat } from './locked.ts';
import { readBunLock, readNpmLock } from './npm.ts';
import { readComposerLock, readGemfileLock, readGoMod, readGoSum, readGradleLock, readNugetLock } from './others.ts';
import { readPnpmLock } from './pnpm.ts';
import { readPipfileLock, readRequirements } from './python.ts';
import { readCargoLock, readTomlLock } from './toml.ts';
import { readYarnLock } from './yarn.ts';

/** Every lockfile that is read. */
export const lockfileFormats: readonly LockfileFormat[] = [
  { type: 'npm', file: /^(?:package-lock|npm-shrinkwrap)\.json$/, read: readNpmLock },
  { type: 'npm', file: /^pnpm-lock\.yaml$/, read: readPnpmLock },
  { type: 'npm', file: /^yarn\.lock$/, read: readYarnLock },
  { type: 'npm', file: /^bun\.lock$/, read: readBunLock },
  { type: 'pypi', file: /^requirements[\w.-]*\.txt$/, read: readRequirements },
  { type: 'pypi', file: /^Pipfile\.lock$/, read: readPipfileLock },
  { type: 'pypi', file: /^(?:poetry|uv|pdm)\.lock$|^pylock(?:\.[\w-]+)?\.toml$/, read: readTomlLock },
  { type: 'cargo', file: /^Cargo\.lock$/, read: readCargoLock },
  { type: 'golang', file: /^go\.mod$/, read: readGoMod },
  { type: 'golang', file: /^go\.sum$/, read: readGoSum },
  { type: 'gem', file: /^(?:Gemfile|gems)\.lock$|^gems\.locked$/, read: readGemfileLock },
  { type: 'composer', file: /^composer\.lock$/, read: readComposerLock },
  { type: 'nuget', file: /^packages(?:\.[\w.-]+)?\.lock\.json$/, read: readNugetLock },
  { type: 'maven', file: /^gradle\.lockfile$/, read: readGradleLock },
];

/** What reading a lockfile gave: its packages, or that it is not what its name says. */
export type LockfileReading = { readonly kind: 'read'; readonly packages: readonly LockedPackage[] } | { readonly kind: 'unreadable' };

/** The format of a lockfile by its file name; undefined when it is none. */
export function formatOf(fileName: string): LockfileFormat | undefined {
  return lockfileFormats.find(({ file }) => file.test(fileName));
}

/** Reads a lockfile. Text that is broken is `unreadable`, never a failure. */
export function readLockfile(format: LockfileFormat, text: string): LockfileReading {
  try {
    return { kind: 'read', packages: format.read(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')) };
  } catch {
    return { kind: 'unreadable' };
  }
}
