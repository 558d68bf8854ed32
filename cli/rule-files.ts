import path from 'node:path';
import { Failure } from '../core/kernel/failure.ts';
import type { Shell } from './shell.ts';
import { relativeTo } from './target.ts';

/** Rule files for the scan: those in the project by path, others as text. */
export interface RuleSources {
  readonly rules: readonly string[];
  readonly rule_texts: Readonly<Record<string, string>>;
}

const maxDepth = 8;
const ruleFile = /\.ya?ml$/i;

/** Resolves --rules. A folder means every YAML file in it. Throws Failure `not_found` naming what is not there. */
export function ruleSources(shell: Shell, root: string, named: readonly string[]): RuleSources {
  const { cwd, disk } = shell;
  const places = named.map((name) => {
    const full = path.resolve(cwd, name);
    if (disk.kindOf(full) === undefined) throw new Failure('not_found', `There is no rule file or folder ${name}`);
    return { full, inside: relativeTo(root, full) };
  });
  const rules = places.flatMap(({ inside }) => (inside === undefined ? [] : [inside === '' ? '.' : inside]));
  const outside = places
    .filter(({ inside }) => inside === undefined)
    .flatMap(({ full }) => (disk.kindOf(full) === 'folder' ? yamlFiles(disk, full, 0) : [full]));
  return { rules, rule_texts: Object.fromEntries(outside.map((file) => [relativeTo(cwd, file) ?? file, disk.readText(file)])) };
}

function yamlFiles(disk: Shell['disk'], folder: string, depth: number): readonly string[] {
  if (depth > maxDepth) return [];
  return disk.list(folder).flatMap((name) => {
    const full = path.join(folder, name);
    const kind = disk.kindOf(full);
    if (kind === 'folder') return yamlFiles(disk, full, depth + 1);
    return kind === 'file' && ruleFile.test(name) ? [full] : [];
  });
}
