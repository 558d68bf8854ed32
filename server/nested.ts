import type { Files } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { insideRoot, parentPath, type RepoPath } from '../core/kernel/path.ts';

/** What makes a folder inside of a project one of its own. */
export const projectMarks = ['.guard.yaml', '.sentrik/config.yaml', '.sentrik/suppressions.yaml', '.sentrik/rules'] as const;

/** How long what was found about a folder is taken to be so, in milliseconds: this is asked at every keystroke. */
const freshMilliseconds = 500;

const seen = new WeakMap<Files, Map<RepoPath, { readonly at: number; readonly isProject: boolean }>>();

/** The innermost folder around a file, below the root itself, that has a configuration of its own. */
export function nestedProject(files: Files, path: RepoPath): RepoPath | undefined {
  for (let folder = parentPath(path); folder !== ''; folder = parentPath(folder)) {
    if (isProject(files, folder)) return folder;
  }
  return undefined;
}

/** Looks at every folder anew the next time. */
export function forgetNested(files: Files): void {
  seen.delete(files);
}

function isProject(files: Files, folder: RepoPath): boolean {
  const known = seen.get(files) ?? new Map<RepoPath, { readonly at: number; readonly isProject: boolean }>();
  seen.set(files, known);
  const now = performance.now();
  const last = known.get(folder);
  if (last !== undefined && now - last.at < freshMilliseconds) return last.isProject;
  const found = projectMarks.some((mark) => isThere(files, insideRoot('/', `${folder}/${mark}`)));
  known.set(folder, { at: now, isProject: found });
  return found;
}

/** A link that leads out of the project marks nothing. */
function isThere(files: Files, path: RepoPath): boolean {
  try {
    return files.stat(path) !== undefined;
  } catch (thrown) {
    toFailure(thrown);
    return false;
  }
}
