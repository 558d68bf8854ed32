import { parse } from 'smol-toml';
import { fieldOf, itemsOf, textOf } from './json.ts';
import type { LockedPackage } from './locked.ts';

/** Cargo.lock: what lies in the project has no source. */
export function readCargoLock(text: string): readonly LockedPackage[] {
  return lockedIn(itemsOf(fieldOf(parse(text), 'package')).filter((entry) => textOf(entry, 'source') !== undefined));
}

/** poetry.lock, uv.lock, pdm.lock and pylock.toml: tables named `package` with name and version. Packages of the project itself are left out. */
export function readTomlLock(text: string): readonly LockedPackage[] {
  const lock = parse(text);
  return lockedIn(itemsOf(fieldOf(lock, 'package') ?? fieldOf(lock, 'packages')).filter((entry) => !isOwn(fieldOf(entry, 'source'))));
}

function lockedIn(entries: readonly unknown[]): readonly LockedPackage[] {
  return entries.flatMap((entry) => {
    const name = textOf(entry, 'name');
    const version = textOf(entry, 'version');
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}

/** How uv marks what lies in the project. */
function isOwn(source: unknown): boolean {
  return ['virtual', 'editable', 'directory'].some((kind) => fieldOf(source, kind) !== undefined);
}
