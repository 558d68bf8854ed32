const maxName = 4096;
const maxSegment = 255;
const drive = /^[A-Za-z]:/;

export type NameProblem = 'absolute' | 'outside' | 'unreadable' | 'too long';
export type NameVerdict = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'wrong'; readonly problem: NameProblem };

/**
 * The path that an archive's name means: relative, '/'-separated, without `.` and empty parts. Names that lead outside, are absolute on any system,
 * hold a backslash or a control character, or are longer than file systems take are wrong; '' is the archive's own folder.
 */
export function readName(name: string): NameVerdict {
  if (name.startsWith('/') || drive.test(name)) return wrong('absolute');
  if (name.includes('\\') || hasControl(name)) return wrong('unreadable');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return wrong('outside');
  const path = parts.join('/');
  if (byteLength(path) > maxName || parts.some((part) => byteLength(part) > maxSegment)) return wrong('too long');
  return { kind: 'path', path };
}

/** Whether a link at `path` stays within the source; `from` says what its target is relative to. */
export function staysInside(path: string, target: string, from: 'folder' | 'root'): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\\') || target.includes('\0') || drive.test(target)) return false;
  let depth = from === 'folder' ? path.split('/').length - 1 : 0;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

function hasControl(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function wrong(problem: NameProblem): NameVerdict {
  return { kind: 'wrong', problem };
}
