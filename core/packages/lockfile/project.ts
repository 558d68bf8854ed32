import type { Context } from '../../kernel/context.ts';
import { childPath, insideRoot, type RepoPath } from '../../kernel/path.ts';
import { formatOf, readLockfile } from './formats.ts';
import type { LockedPackage } from './locked.ts';

/** A lockfile of the project and what it names. */
export interface ProjectLock {
  readonly path: RepoPath;
  readonly type: string;
  readonly state: 'read' | 'unreadable' | 'too-large';
  readonly packages: readonly LockedPackage[];
}

/** The lockfiles of a project; `isWhole` is false when there were more folders or lockfiles than are looked at. */
export interface ProjectLocks {
  readonly locks: readonly ProjectLock[];
  readonly isWhole: boolean;
}

const skipped: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'target', 'dist', 'build', 'out', 'venv', 'site-packages', '__pycache__', 'Pods']);
/** Folders and lockfiles looked at, and how far down. */
export const lockLimits = { folders: 2000, files: 40, depth: 5, bytes: 48 * 1024 * 1024 } as const;

/** Reads the lockfiles of these types of package URL. Texts that have not changed are read once. */
export async function readProjectLocks(context: Context, types: ReadonlySet<string>): Promise<ProjectLocks> {
  const { paths, isWhole } = findLockfiles(context, types);
  const locks = await Promise.all(paths.map((path) => lockOf(context, path)));
  return { locks: locks.filter((lock) => lock !== undefined), isWhole };
}

function findLockfiles({ files }: Context, types: ReadonlySet<string>): { readonly paths: readonly RepoPath[]; readonly isWhole: boolean } {
  const paths: RepoPath[] = [];
  const waiting: { readonly folder: RepoPath; readonly depth: number }[] = [{ folder: insideRoot(files.root, ''), depth: 1 }];
  for (const { folder, depth } of waiting) {
    for (const { name, kind } of entriesOf(files, folder)) {
      if (kind === 'file' && types.has(formatOf(name)?.type ?? '')) paths.push(childPath(folder, name));
      if (kind === 'folder' && depth < lockLimits.depth && !name.startsWith('.') && !skipped.has(name))
        waiting.push({ folder: childPath(folder, name), depth: depth + 1 });
    }
    if (waiting.length > lockLimits.folders || paths.length > lockLimits.files) return { paths: paths.slice(0, lockLimits.files), isWhole: false };
  }
  return { paths, isWhole: true };
}

/** A folder that cannot be listed has no lockfile for us. */
function entriesOf(files: Context['files'], folder: RepoPath): ReturnType<Context['files']['list']> {
  try {
    return files.list(folder);
  } catch {
    return [];
  }
}

async function lockOf({ files, shared }: Context, path: RepoPath): Promise<ProjectLock | undefined> {
  const format = formatOf(path.slice(path.lastIndexOf('/') + 1));
  const stat = files.stat(path);
  if (format === undefined || stat === undefined) return undefined;
  const stamp = `${stat.size} ${stat.modified} ${stat.changed ?? ''}`;
  return shared.use(`packages.lockfile ${path}`, stamp, () => Promise.resolve(readLock(files, path, format)));
}

function readLock(files: Context['files'], path: RepoPath, format: NonNullable<ReturnType<typeof formatOf>>): ProjectLock {
  const { type } = format;
  try {
    const { bytes } = files.load(path, lockLimits.bytes);
    if (bytes === undefined) return { path, type, state: 'too-large', packages: [] };
    const reading = readLockfile(format, new TextDecoder().decode(bytes));
    return { path, type, state: reading.kind, packages: reading.kind === 'read' ? reading.packages : [] };
  } catch {
    return { path, type, state: 'unreadable', packages: [] };
  }
}
