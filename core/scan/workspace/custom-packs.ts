import { customRulesFolder, statStamp } from '../../config/load.ts';
import type { Files } from '../../kernel/context.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import { childPath, extensionOf, insideRoot, type RepoPath } from '../../kernel/path.ts';
import type { Catalogue } from '../frameworks/catalogue.ts';
import type { RuleProblem } from '../model.ts';
import { readReferredFile } from '../rules/referred-file.ts';
import { isTargetName } from '../rule-tests/targets.ts';
import { assemblePacks, type CustomPack, type OriginText } from './assemble-packs.ts';

/** A rule file of the project. */
export interface RuleFile {
  readonly path: RepoPath;
  readonly stamp: string;
  /** `request`: named by the request itself, so it runs even without packs. */
  readonly from: OriginText['from'];
}

export interface CustomPackOptions {
  /** Catalogues whose controls the rules get, read only where there are rules. */
  readonly frameworks: () => readonly Catalogue[];
  /** Ids of the built-in packs. */
  readonly taken: readonly string[];
  /** Rule files that the request brings along, by name. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

const maxDepth = 8;

/** Rule files of `.sentrik/rules`, of the configuration and of the request, each once. */
export function findRuleFiles(
  files: Files,
  named: { readonly configured: readonly string[]; readonly requested: readonly string[] },
): { readonly files: readonly RuleFile[]; readonly problems: readonly RuleProblem[] } {
  const found = new Map<string, RuleFile>();
  const problems: RuleProblem[] = [];
  const add = (from: RuleFile['from'], paths: readonly RepoPath[]) => {
    for (const path of paths) found.set(path, { path, stamp: statStamp(files.stat(path)), from });
  };
  add('project', yamlFilesBelow(files, insideRoot(files.root, customRulesFolder), 0));
  for (const name of named.configured) {
    try {
      add('project', namedFiles(files, name));
    } catch (thrown) {
      problems.push({ file: name, field: 'rules', message: toFailure(thrown).message });
    }
  }
  for (const name of named.requested) add('request', namedFiles(files, name));
  return { files: [...found.values()], problems };
}

/** Loads the files as packs, as `assemblePacks` does. */
export function loadCustomPacks(
  files: Files,
  ruleFiles: readonly RuleFile[],
  { frameworks, taken, texts: given = {} }: CustomPackOptions,
): { readonly packs: readonly CustomPack[]; readonly problems: readonly RuleProblem[]; readonly references: readonly FileReference[] } {
  const references = new Map<string, FileReference>();
  const onLooked = (path: RepoPath) => void references.set(path, { path, stamp: statStamp(files.stat(path)) });
  const readReference = (place: string, from: string) => readReferredFile(files, place, { from, onLooked });
  const unreadable: RuleProblem[] = [];
  const sent = Object.entries(given).map(([file, text]): OriginText => ({ file, text, from: 'request' }));
  const texts = [...ruleFiles.flatMap((file) => readRuleFile(files, file, unreadable)), ...sent];
  const { packs, problems } = assemblePacks(texts, { frameworks, taken, readReference });
  return { packs, problems: [...unreadable, ...problems], references: [...references.values()] };
}

/** A file that a rule refers to, with its state when it was read. */
export interface FileReference {
  readonly path: RepoPath;
  readonly stamp: string;
}

function readRuleFile(files: Files, { path, from }: RuleFile, problems: RuleProblem[]): readonly OriginText[] {
  try {
    return [{ file: path, text: new TextDecoder().decode(files.read(path)), from }];
  } catch (thrown) {
    problems.push({ file: path, message: toFailure(thrown).message });
    return [];
  }
}

function namedFiles(files: Files, name: string): readonly RepoPath[] {
  const path = insideRoot(files.root, name);
  const stat = files.stat(path);
  if (stat === undefined) throw new Failure('not_found', `The rule file ${path} does not exist`);
  return stat.kind === 'folder' ? yamlFilesBelow(files, path, 0) : [path];
}

function yamlFilesBelow(files: Files, folder: RepoPath, depth: number): readonly RepoPath[] {
  if (depth > maxDepth || files.stat(folder)?.kind !== 'folder') return [];
  return files
    .list(folder)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, kind }) => {
      const path = childPath(folder, name);
      if (name.startsWith('.')) return [];
      if (kind === 'folder') return yamlFilesBelow(files, path, depth + 1);
      return kind === 'file' && ['yaml', 'yml'].includes(extensionOf(name)) && !isTargetName(name) ? [path] : [];
    });
}
