import type { LockedPackage } from './locked.ts';

interface Entry {
  readonly key: string;
  name?: string;
  version?: string;
}

/**
 * pnpm-lock.yaml of all versions, read line by line: pnpm writes it in one form, and a YAML reader takes seconds for what a large workspace has.
 * Throws for text without `lockfileVersion`.
 */
export function readPnpmLock(text: string): readonly LockedPackage[] {
  if (!/^lockfileVersion:/m.test(text)) throw new SyntaxError('not a pnpm lockfile');
  return entriesIn(text).flatMap((entry) => lockedOf(entry));
}

function entriesIn(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) isInside = /^packages:\s*$/.test(line);
    if (!isInside) continue;
    const key = /^ {2}(?:'([^']+)'|"([^"]+)"|([^\s'"#].*?)):(?:\s.*)?$/.exec(line);
    if (key !== null) entries.push({ key: key[1] ?? key[2] ?? key[3] ?? '' });
    const [, field, value] = /^ {4}(name|version): '?([^'\s]+)'?\s*$/.exec(line) ?? [];
    const last = entries.at(-1);
    if (last === undefined || value === undefined) continue;
    if (field === 'name') last.name = value;
    else last.version = value;
  }
  return entries;
}

/** `/name/1.0.0_peers`, `/name@1.0.0(peers)`, `name@1.0.0`; packages from elsewhere say name and version in fields. */
function lockedOf({ key, name, version }: Entry): readonly LockedPackage[] {
  const plain = (key.split('(')[0] ?? '').replace(/^\//, '');
  const [, keyName, keyVersion] = /^(@[^@/]+\/[^@/]+|[^@/]+)[@/](\d[^_/]*)/.exec(plain) ?? [];
  const found = { name: name ?? keyName ?? /^(@?[^@/][^@]*)@/.exec(plain)?.[1], version: version ?? keyVersion };
  return found.name === undefined || found.version === undefined ? [] : [{ name: found.name, version: found.version }];
}
