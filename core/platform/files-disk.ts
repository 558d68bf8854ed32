import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FileStat, Files, FolderEntry } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';

/** Files of a folder on disk. Throws `not_found` when the folder does not exist. */
export function diskFiles(folder: string): Files {
  const root = realRoot(folder);
  const folders = new Map<string, CheckedFolder>();
  const prefix = root.endsWith(path.sep) ? root : root + path.sep;
  const at = (name: RepoPath) => (name === '' ? root : prefix + (path.sep === '/' ? name : name.replaceAll('/', path.sep)));
  return {
    root,
    read: (name) => guard(() => fs.readFileSync(checked(root, at(name)))),
    load: (name, limit) => guard(() => loadWithin(openInside(root, at(name), folders), limit)),
    stat(name) {
      const stat = fs.lstatSync(at(name), { throwIfNoEntry: false });
      return stat === undefined ? undefined : toStat(stat);
    },
    list: (name) => guard(() => listInside(root, at(name), folders)),
    write: (name, content) => guard(() => writeAtomically(root, at(name), content)),
    replaceFolder: (name, content) => guard(() => replaceFolder(root, at(name), content)),
    remove: (name) => guard(() => fs.rmSync(checked(root, path.dirname(at(name))) + path.sep + path.basename(at(name)), { force: true })),
  };
}

function realRoot(folder: string): string {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    throw new Failure('not_found', 'The project folder does not exist');
  }
}

/** The real path of an existing file or folder; a link that leads outside the root is refused. */
function checked(root: string, target: string): string {
  const real = fs.realpathSync.native(target);
  if (real !== root && !real.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
    throw new Failure('outside_root', 'The path leads outside the project root through a link');
  }
  return real;
}

/** A folder whose real path was found to be inside of the root a moment ago. */
interface CheckedFolder {
  readonly real: string;
  readonly until: number;
}

const folderMilliseconds = 500;
const maxFolders = 4000;

/** The folders in a listed folder are no links: a walk that goes on into them need not ask again. */
function listInside(root: string, folder: string, folders: Map<string, CheckedFolder>): readonly FolderEntry[] {
  const real = realFolder(root, folder, folders);
  const until = performance.now() + folderMilliseconds;
  return fs.readdirSync(real, { withFileTypes: true }).map((entry) => {
    const kind = kindOf(entry);
    if (kind === 'folder') keepFolder(folders, path.join(folder, entry.name), { real: path.join(real, entry.name), until });
    return { name: entry.name, kind };
  });
}

/** Files of one folder are read in a row: its path is checked once for them. */
function realFolder(root: string, folder: string, folders: Map<string, CheckedFolder>): string {
  const known = folders.get(folder);
  if (known !== undefined && known.until >= performance.now()) return known.real;
  const real = checked(root, folder);
  keepFolder(folders, folder, { real, until: performance.now() + folderMilliseconds });
  return real;
}

function keepFolder(folders: Map<string, CheckedFolder>, folder: string, known: CheckedFolder): void {
  if (folders.size > maxFolders) folders.clear();
  folders.set(folder, known);
}

/** What is a link itself is checked on its own. */
function openInside(root: string, target: string, folders: Map<string, CheckedFolder>): number {
  if (fs.constants.O_NOFOLLOW === undefined) return fs.openSync(checked(root, target), 'r');
  const real = realFolder(root, path.dirname(target), folders);
  try {
    return fs.openSync(path.join(real, path.basename(target)), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ELOOP')) throw thrown;
    return fs.openSync(checked(root, target), 'r');
  }
}

/** One opening of the file gives both, so that they belong together. */
function loadWithin(handle: number, limit: number): ReturnType<Files['load']> {
  try {
    const stat = toStat(fs.fstatSync(handle));
    return stat.kind !== 'file' || stat.size > limit ? { stat } : { stat, bytes: readWhole(handle, stat.size) };
  } finally {
    fs.closeSync(handle);
  }
}

/** Bytes of the thread's reading buffer: memory for each file anew costs more than reading it. */
const kept = 1 << 20;
let reading: Buffer | undefined;

function bufferFor(size: number): Buffer {
  if (size > kept) return Buffer.allocUnsafeSlow(size);
  reading ??= Buffer.allocUnsafeSlow(kept);
  return reading.subarray(0, size);
}

function readWhole(handle: number, size: number): Uint8Array {
  const bytes = bufferFor(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read) read = fs.readSync(handle, bytes, length, size - length, length);
  return length === size ? bytes : bytes.subarray(0, length);
}

function toStat(stat: fs.Stats): FileStat {
  return { size: stat.size, modified: stat.mtimeMs, changed: stat.ctimeMs, kind: kindOf(stat) };
}

/** Writes beside the target and renames, so that a killed process leaves the old or the new content. A link is written through, inside the root. */
function writeAtomically(root: string, target: string, content: string | Uint8Array): void {
  makeFolders(root, path.dirname(target));
  const folder = checked(root, path.dirname(target));
  const existing = fs.lstatSync(target, { throwIfNoEntry: false });
  const final = existing === undefined ? path.join(folder, path.basename(target)) : checked(root, target);
  const temporary = path.join(path.dirname(final), `.${path.basename(final)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    fs.writeFileSync(temporary, content, existing === undefined ? {} : { mode: fs.statSync(final).mode });
    fs.renameSync(temporary, final);
  } catch (thrown) {
    fs.rmSync(temporary, { force: true });
    throw thrown;
  }
}

/**
 * Writes beside the target and renames. A process that is killed between the two renames leaves the old files beside it, under a name that begins
 * with a dot.
 */
function replaceFolder(root: string, target: string, content: Readonly<Record<string, string>>): void {
  makeFolders(root, path.dirname(target));
  const parent = checked(root, path.dirname(target));
  const beside = (kind: string) => path.join(parent, `.${path.basename(target)}.${randomBytes(6).toString('hex')}.${kind}`);
  const [fresh, former, final] = [beside('tmp'), beside('old'), path.join(parent, path.basename(target))];
  const wasThere = fs.lstatSync(final, { throwIfNoEntry: false }) !== undefined;
  try {
    writeFiles(fresh, content);
    if (wasThere) fs.renameSync(final, former);
    if (Object.keys(content).length > 0) fs.renameSync(fresh, final);
    fs.rmSync(former, { recursive: true, force: true });
  } catch (thrown) {
    if (!fs.existsSync(final) && fs.existsSync(former)) fs.renameSync(former, final);
    throw thrown;
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

function writeFiles(folder: string, content: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(content)) {
    const file = path.join(folder, ...insideRoot(folder, name).split('/'));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** Makes missing folders one by one, checking the nearest existing one first, so that nothing is made outside through a link. */
function makeFolders(root: string, folder: string): void {
  let existing = folder;
  while (!fs.existsSync(existing)) existing = path.dirname(existing);
  checked(root, existing);
  fs.mkdirSync(folder, { recursive: true });
}

function kindOf(entry: fs.Stats | fs.Dirent): FileStat['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

const codes: Readonly<Record<string, () => Failure>> = {
  ENOENT: () => new Failure('not_found', 'The file does not exist'),
  ENOTDIR: () => new Failure('not_found', 'The file does not exist'),
  EACCES: () => new Failure('forbidden', 'The file cannot be read or written: permission denied'),
  EPERM: () => new Failure('forbidden', 'The file cannot be read or written: permission denied'),
  EISDIR: () => new Failure('bad_request', 'The path is a folder, not a file'),
  ELOOP: () => new Failure('bad_request', 'The link leads in a circle'),
  ENAMETOOLONG: () => new Failure('bad_request', 'The path is too long'),
  ENOSPC: () => new Failure('unavailable', 'The disk is full'),
  EROFS: () => new Failure('forbidden', 'The file system is read-only'),
};

function guard<T>(act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
    throw codes[code]?.() ?? thrown;
  }
}
