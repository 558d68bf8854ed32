import type { Files, FolderEntry } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { baseName, parentPath, type RepoPath } from '../kernel/path.ts';

/** Contents of files at an earlier time; undefined for those that were not there. */
export type EarlierFiles = ReadonlyMap<RepoPath, Uint8Array | undefined>;

/** The project's files with some of them as they were. Only for reading: what is written goes to the files of today. */
export function withEarlierFiles(files: Files, earlier: EarlierFiles): Files {
  const folders = foldersOf(earlier);
  const bytesOf = (path: RepoPath): Uint8Array => {
    const bytes = earlier.get(path);
    if (bytes === undefined) throw new Failure('not_found', 'There was no such file');
    return bytes;
  };
  const statOf = (path: RepoPath) => ({ size: bytesOf(path).length, modified: 0, changed: 0, kind: 'file' as const });
  return {
    ...files,
    read: (path) => (earlier.has(path) ? bytesOf(path) : files.read(path)),
    load: (path, limit) => (earlier.has(path) ? { stat: statOf(path), ...withinLimit(bytesOf(path), limit) } : files.load(path, limit)),
    stat(path) {
      if (earlier.has(path)) return earlier.get(path) === undefined ? undefined : statOf(path);
      return files.stat(path) ?? (folders.has(path) ? { size: 0, modified: 0, kind: 'folder' } : undefined);
    },
    list(folder) {
      const now = files.stat(folder) === undefined && folders.has(folder) ? [] : files.list(folder);
      const names = folders.get(folder) ?? new Map<string, FolderEntry['kind'] | undefined>();
      const kept = now.filter(({ name }) => !names.has(name));
      return [...kept, ...[...names].flatMap(([name, kind]) => (kind === undefined ? [] : [{ name, kind }]))];
    },
  };
}

function withinLimit(bytes: Uint8Array, limit: number): { readonly bytes?: Uint8Array } {
  return bytes.length > limit ? {} : { bytes };
}

/** What of the earlier files is in each folder; undefined for a file that was not there. */
function foldersOf(earlier: EarlierFiles): ReadonlyMap<RepoPath, ReadonlyMap<string, FolderEntry['kind'] | undefined>> {
  const folders = new Map<RepoPath, Map<string, FolderEntry['kind'] | undefined>>();
  const put = (path: RepoPath, kind: FolderEntry['kind'] | undefined) => {
    const parent = parentPath(path);
    const names = folders.get(parent) ?? new Map<string, FolderEntry['kind'] | undefined>();
    folders.set(parent, names.set(baseName(path), kind));
    if (kind !== undefined && parent !== '') put(parent, 'folder');
  };
  for (const [path, bytes] of earlier) put(path, bytes === undefined ? undefined : 'file');
  return folders;
}
