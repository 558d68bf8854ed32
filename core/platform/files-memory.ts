import type { FileStat, Files, FolderEntry } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';

/** A project in memory, for tests and inline scans: text or bytes by path. */
export function memoryFiles(root: string, content: Readonly<Record<string, string | Uint8Array>> = {}): Files {
  const files = new Map<string, { bytes: Uint8Array; modified: number }>();
  let clock = 1;
  const put = (name: string, value: string | Uint8Array) => {
    clock += 1;
    files.set(name, { bytes: typeof value === 'string' ? new TextEncoder().encode(value) : value, modified: clock });
  };
  for (const [name, value] of Object.entries(content)) put(insideRoot(root, name), value);
  const isFolder = (name: RepoPath) => name === '' || [...files.keys()].some((key) => key.startsWith(`${name}/`));
  const get = (name: RepoPath) => {
    const file = files.get(name);
    if (file === undefined) throw isFolder(name) ? new Failure('bad_request', 'The path is a folder, not a file') : missing();
    return file;
  };
  return {
    root,
    read: (name) => get(name).bytes,
    load(name, limit) {
      const { bytes, modified } = get(name);
      const stat: FileStat = { size: bytes.length, modified, kind: 'file' };
      return bytes.length > limit ? { stat } : { stat, bytes };
    },
    stat(name): FileStat | undefined {
      const file = files.get(name);
      if (file !== undefined) return { size: file.bytes.length, modified: file.modified, kind: 'file' };
      return isFolder(name) ? { size: 0, modified: 0, kind: 'folder' } : undefined;
    },
    list(folder) {
      if (!isFolder(folder)) throw missing();
      return entriesBelow(files.keys(), folder);
    },
    write: put,
    remove: (name) => void files.delete(name),
    replaceFolder(folder, texts) {
      const fresh = Object.entries(texts).map(([name, text]) => [`${folder}/${insideRoot(root, name)}`, text] as const);
      for (const name of files.keys()) if (name === folder || name.startsWith(`${folder}/`)) files.delete(name);
      for (const [name, text] of fresh) put(name, text);
    },
  };
}

function entriesBelow(names: Iterable<string>, folder: RepoPath): FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, FolderEntry>();
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.slice(prefix.length).split('/');
    const first = rest[0] ?? '';
    entries.set(first, { name: first, kind: rest.length > 1 ? 'folder' : 'file' });
  }
  return [...entries.values()];
}

function missing(): Failure {
  return new Failure('not_found', 'The file does not exist');
}
