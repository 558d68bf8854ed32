import { bytesText, countOf } from '../parts/words.ts';
import type { SourceTree } from '../wire.ts';

/** Something in a folder of a snapshot. */
export interface FolderEntry {
  readonly kind: 'folder' | 'file';
  readonly name: string;
  /** From the root; that of a folder ends with a slash. */
  readonly path: string;
  /** The size of a file, how many files a folder has. */
  readonly note: string;
}

/** What is in a folder, folders first, each by name. `folder` is empty for the root and ends with a slash otherwise. */
export function entriesIn(files: SourceTree['files'], folder: string): readonly FolderEntry[] {
  const folders = new Map<string, number>();
  const own: FolderEntry[] = [];
  for (const { path, size } of files) {
    if (!path.startsWith(folder)) continue;
    const rest = path.slice(folder.length);
    const slash = rest.indexOf('/');
    if (slash < 0) own.push({ kind: 'file', name: rest, path, note: bytesText(size) });
    else folders.set(rest.slice(0, slash), (folders.get(rest.slice(0, slash)) ?? 0) + 1);
  }
  const inside = [...folders].map(([name, count]) => ({ kind: 'folder' as const, name, path: `${folder}${name}/`, note: countOf(count, 'file') }));
  return [...inside.toSorted(byName), ...own.toSorted(byName)];
}

/** The folder that holds a file or folder; empty for the root. */
export function parentOf(path: string): string {
  const inside = path.endsWith('/') ? path.slice(0, -1) : path;
  return inside.slice(0, inside.lastIndexOf('/') + 1);
}

function byName(left: FolderEntry, right: FolderEntry): number {
  return left.name.localeCompare(right.name);
}
