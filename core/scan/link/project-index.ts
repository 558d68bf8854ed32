import type { Family, Unit } from './unit.ts';

/** The units of a scan, by what other files know of them. */
export interface ProjectIndex {
  readonly units: readonly Unit[];
  readonly byIndex: ReadonlyMap<number, Unit>;
  readonly byPath: ReadonlyMap<string, Unit>;
  /** By file name without extension. */
  readonly byBase: ReadonlyMap<string, readonly Unit[]>;
  readonly byFolder: ReadonlyMap<string, readonly Unit[]>;
  /** Text of other files of the project, such as `tsconfig.json`; undefined where there is none. */
  readonly read: (path: string) => string | undefined;
}

export function indexProject(units: readonly Unit[], read: (path: string) => string | undefined): ProjectIndex {
  const byBase = new Map<string, Unit[]>();
  const byFolder = new Map<string, Unit[]>();
  for (const unit of units) {
    add(byBase, baseOf(unit.path), unit);
    add(byFolder, folderOf(unit.path), unit);
  }
  return { units, byIndex: new Map(units.map((unit) => [unit.index, unit])), byPath: new Map(units.map((unit) => [unit.path, unit])), byBase, byFolder, read };
}

export function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

/** The file name up to its first dot. */
export function baseOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const cut = name.indexOf('.');
  return cut < 0 ? name : name.slice(0, cut);
}

/** Units of a folder in a family, in the order of their paths. */
export function unitsIn(project: ProjectIndex, folder: string, family: Family): readonly Unit[] {
  return (project.byFolder.get(folder) ?? []).filter((unit) => unit.family === family);
}

function add(map: Map<string, Unit[]>, key: string, unit: Unit): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [unit]);
  else known.push(unit);
}
