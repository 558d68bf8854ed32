import { folderOf, type ProjectIndex } from './project-index.ts';
import type { Unit } from './unit.ts';

const extensions = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'];
const written = /\.(?:js|jsx|mjs|cjs)$/;

/** The file a module specifier means: relative paths, `paths` of tsconfig.json, and packages of the same repository. */
export function scriptModule(project: ProjectIndex, from: Unit, module: string): readonly Unit[] {
  if (module.startsWith('.')) return asList(fileAt(project, joined(folderOf(from.path), module)));
  const settings = settingsOf(project);
  for (const { prefix, suffix, targets } of settings.paths) {
    if (!module.startsWith(prefix) || !module.endsWith(suffix) || module.length < prefix.length + suffix.length) continue;
    const rest = module.slice(prefix.length, module.length - suffix.length);
    for (const target of targets) {
      const unit = fileAt(project, normalised(target.replace('*', rest)));
      if (unit !== undefined) return [unit];
    }
  }
  const own = settings.packages.find(({ name }) => module === name || module.startsWith(`${name}/`));
  if (own !== undefined) return asList(packageFile(project, own, module.slice(own.name.length)));
  return asList(settings.baseUrl === undefined ? undefined : fileAt(project, joined(settings.baseUrl, module)));
}

interface OwnPackage {
  readonly name: string;
  readonly folder: string;
  readonly mains: readonly string[];
}

interface ScriptSettings {
  readonly paths: readonly { readonly prefix: string; readonly suffix: string; readonly targets: readonly string[] }[];
  readonly baseUrl: string | undefined;
  readonly packages: readonly OwnPackage[];
}

const known = new WeakMap<ProjectIndex, ScriptSettings>();

/** Reads the settings of a project that say what modules mean, once. */
export function readScriptSettings(project: ProjectIndex): void {
  settingsOf(project);
}

function settingsOf(project: ProjectIndex): ScriptSettings {
  const ready = known.get(project);
  if (ready !== undefined) return ready;
  const made = readSettings(project);
  known.set(project, made);
  return made;
}

function readSettings(project: ProjectIndex): ScriptSettings {
  const options = recordAt(parse(project.read('tsconfig.json') ?? project.read('jsconfig.json') ?? project.read('tsconfig.base.json')), 'compilerOptions');
  const base = valueAt(options, 'baseUrl');
  const baseUrl = typeof base === 'string' ? normalised(base) : undefined;
  const paths = Object.entries(recordAt(options, 'paths')).map(([pattern, targets]) => {
    const [prefix = '', suffix = ''] = pattern.split('*');
    return { prefix, suffix, targets: texts(targets).map((target) => joined(baseUrl ?? '', target)) };
  });
  return { paths: paths.toSorted((a, b) => b.prefix.length - a.prefix.length), baseUrl, packages: ownPackages(project) };
}

/** Folders with a package.json, as far as code stands in them or right below. */
function ownPackages(project: ProjectIndex): readonly OwnPackage[] {
  const folders = new Set<string>();
  for (const folder of project.byFolder.keys()) {
    folders.add(folder);
    folders.add(folderOf(folder));
  }
  const packages: OwnPackage[] = [];
  for (const folder of folders) {
    const manifest = recordAt({ manifest: parse(project.read(folder === '' ? 'package.json' : `${folder}/package.json`)) }, 'manifest');
    const name = valueAt(manifest, 'name');
    if (typeof name === 'string' && name !== '')
      packages.push({
        name,
        folder,
        mains: [...exportTargets(valueAt(manifest, 'exports')), ...texts([valueAt(manifest, 'types'), valueAt(manifest, 'module'), valueAt(manifest, 'main')])],
      });
  }
  return packages.toSorted((a, b) => b.name.length - a.name.length);
}

function exportTargets(exported: unknown): readonly string[] {
  if (typeof exported === 'string') return [exported];
  if (typeof exported !== 'object' || exported === null) return [];
  const entries = new Map<string, unknown>(Object.entries(exported));
  const main = entries.get('.');
  if (main !== undefined) return exportTargets(main);
  return ['source', 'import', 'require', 'default'].flatMap((key) => exportTargets(entries.get(key)));
}

/** What a package is built into is rarely in the repository: its source is tried in the usual places. */
function packageFile(project: ProjectIndex, { folder, mains }: OwnPackage, rest: string): Unit | undefined {
  const names = rest === '' ? [...mains, 'src/index', 'index', 'lib/index', 'src/main'] : [`.${rest}`, `src${rest}`, `lib${rest}`];
  for (const name of names) {
    const unit = fileAt(project, joined(folder, name));
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function fileAt({ byPath }: ProjectIndex, path: string): Unit | undefined {
  const exact = byPath.get(path);
  if (exact !== undefined) return exact;
  const bare = path.replace(written, '');
  for (const stem of bare === path ? [path] : [path, bare]) {
    for (const extension of extensions) {
      const unit = byPath.get(stem + extension) ?? byPath.get(`${stem}/index${extension}`);
      if (unit !== undefined) return unit;
    }
  }
  return undefined;
}

function joined(folder: string, path: string): string {
  return normalised(folder === '' ? path : `${folder}/${path}`);
}

function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

const jsonComments = /("(?:[^"\\]|\\.)*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const trailingComma = /,(\s*[}\]])/g;

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text.replaceAll(jsonComments, (_, string: string | undefined) => string ?? '').replaceAll(trailingComma, '$1'));
  } catch {
    return undefined;
  }
}

function valueAt(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return record[key];
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof inner === 'object' && inner !== null ? Object.fromEntries(Object.entries(inner)) : {};
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function asList(unit: Unit | undefined): readonly Unit[] {
  return unit === undefined ? [] : [unit];
}
