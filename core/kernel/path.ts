import { Failure } from './failure.ts';

declare const repoPathBrand: unique symbol;
/** A path inside the project root: relative, '/'-separated, normalised, '' for the root itself. Made only by `insideRoot`. */
export type RepoPath = string & { readonly [repoPathBrand]: true };

const driveLetter = /^([A-Za-z]):/;
const windowsAbsolute = /^[A-Za-z]:[\\/]/;

/**
 * Normalises a relative path, an absolute path or a file:// URI to a path inside `root`.
 * Throws Failure `outside_root` when it leaves the root, `bad_request` when it holds NUL or bad escapes. Purely textual:
 * symbolic links are checked by the Files port.
 */
export function insideRoot(root: string, path: string): RepoPath {
  const plain = fromUri(path);
  if (plain.includes('\0')) throw new Failure('bad_request', 'A path may not contain a NUL character');
  const base = segments(foldDrive(root));
  const absolute = plain.startsWith('/') || windowsAbsolute.test(plain) || plain.startsWith('\\\\');
  const walked = walk(absolute ? [] : base, segments(foldDrive(plain)));
  if (walked === undefined || walked.length < base.length || base.some((part, index) => walked[index] !== part)) {
    throw new Failure('outside_root', 'The path is outside the project root', { path: lastSegment(plain) });
  }
  return brand(walked.slice(base.length).join('/'));
}

/** Joins a name from a directory listing to its folder; the name is one segment. */
export function childPath(folder: RepoPath, name: string): RepoPath {
  return brand(folder === '' ? name : `${folder}/${name}`);
}

/** The folder a path is in, '' at the top. */
export function parentPath(path: RepoPath): RepoPath {
  const cut = path.lastIndexOf('/');
  return brand(cut < 0 ? '' : path.slice(0, cut));
}

/** The file name without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The extension in lower case without the dot, '' when there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function fromUri(path: string): string {
  if (!path.startsWith('file://')) return path;
  try {
    const decoded = decodeURIComponent(path.slice('file://'.length));
    return driveLetter.test(decoded.slice(1)) ? decoded.slice(1) : decoded;
  } catch {
    throw new Failure('bad_request', 'The file URI has a malformed escape');
  }
}

function foldDrive(path: string): string {
  return path.replace(driveLetter, (_match, letter: string) => `${letter.toLowerCase()}:`);
}

function segments(path: string): string[] {
  const slashed = driveLetter.test(path) || path.startsWith('\\\\') ? path.replaceAll('\\', '/') : path;
  return slashed.split('/').filter((part) => part !== '' && part !== '.');
}

function walk(start: readonly string[], parts: readonly string[]): string[] | undefined {
  const walked = [...start];
  for (const part of parts) {
    if (part !== '..') walked.push(part);
    else if (walked.pop() === undefined) return undefined;
  }
  return walked;
}

function lastSegment(path: string): string {
  return segments(path).at(-1) ?? '';
}

function brand(path: string): RepoPath {
  return path as RepoPath;
}
