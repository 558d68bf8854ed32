import type { Config } from '../../config/schema.ts';
import type { Context, GitState } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import { compileGlobs } from '../glob.ts';
import { type Loaded, loadBytes } from './load-file.ts';
import { takesChangedFile, walk, type Walked, type WalkRules } from './walk.ts';

/** Which files to scan; all of the project when nothing is given. `files` excludes the others. */
export interface FileChoice {
  /** Files or folders relative to the root; the whole root when empty. A file is scanned even when git ignores it. */
  readonly paths?: readonly string[];
  /** Texts by path, scanned instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  readonly changedFiles?: readonly string[];
  /** Files that changed in a range, as they are at its end. */
  readonly gitRange?: string;
  /** Files as they are staged. */
  readonly staged?: boolean;
}

export interface Chosen extends Walked {
  /** The whole project, so that rules about it can be judged. */
  readonly whole: boolean;
  /** What to scan instead of the disk, by path. */
  readonly loaded?: ReadonlyMap<RepoPath, Loaded>;
}

/** Which files the configuration lets a scan take. */
export function walkRules({ output_dir: outputDir, scan_include: include, scan_exclude: exclude }: Config): WalkRules {
  return { outputDir, include: include.length === 0 ? undefined : compileGlobs(include), exclude: compileGlobs(exclude) };
}

/** The files a scan takes; `onFound` is told during a walk of the whole project how many there are so far. Throws `not_found` for a path that is not there, `outside_root`, and what git says of a range. */
export async function chooseFiles(context: Context, config: Config, choice: FileChoice, onFound?: (files: number) => void): Promise<Chosen> {
  const { root } = context.files;
  const rules = walkRules(config);
  refuseMixture(choice);
  if (choice.files !== undefined) return { paths: [], skips: [], whole: false, loaded: inlineTexts(root, choice.files) };
  if (choice.staged === true) return await chooseAt(context, { kind: 'staged' }, await context.git.stagedFiles(), config);
  if (choice.gitRange !== undefined) {
    const changed = await context.git.changedFiles(choice.gitRange);
    const { to } = await context.git.endsOf(choice.gitRange);
    return to === undefined ? onDisk(context, changed, rules) : await chooseAt(context, { kind: 'commit', id: to }, changed, config);
  }
  if (choice.changedFiles !== undefined) return onDisk(context, choice.changedFiles, rules);
  const starts = [...new Set((choice.paths ?? []).map((path) => insideRoot(root, path)))];
  if (starts.length === 0 || starts.includes(insideRoot(root, '.'))) return { ...walk(context.files, insideRoot(root, '.'), rules, onFound), whole: true };
  const walks = starts.map((start) => walkNamed(context, start, rules));
  return { paths: distinctPaths(walks.flatMap((each) => each.paths)), skips: walks.flatMap((each) => each.skips), whole: false };
}

function refuseMixture({ staged, gitRange, changedFiles }: FileChoice): void {
  const named = [staged === true, gitRange !== undefined, changedFiles !== undefined].filter(Boolean);
  if (named.length > 1) throw new Failure('bad_request', 'Staged files, a git range and a list of changed files exclude each other; name one of them');
}

function onDisk(context: Context, changed: readonly string[], rules: WalkRules): Chosen {
  const paths = distinctPaths(changed.map((path) => insideRoot(context.files.root, path)));
  return { paths: paths.filter((path) => takesChangedFile(path, rules) && context.files.stat(path)?.kind === 'file'), skips: [], whole: false };
}

/** Files as git has them, without touching the disk. */
async function chooseAt(context: Context, at: GitState, changed: readonly string[], config: Config): Promise<Chosen> {
  const rules = walkRules(config);
  const paths = distinctPaths(changed.map((path) => insideRoot(context.files.root, path))).filter((path) => takesChangedFile(path, rules));
  const contents = await context.git.contents(at, paths);
  const loaded = new Map<RepoPath, Loaded>();
  for (const path of paths) {
    const bytes = contents.get(path);
    if (bytes !== undefined) loaded.set(path, loadBytes(path, bytes, config.max_file_size));
  }
  return { paths: [], skips: [], whole: false, loaded };
}

function inlineTexts(root: string, texts: Readonly<Record<string, string>>): ReadonlyMap<RepoPath, Loaded> {
  return new Map(
    Object.entries(texts).map(([name, text]) => {
      const path = insideRoot(root, name);
      if (path === '') throw new Failure('invalid_input', 'files: a path is empty');
      return [path, { kind: 'text', text }];
    }),
  );
}

function walkNamed(context: Context, start: RepoPath, rules: WalkRules): Walked {
  const stat = context.files.stat(start);
  if (stat === undefined) throw new Failure('not_found', `There is no ${start} in the project`);
  return stat.kind === 'folder' ? walk(context.files, start, rules) : { paths: [start], skips: [] };
}

function distinctPaths(paths: readonly RepoPath[]): readonly RepoPath[] {
  return [...new Set(paths)].sort();
}
