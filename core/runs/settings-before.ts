import { configFile, customRulesFolder, suppressionsFile } from '../config/load.ts';
import type { Context } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { readDiff, textBefore } from '../scan/changes/diff-text.ts';
import type { EarlierFiles } from './earlier-files.ts';

/** What settings are read from, besides the rules of the project. */
const settingsFiles: readonly string[] = ['.guard.yaml', configFile, suppressionsFile, '.gitignore'];

/** The files of settings, and these besides, that are not as they were at a commit, as they were then. */
export async function settingsAt(context: Context, commit: string, besides: readonly string[]): Promise<EarlierFiles> {
  const { files, git } = context;
  const inside = (path: string) => insideRoot(files.root, path);
  const rulesThen = await git.filesBelow(commit, customRulesFolder);
  const named = besides.flatMap((path) => insideOrNone(context, path));
  const paths = [...new Set([...settingsFiles.map(inside), ...named, ...rulesThen.map(inside), ...filesBelow(context, inside(customRulesFolder))])];
  const then = await git.contents({ kind: 'commit', id: commit }, paths);
  const changed = paths.filter((path) => !isSameText(then.get(path), readOrNone(context, path)));
  return new Map(changed.map((path) => [path, then.get(path)]));
}

/** The files of settings that are on disk as a diff leaves them, as they were before it. */
export function settingsBefore(context: Context, diff: string): EarlierFiles {
  const before = new Map<RepoPath, Uint8Array | undefined>();
  for (const file of readDiff(diff)) {
    const [now] = insideOrNone(context, file.path);
    const [then] = file.oldPath === undefined ? [] : insideOrNone(context, file.oldPath);
    if (![now, then].some(isSettings)) continue;
    const text = textBefore(file, now === undefined ? undefined : textOrNone(context, now));
    if (text === undefined) continue;
    if (isSettings(now) && !before.has(now)) before.set(now, undefined);
    if (isSettings(then)) before.set(then, new TextEncoder().encode(text));
  }
  return before;
}

function textOrNone(context: Context, path: RepoPath): string | undefined {
  const bytes = readOrNone(context, path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Whether both have the same text, or none. How lines end does not matter: git may convert them. */
export function isSameText(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
  return text(one) === text(other);
}

function isSettings(path: RepoPath | undefined): path is RepoPath {
  return path !== undefined && (settingsFiles.includes(path) || path.startsWith(`${customRulesFolder}/`));
}

function insideOrNone({ files }: Context, name: string): readonly RepoPath[] {
  try {
    return [insideRoot(files.root, name)];
  } catch {
    return [];
  }
}

function filesBelow(context: Context, folder: RepoPath): readonly RepoPath[] {
  const { files } = context;
  if (files.stat(folder)?.kind !== 'folder') return [];
  return files.list(folder).flatMap(({ name, kind }) => {
    const path = insideRoot(files.root, `${folder}/${name}`);
    if (kind === 'folder') return filesBelow(context, path);
    return kind === 'file' ? [path] : [];
  });
}

function readOrNone({ files }: Context, path: RepoPath): Uint8Array | undefined {
  if (files.stat(path) === undefined) return undefined;
  try {
    return files.read(path);
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return undefined;
  }
}
