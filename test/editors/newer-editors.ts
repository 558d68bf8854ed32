import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

let known: string | undefined;

/** The folder of the newer editors, which are fetched where they are missing. */
export function newerEditors(): string {
  known ??= execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../scripts/ensure-newer-editors.mjs')], { encoding: 'utf8' }).trim();
  return known;
}

/** How to start one of them: by the loader that came with it, since the machine's libraries are older. */
export function startOf(program: string): { readonly command: string; readonly argv: readonly string[] } {
  const folder = newerEditors();
  const libraries = fs
    .readdirSync(path.join(folder, 'usr/lib'))
    .map((name) => path.join(folder, 'usr/lib', name))
    .find((place) => fs.existsSync(path.join(place, 'libc.so.6')));
  const loader = libraries === undefined ? undefined : fs.readdirSync(libraries).find((name) => /^ld-linux.*\.so/.test(name));
  if (libraries === undefined || loader === undefined) throw new Error('The fetched editors came without their libraries');
  return { command: path.join(libraries, loader), argv: ['--library-path', libraries, path.join(folder, 'usr/bin', program)] };
}
