import { entriesOf, fieldOf, itemsOf, textOf } from './json.ts';
import type { LockedPackage } from './locked.ts';

/** go.mod: the modules it requires, in the versions that its replacements give them. */
export function readGoMod(text: string): readonly LockedPackage[] {
  if (!/^\s*(?:module|require|replace)\s/m.test(text)) throw new SyntaxError('not a go.mod file');
  const lines = statements(text);
  const replaced = new Map<string, LockedPackage | undefined>();
  for (const line of lines) {
    const [, from, to, version] = /^replace\s+(\S+)(?:\s+v\S+)?\s+=>\s+(\S+)(?:\s+v?(\S+))?$/.exec(line) ?? [];
    if (from !== undefined && to !== undefined) replaced.set(from, version === undefined ? undefined : { name: to, version });
  }
  return lines.flatMap((line) => {
    const [, name, version] = /^require\s+(\S+)\s+v(\S+)$/.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    if (!replaced.has(name)) return [{ name, version }];
    const other = replaced.get(name);
    return other === undefined ? [] : [other];
  });
}

/** Each line of a block `word ( … )` with the word in front, without comments. */
function statements(text: string): readonly string[] {
  const lines: string[] = [];
  let block = '';
  for (const raw of text.split('\n')) {
    const line = (raw.split('//')[0] ?? '').trim();
    const opened = /^(\w+)\s*\($/.exec(line)?.[1];
    if (opened !== undefined) block = opened;
    else if (line === ')') block = '';
    else if (line !== '') lines.push(block === '' ? line : `${block} ${line}`);
  }
  return lines;
}

/** go.sum: modules whose content it holds a hash of, not only their go.mod. */
export function readGoSum(text: string): readonly LockedPackage[] {
  return text.split('\n').flatMap((line) => {
    const [, name, version] = /^(\S+) v(\S+) h1:/.exec(line) ?? [];
    return name === undefined || version === undefined || version.endsWith('/go.mod') ? [] : [{ name, version }];
  });
}

/** Gemfile.lock: the gems under `specs:`; the platform at the end of a version is left out. */
export function readGemfileLock(text: string): readonly LockedPackage[] {
  const found: LockedPackage[] = [];
  let isRemote = false;
  for (const line of text.split('\n')) {
    if (/^[A-Z]/.test(line)) isRemote = /^(?:GEM|GIT|PLUGIN SOURCE)\s*$/.test(line);
    const [, name, version] = /^ {4}([\w.-]+) \(([\w.]+)(?:-[^)]*)?\)\s*$/.exec(line) ?? [];
    if (isRemote && name !== undefined && version !== undefined) found.push({ name, version });
  }
  return found;
}

/** composer.lock, which also says licences. */
export function readComposerLock(text: string): readonly LockedPackage[] {
  const lock: unknown = JSON.parse(text);
  return ['packages', 'packages-dev'].flatMap((group) =>
    itemsOf(fieldOf(lock, group)).flatMap((entry) => {
      const name = textOf(entry, 'name');
      const version = textOf(entry, 'version');
      const license = itemsOf(fieldOf(entry, 'license'))
        .filter((item) => typeof item === 'string')
        .join(' OR ');
      return name === undefined || version === undefined ? [] : [{ name, version: version.replace(/^v(?=\d)/, ''), ...(license === '' ? {} : { license }) }];
    }),
  );
}

/** packages.lock.json of NuGet: per target framework. */
export function readNugetLock(text: string): readonly LockedPackage[] {
  const lock: unknown = JSON.parse(text);
  return entriesOf(fieldOf(lock, 'dependencies')).flatMap(([, packages]) =>
    entriesOf(packages).flatMap(([name, entry]) => {
      const version = textOf(entry, 'resolved');
      return version === undefined ? [] : [{ name, version }];
    }),
  );
}

/** gradle.lockfile: `group:artifact:version=configurations`. */
export function readGradleLock(text: string): readonly LockedPackage[] {
  return text.split('\n').flatMap((line) => {
    const [, name, version] = /^([^#\s:=]+:[^\s:=]+):([^\s:=]+)=/.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
