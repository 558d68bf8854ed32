import type { LockedPackage } from './locked.ts';

interface Block {
  readonly heading: string;
  version?: string;
  resolution?: string;
}

/** yarn.lock of yarn 1 and of later versions, read line by line. */
export function readYarnLock(text: string): readonly LockedPackage[] {
  return blocksIn(text).flatMap((block) => lockedOf(block));
}

function blocksIn(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    const heading = /^([^\s#].*):\s*$/.exec(line)?.[1];
    if (heading !== undefined) blocks.push({ heading });
    const [, field, value] = /^ {2}"?(version|resolution)"?:? "?([^"\s]+)"?\s*$/.exec(line) ?? [];
    const last = blocks.at(-1);
    if (last === undefined || value === undefined) continue;
    if (field === 'version') last.version = value;
    else last.resolution = value;
  }
  return blocks;
}

/** The heading lists what was asked for, `"name@^1.0", name@~1.2`; the resolution of later versions names what was found. */
function lockedOf({ heading, version, resolution }: Block): readonly LockedPackage[] {
  if (version === undefined || heading === '__metadata' || resolution?.includes('@workspace:') === true) return [];
  const asked = (heading.split(',')[0] ?? '').trim().replace(/^"|"$/g, '');
  const source = resolution ?? asked.replace(/^@?[^@]+@npm:(?=@?[a-z])/i, '');
  const name = /^(@?[^@]+)@/.exec(source)?.[1];
  return name === undefined ? [] : [{ name, version }];
}
