import { entriesOf, fieldOf, textOf } from './json.ts';
import type { LockedPackage } from './locked.ts';

const pinned = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([\w.!+-]+)(?![\w.!+*-])/;

/** The exactly pinned lines of a requirements file; included files are read where they lie. */
export function readRequirements(text: string): readonly LockedPackage[] {
  return text.split('\n').flatMap((line) => {
    const [, name, version] = pinned.exec(line.trim()) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}

/** Pipfile.lock. */
export function readPipfileLock(text: string): readonly LockedPackage[] {
  const lock: unknown = JSON.parse(text);
  return ['default', 'develop'].flatMap((group) =>
    entriesOf(fieldOf(lock, group)).flatMap(([name, entry]) => {
      const version = textOf(entry, 'version')?.replace(/^={2,3}/, '');
      return version === undefined ? [] : [{ name, version }];
    }),
  );
}
