import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { zipSync, type Zippable } from 'fflate';

/** What to put into an archive of a test; the name is written as it is. */
export interface PackedEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Of tar's kinds; a file unless given. */
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly target?: string;
  readonly mode?: number;
}

const block = 512;

/** A tar archive of these entries. */
export function packTar(entries: readonly PackedEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(tarEntry), Buffer.alloc(2 * block)]);
}

/** The same, gzipped. */
export function packTarGz(entries: readonly PackedEntry[]): Buffer {
  return gzipSync(packTar(entries));
}

function tarEntry({ name, content = '', type = 'File', target, mode = 0o644 }: PackedEntry): Buffer[] {
  const bytes = type === 'File' ? Buffer.from(content) : Buffer.alloc(0);
  const header = new Header({ path: name, type, size: bytes.length, mode, ...(target === undefined ? {} : { linkpath: target }) });
  const first = Buffer.alloc(block);
  const needsPax = header.encode(first);
  const padding = Buffer.alloc((block - (bytes.length % block)) % block);
  return [...(needsPax ? paxEntry(name) : []), first, bytes, padding];
}

/** Long names and such as ASCII lacks stand in an entry of their own before the file's. */
function paxEntry(name: string): Buffer[] {
  const rest = ` path=${name}\n`;
  let length = Buffer.byteLength(rest) + 2;
  while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
  const bytes = Buffer.from(`${length}${rest}`);
  const header = Buffer.alloc(block);
  new Header({ path: 'PaxHeader', type: 'ExtendedHeader', size: bytes.length, mode: 0o644 }).encode(header);
  return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)];
}

const unix = 3;

/** A zip archive of these entries. */
export function packZip(entries: readonly PackedEntry[], level: 0 | 6 | 9 = 6): Buffer {
  const files: Zippable = {};
  for (const { name, content = '', type = 'File', target, mode = 0o644 } of entries) {
    const kind = { File: 0o100000, Directory: 0o040000, SymbolicLink: 0o120000, Link: 0o100000, CharacterDevice: 0o020000, FIFO: 0o010000 }[type];
    const bytes = new Uint8Array(Buffer.from(target ?? content));
    files[name] = [bytes, { level, os: unix, attrs: ((kind | mode) << 16) >>> 0 }];
  }
  return Buffer.from(zipSync(files));
}

/** The same archive with every entry of its directory leading to the first one's bytes. */
export function overlapped(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  const signature = Buffer.from('PK\u0001\u0002', 'latin1');
  const first = copy.indexOf(signature);
  const fields = copy.subarray(first + 10, first + 28);
  for (let at = copy.indexOf(signature, first + 4); at >= 0; at = copy.indexOf(signature, at + 4)) {
    fields.copy(copy, at + 10);
    copy.writeUInt32LE(0, at + 42);
  }
  return copy;
}
