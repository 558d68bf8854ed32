import path from 'node:path';
import { Failure } from '../core/kernel/failure.ts';
import type { Shell } from './shell.ts';

/** A pack as the operations take it. */
export type GivenPack = { readonly yaml: string } | { readonly files: Readonly<Record<string, string>> } | { readonly archive: string };

const yamlFile = /\.ya?ml$/i;
const maxDepth = 8;
const maxFiles = 2000;

/** Reads a pack from a folder, a YAML file or an archive that the caller names. Throws `not_found`, and `too_large` for a folder of too many files. */
export function readPack({ cwd, disk }: Shell, name: string): GivenPack {
  const full = path.resolve(cwd, name);
  const kind = disk.kindOf(full);
  if (kind === undefined) throw new Failure('not_found', `There is no file or folder ${name}`);
  if (kind === 'folder') {
    const files: Record<string, string> = {};
    collect(disk, full, { prefix: '', depth: 0, files });
    return { files };
  }
  return yamlFile.test(full) ? { yaml: disk.readText(full) } : { archive: Buffer.from(disk.readBytes(full)).toString('base64') };
}

interface Collected {
  readonly prefix: string;
  readonly depth: number;
  readonly files: Record<string, string>;
}

/** Hidden files are no part of a pack. */
function collect(disk: Shell['disk'], folder: string, { prefix, depth, files }: Collected): void {
  for (const name of disk.list(folder)) {
    if (name.startsWith('.')) continue;
    const full = path.join(folder, name);
    if (disk.kindOf(full) === 'folder') {
      if (depth >= maxDepth) throw new Failure('invalid_input', `The folder of the pack is more than ${maxDepth} folders deep`);
      collect(disk, full, { prefix: `${prefix}${name}/`, depth: depth + 1, files });
      continue;
    }
    if (Object.keys(files).length >= maxFiles) throw new Failure('too_large', `The folder of the pack has more than ${maxFiles} files`);
    files[`${prefix}${name}`] = disk.readText(full);
  }
}
