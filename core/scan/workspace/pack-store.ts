import { customRulesFolder } from '../../config/load.ts';
import type { Files } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { baseName, childPath, insideRoot, type RepoPath } from '../../kernel/path.ts';
import { type PackFile, packLimits, type RawFile, readPackFiles } from '../pack-files/pack-file.ts';
import { headFile } from '../pack-files/pack-root.ts';

/** Where a pack of the project lies: one file, or a folder with a pack.yaml. */
export interface PackPlace {
  readonly kind: 'file' | 'folder';
  readonly path: string;
}

/** The place of a pack made of these files; undefined where it is spread over files that hold other rules too, or lies elsewhere. */
export function placeOf(id: string, files: readonly string[]): PackPlace | undefined {
  const [first] = files;
  if (first === undefined || id === 'custom') return undefined;
  const head = files.find((file) => file.endsWith(`/${headFile}`));
  const folder = head?.slice(0, -headFile.length - 1);
  if (folder !== undefined && folder !== customRulesFolder && files.every((file) => file.startsWith(`${folder}/`))) return { kind: 'folder', path: folder };
  return files.length === 1 ? { kind: 'file', path: first } : undefined;
}

/** Whether a place is one of those that imports write to and deletions take away. */
export function isManaged({ path }: PackPlace): boolean {
  return path.startsWith(`${customRulesFolder}/`);
}

/** All files of a pack, with the targets of its tests; of a folder that is larger than a pack may be, Failure `too_large`. */
export function readStored(files: Files, place: PackPlace): readonly PackFile[] {
  const path = insideRoot(files.root, place.path);
  if (place.kind === 'file') return readPackFiles([{ path: baseName(place.path), bytes: files.read(path) }]);
  const raw: RawFile[] = [];
  collect(files, path, { prefix: '', raw });
  return readPackFiles(raw);
}

interface Collected {
  readonly prefix: string;
  readonly raw: RawFile[];
}

function collect(files: Files, folder: RepoPath, { prefix, raw }: Collected): void {
  for (const { name, kind } of files.list(folder)) {
    const path = childPath(folder, name);
    if (kind === 'folder' && !name.startsWith('.')) collect(files, path, { prefix: `${prefix}${name}/`, raw });
    if (kind !== 'file') continue;
    if ((files.stat(path)?.size ?? 0) > packLimits.fileBytes) throw new Failure('too_large', `The file ${path} is larger than 1 MB`);
    raw.push({ path: `${prefix}${name}`, bytes: files.read(path).slice() });
    if (raw.length > packLimits.files) throw new Failure('too_large', `The pack has more than ${packLimits.files} files`);
  }
}

/** Writes a pack as one file or as a folder, in one step, in place of the former one. Gives where it lies now. */
export function storePack(
  files: Files,
  id: string,
  { content, former }: { readonly content: readonly PackFile[]; readonly former?: PackPlace | undefined },
): PackPlace {
  const place = newPlace(id, content);
  const path = insideRoot(files.root, place.path);
  if (place.kind === 'folder') files.replaceFolder(path, Object.fromEntries(content.map((file) => [file.path, file.text])));
  else files.write(path, content[0]?.text ?? '');
  if (former !== undefined && former.path !== place.path) removePack(files, former);
  return place;
}

function newPlace(id: string, content: readonly PackFile[]): PackPlace {
  const isFolder = content.some(({ path }) => path === headFile);
  return isFolder ? { kind: 'folder', path: `${customRulesFolder}/${id}` } : { kind: 'file', path: `${customRulesFolder}/${id}.yaml` };
}

/** Removes the file or the folder of a pack. */
export function removePack(files: Files, place: PackPlace): void {
  const path = insideRoot(files.root, place.path);
  if (place.kind === 'folder') files.replaceFolder(path, {});
  else files.remove(path);
}
