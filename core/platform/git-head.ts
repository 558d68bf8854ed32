import fs from 'node:fs';
import path from 'node:path';

const link = /^gitdir: (.+)$/m;
const symbolic = /^ref: (refs\/[^\n]+)$/m;

/**
 * What HEAD stands at, told without a process: the commit's id, or something else that differs whenever another commit may be checked out.
 * Undefined where the folder is in no repository, or in one whose form is not known here.
 */
export function headStamp(root: string): string | undefined {
  const gitFolder = findGitFolder(root);
  const head = gitFolder === undefined ? undefined : readText(path.join(gitFolder, 'HEAD'));
  if (gitFolder === undefined || head === undefined) return undefined;
  const [, ref] = symbolic.exec(head) ?? [];
  if (ref === undefined) return head.trim();
  // Of a repository whose references lie in tables this file says nothing.
  if (ref === 'refs/heads/.invalid') return undefined;
  const common = commonOf(gitFolder);
  return readText(path.join(common, ref))?.trim() ?? `${ref} ${stampOf(path.join(common, 'packed-refs'))}`;
}

/** Whether the folder lies in a repository, as far as its folders tell. */
export function isInRepository(root: string): boolean {
  return findGitFolder(root) !== undefined;
}

/** The folder with the settings that all work trees of the repository around a folder share; undefined where it is in none. */
export function commonGitFolder(root: string): string | undefined {
  const gitFolder = findGitFolder(root);
  return gitFolder === undefined ? undefined : commonOf(gitFolder);
}

function commonOf(gitFolder: string): string {
  return path.resolve(gitFolder, (readText(path.join(gitFolder, 'commondir')) ?? '.').trim());
}

/** The folder with git's own files: `.git` here or above, or where a file of that name leads (work trees, submodules). */
function findGitFolder(root: string): string | undefined {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const place = path.join(folder, '.git');
    const kind = fs.statSync(place, { throwIfNoEntry: false });
    if (kind?.isDirectory() === true) return place;
    if (kind?.isFile() === true) {
      const [, target] = link.exec(readText(place) ?? '') ?? [];
      return target === undefined ? undefined : path.resolve(folder, target.trim());
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function stampOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size}`;
}
