import { folderOf, type ProjectIndex, unitsIn } from './project-index.ts';
import { scriptModule } from './script-module.ts';
import type { Unit } from './unit.ts';

const mostCandidates = 12;

/** The units a module's name means in a file, the likeliest first; several where a module is a folder (Go). Empty for what is not in the project. */
export function modulesNamed(project: ProjectIndex, from: Unit, module: string): readonly Unit[] {
  switch (from.family) {
    case 'script':
      return scriptModule(project, from, module);
    case 'python':
      return pythonModule(project, from, module);
    case 'go':
      return goPackage(project, from, module);
    case 'c':
    case 'named':
      return [];
  }
  return from.family satisfies never;
}

function pythonModule(project: ProjectIndex, from: Unit, module: string): readonly Unit[] {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const parts = module
    .slice(dots)
    .split('.')
    .filter((part) => part !== '');
  if (dots > 0) {
    const folder = ancestors(folderOf(from.path))[dots - 1] ?? '';
    return pythonFile(project, [...segmentsOf(folder), ...parts]);
  }
  for (const root of [...ancestors(folderOf(from.path)), 'src', 'lib']) {
    const found = pythonFile(project, [...segmentsOf(root), ...parts]);
    if (found.length > 0 && found[0] !== from) return found;
  }
  return [];
}

function segmentsOf(folder: string): readonly string[] {
  return folder.split('/').filter((part) => part !== '');
}

function pythonFile({ byPath }: ProjectIndex, parts: readonly string[]): readonly Unit[] {
  const path = parts.join('/');
  for (const name of [`${path}.py`, `${path}/__init__.py`]) {
    const unit = byPath.get(name);
    if (unit !== undefined) return [unit];
  }
  return [];
}

/** The folder itself and those around it, up to ''. */
function ancestors(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    found.push(at);
  }
  return found;
}

/** The folder that shares the longest end with the import path: what stands before it is the module's own name. */
function goPackage(project: ProjectIndex, from: Unit, module: string): readonly Unit[] {
  const segments = module.split('/');
  for (let at = 0; at < segments.length; at += 1) {
    const folder = segments.slice(at).join('/');
    for (const root of ancestors(folderOf(from.path)).toReversed()) {
      const units = unitsIn(project, root === '' ? folder : `${root}/${folder}`, 'go');
      if (units.length > 0) return units;
    }
  }
  return isRootPackage(project, module) ? unitsIn(project, '', 'go') : [];
}

function isRootPackage({ read }: ProjectIndex, module: string): boolean {
  return /^module\s+(\S+)/m.exec(read('go.mod') ?? '')?.[1] === module;
}

/** Units whose file is named like a class, those first that stand where its full name says, then those beside the file. */
export function unitsOfClass({ byBase }: ProjectIndex, from: Unit, name: { readonly module: string; readonly member: string }): readonly Unit[] {
  const found = (byBase.get(name.member) ?? []).filter((unit) => unit.family === from.family && unit !== from);
  const folder = name.module.replaceAll('.', '/').toLowerCase();
  const rank = (unit: Unit): number => {
    const own = folderOf(unit.path);
    if (folder !== '' && `/${own.toLowerCase()}`.endsWith(`/${folder}`)) return 0;
    return own === folderOf(from.path) ? 1 : 2;
  };
  const ranked = found.toSorted((a, b) => rank(a) - rank(b));
  const [first] = ranked;
  if (first === undefined) return [];
  const best = rank(first);
  return ranked.filter((unit) => rank(unit) === best).slice(0, mostCandidates);
}
