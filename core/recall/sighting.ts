import { createHash } from 'node:crypto';
import { blobId } from '../kernel/blob-id.ts';
import type { Files, FileStat, FolderEntry } from '../kernel/context.ts';
import type { RepoPath } from '../kernel/path.ts';

/** What was seen at a path: nothing, a folder that nobody looked into, or the state of a file or of a folder's list of names. */
export type Sighting = { readonly kind: 'absent' } | { readonly kind: 'there' } | StateSighting;

/** `content` tells contents apart where the times cannot: see `isYoung`. */
export interface StateSighting extends FileTimes {
  readonly kind: 'file' | 'folder';
  readonly size: number;
  readonly content?: string;
}

/** Milliseconds since 1970, as in `FileStat`. */
export interface FileTimes {
  readonly modified: number;
  readonly changed: number;
}

/** What has times as young as this may change again without new ones, on file systems with coarse ones. */
const youngMilliseconds = 2000;

/** Whether something was changed so shortly before it was looked at (`now`, milliseconds since 1970) that its times prove nothing. */
export function isYoung({ modified, changed }: FileTimes, now: number): boolean {
  return now - Math.max(modified, changed) < youngMilliseconds;
}

/** The times of a file's state. */
export function timesOf({ modified, changed = modified }: FileStat): FileTimes {
  return { modified, changed };
}

/** Tells lists of names apart. */
export function listingId(entries: readonly FolderEntry[]): string {
  const lines = entries.map(({ name, kind }) => `${kind} ${name}\0`).sort();
  return createHash('sha1').update(lines.join('')).digest('hex');
}

/** Looks whether a path is as it was; undefined when it is not, else what there is to know of it now. A failure to read means it is not. */
export function lookAgain(files: Files, path: RepoPath, known: Sighting, now: number): Sighting | undefined {
  const stat = files.stat(path);
  if (known.kind === 'absent') return stat === undefined ? known : undefined;
  if (known.kind === 'there') return stat?.kind === 'folder' ? known : undefined;
  if (stat === undefined || stat.kind !== known.kind) return undefined;
  const { modified, changed } = timesOf(stat);
  if (known.content === undefined) return modified === known.modified && changed === known.changed && stat.size === known.size ? known : undefined;
  if (contentOf(files, path, known.kind) !== known.content) return undefined;
  const state = { kind: known.kind, size: stat.size, modified, changed };
  return isYoung(state, now) ? { ...state, content: known.content } : state;
}

function contentOf(files: Files, path: RepoPath, kind: StateSighting['kind']): string | undefined {
  try {
    return kind === 'file' ? blobId(files.read(path)) : listingId(files.list(path));
  } catch {
    return undefined;
  }
}
