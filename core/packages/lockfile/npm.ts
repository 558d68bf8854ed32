import { entriesOf, fieldOf, itemsOf, parseRelaxedJson, textOf } from './json.ts';
import type { LockedPackage } from './locked.ts';

const inModules = 'node_modules/';

/** package-lock.json and npm-shrinkwrap.json of lockfile versions 1 to 3. */
export function readNpmLock(text: string): readonly LockedPackage[] {
  const lock: unknown = JSON.parse(text);
  const packages = fieldOf(lock, 'packages');
  return packages === undefined ? readNested(lock) : entriesOf(packages).flatMap(([path, entry]) => fromPath(path, entry));
}

function fromPath(path: string, entry: unknown): readonly LockedPackage[] {
  const at = path.lastIndexOf(inModules);
  const version = textOf(entry, 'version');
  if (at < 0 || version === undefined || fieldOf(entry, 'link') === true) return [];
  const name = textOf(entry, 'name') ?? path.slice(at + inModules.length);
  return [{ name, version, ...licenseOf(fieldOf(entry, 'license')) }];
}

function licenseOf(value: unknown): { readonly license?: string } {
  const license =
    typeof value === 'string'
      ? value
      : itemsOf(value)
          .filter((item) => typeof item === 'string')
          .join(' OR ');
  return license === '' ? {} : { license };
}

/** Version 1 nests the packages of a package in it, to any depth. */
function readNested(lock: unknown): readonly LockedPackage[] {
  const found: LockedPackage[] = [];
  const waiting: unknown[] = [fieldOf(lock, 'dependencies')];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [name, entry] of entriesOf(next)) {
      const version = textOf(entry, 'version');
      const below = fieldOf(entry, 'dependencies');
      if (below !== undefined) waiting.push(below);
      if (version !== undefined && /^(?:npm:|\d)/.test(version)) found.push(fromAlias(name, version));
    }
  }
  return found;
}

/** `npm:other@1.0.0` is another package under this name. */
function fromAlias(name: string, version: string): LockedPackage {
  const [, aliased, exact] = /^npm:(.+)@([^@]+)$/.exec(version) ?? [];
  return { name: aliased ?? name, version: exact ?? version };
}

/** bun.lock: each package is an array that starts with `name@version`. */
export function readBunLock(text: string): readonly LockedPackage[] {
  return entriesOf(fieldOf(parseRelaxedJson(text), 'packages')).flatMap(([, entry]) => {
    const [first] = itemsOf(entry);
    const [, name, version] = /^(@?[^@]+)@(\d[^@]*)$/.exec(typeof first === 'string' ? first : '') ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
