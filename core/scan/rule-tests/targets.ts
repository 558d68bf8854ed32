import type { Files } from '../../kernel/context.ts';
import { baseName, childPath, extensionOf, parentPath, type RepoPath } from '../../kernel/path.ts';

/** A file with annotations for the rules of one rule file; `fixed` holds its text after all fixes. */
export interface TestTarget {
  readonly path: RepoPath;
  readonly fixed?: RepoPath;
}

const ruleExtension = /\.ya?ml$/i;
const fixedPart = /\.fixed(?=\.|$)/;

/** Whether a YAML file is a target (`name.test.yaml`) or the fixed form of one, and no rule file. */
export function isTargetName(path: string): boolean {
  const name = baseName(path);
  return /\.test(?:\.fixed)?\.ya?ml$/i.test(name) || /\.fixed\.ya?ml$/i.test(name);
}

/**
 * Targets of a rule file: files of `folder` that share its base name, such as `name.py`, `name.test.yaml` and `name.second.js` for `name.yaml`.
 * `others` are the rule files of the same folder: a target belongs to the one with the longest name.
 */
export function targetsOf(files: Files, { ruleFile, folder, others }: RuleFilePlace): readonly TestTarget[] {
  if (files.stat(folder)?.kind !== 'folder') return [];
  const base = baseOf(ruleFile);
  const rivals = others.map(baseOf).filter((other) => other.length > base.length && other.startsWith(`${base}.`));
  const names = files.list(folder).flatMap(({ name, kind }) => (kind === 'file' && belongs(name, base, rivals) && !isRuleFileName(name, base) ? [name] : []));
  const plain = names.filter((name) => !fixedPart.test(name)).sort();
  return plain.map((name) => {
    const fixed = fixedNames(name).find((candidate) => names.includes(candidate));
    return { path: childPath(folder, name), ...(fixed === undefined ? {} : { fixed: childPath(folder, fixed) }) };
  });
}

/** A rule file and where its targets are looked for. */
export interface RuleFilePlace {
  readonly ruleFile: RepoPath;
  readonly folder: RepoPath;
  readonly others: readonly RepoPath[];
}

/** The folder next to a rule file, or its counterpart in a folder of targets that is laid out like the folder of rules. */
export function targetFolder(ruleFile: RepoPath, rules: RepoPath, targets: RepoPath | undefined): RepoPath {
  const own = parentPath(ruleFile);
  if (targets === undefined) return own;
  const inside = rules === '' ? own : own.slice(rules.length + 1);
  let folder = targets;
  for (const part of inside.split('/')) if (part !== '') folder = childPath(folder, part);
  return folder;
}

function baseOf(ruleFile: string): string {
  return baseName(ruleFile).replace(ruleExtension, '');
}

function belongs(name: string, base: string, rivals: readonly string[]): boolean {
  return name.startsWith(`${base}.`) && !rivals.some((rival) => name.startsWith(`${rival}.`));
}

function isRuleFileName(name: string, base: string): boolean {
  return ruleExtension.test(name) && name.replace(ruleExtension, '') === base;
}

/** `a.fixed.js` and `a.js.fixed` for `a.js`. */
function fixedNames(name: string): readonly string[] {
  const extension = extensionOf(name);
  const stem = extension === '' ? name : name.slice(0, -extension.length - 1);
  return [`${stem}.fixed.${extension}`, `${name}.fixed`, `${stem}.fixed`];
}
