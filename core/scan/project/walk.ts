import type { Files, FolderEntry } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { baseName, childPath, extensionOf, parentPath, type RepoPath } from '../../kernel/path.ts';
import type { PathTest } from '../glob.ts';
import type { Skip } from '../model.ts';
import { isGeneratedFile, isIgnoredFolder } from './ignored.ts';
import { compileIgnoreRules, type IgnoreTest } from './ignore-rules.ts';
import { isTargetName } from '../rule-tests/targets.ts';

/** Which files of a project are scanned. */
export interface WalkRules {
  /** Folder of the results, relative to the project. */
  readonly outputDir: string;
  /** Undefined: every file. */
  readonly include: PathTest | undefined;
  readonly exclude: PathTest;
}

export interface Walked {
  /** In the order of their names, folder by folder. */
  readonly paths: readonly RepoPath[];
  readonly skips: readonly Skip[];
}

/** A `.gitignore` and the folder whose paths it speaks about. */
interface IgnoreFile {
  readonly folder: RepoPath;
  readonly test: IgnoreTest;
}

interface Folder {
  readonly path: RepoPath;
  readonly ignores: readonly IgnoreFile[];
}

/** What the product itself keeps beside the project, such as the audit trail. */
const localFolder = '.sentrik/local';
/** Where the project's own rules are, with the targets of their tests. */
const rulesFolder = '.sentrik/rules';
const maxIgnoreBytes = 1_000_000;

/**
 * The files below a folder that git would not ignore (`.gitignore` of every level), without installed code, generated files, the output
 * folder and the product's own local files. Links are not followed: what they point to inside the project is found at its own path, so there are no cycles. A folder that
 * cannot be read is a skip. `onFound` is told after each folder how many files there are so far.
 */
export function walk(files: Files, start: RepoPath, rules: WalkRules, onFound: (files: number) => void = () => undefined): Walked {
  const paths: RepoPath[] = [];
  const skips: Skip[] = [];
  const open: Folder[] = [{ path: start, ignores: ignoresAbove(files, start) }];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = listFolder(files, folder.path, skips);
    const ignores = [...folder.ignores, ...ignoresOf(files, folder.path, entries)];
    const below: Folder[] = [];
    for (const entry of entries) {
      const path = childPath(folder.path, entry.name);
      if (entry.kind === 'folder' && entersFolder(path, ignores, rules)) below.push({ path, ignores });
      if (entry.kind === 'file' && takesFile(path, ignores, rules)) paths.push(path);
    }
    open.push(...below.toReversed());
    onFound(paths.length);
  }
  return { paths: paths.sort(), skips };
}

/** Whether a file that version control names (a changed or staged one) is scanned. */
export function takesChangedFile(path: RepoPath, rules: WalkRules): boolean {
  const folders = path.split('/').slice(0, -1);
  return !folders.some(isIgnoredFolder) && !isInOutput(path, rules) && takesFile(path, [], rules);
}

function listFolder(files: Files, path: RepoPath, skips: Skip[]): readonly FolderEntry[] {
  try {
    return files.list(path);
  } catch (thrown) {
    const failure = toFailure(thrown);
    skips.push({ path, reason: failure.code === 'outside_root' ? 'outside-root' : 'unreadable', message: `The folder ${path} cannot be read` });
    return [];
  }
}

function entersFolder(path: RepoPath, ignores: readonly IgnoreFile[], rules: WalkRules): boolean {
  return !isIgnoredFolder(baseName(path)) && !isInOutput(path, rules) && !isIgnored(path, true, ignores) && !rules.exclude(path);
}

function takesFile(path: RepoPath, ignores: readonly IgnoreFile[], rules: WalkRules): boolean {
  if (isRuleTest(path)) return false;
  if (isGeneratedFile(baseName(path)) || rules.exclude(path)) return false;
  return rules.include?.(path) !== false && !isIgnored(path, false, ignores);
}

function isInOutput(path: string, { outputDir }: WalkRules): boolean {
  if (path === localFolder || path.startsWith(`${localFolder}/`)) return true;
  const plain = outputDir.replace(/^\.\//, '').replace(/\/+$/, '');
  return plain !== '' && plain !== '.' && (path === plain || path.startsWith(`${plain}/`));
}

/** Code that is there to be found by tests of rules is no code of the project. */
function isRuleTest(path: string): boolean {
  return path.startsWith(`${rulesFolder}/`) && (!['yaml', 'yml'].includes(extensionOf(path)) || isTargetName(path));
}

/** The deepest `.gitignore` that says something decides, as in git. */
function isIgnored(path: RepoPath, isFolder: boolean, ignores: readonly IgnoreFile[]): boolean {
  for (let at = ignores.length - 1; at >= 0; at -= 1) {
    const { folder = '', test } = ignores[at] ?? {};
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    const ignored = test?.(isFolder ? `${relative}/` : relative);
    if (ignored !== undefined) return ignored;
  }
  return false;
}

function ignoresOf(files: Files, folder: RepoPath, entries: readonly FolderEntry[]): readonly IgnoreFile[] {
  return entries.some((entry) => entry.name === '.gitignore' && entry.kind === 'file') ? readIgnore(files, folder) : [];
}

function readIgnore(files: Files, folder: RepoPath): readonly IgnoreFile[] {
  const path = childPath(folder, '.gitignore');
  try {
    if ((files.stat(path)?.size ?? 0) > maxIgnoreBytes) return [];
    return [{ folder, test: compileIgnoreRules(new TextDecoder().decode(files.read(path))) }];
  } catch {
    return [];
  }
}

/** `.gitignore` files above a folder that is walked by name; none when they would ignore the folder itself. */
function ignoresAbove(files: Files, start: RepoPath): readonly IgnoreFile[] {
  if (start === '') return [];
  const above: IgnoreFile[] = [];
  for (let folder = start; folder !== ''; ) {
    folder = parentPath(folder);
    if (files.stat(childPath(folder, '.gitignore'))?.kind === 'file') above.unshift(...readIgnore(files, folder));
  }
  return isIgnored(start, true, above) ? [] : above;
}
