import { Failure } from '../../kernel/failure.ts';
import type { RawFile } from './pack-file.ts';

const block = 512;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

interface Header {
  readonly name: string;
  readonly size: number;
  /** One character as tar writes it. */
  readonly type: string;
}

/**
 * Files of a tar archive (ustar, with the long names of pax and GNU). Throws `invalid_input` for a damaged archive and for links and devices:
 * a pack is made of plain files.
 */
export function readTar(bytes: Uint8Array): readonly RawFile[] {
  const files: RawFile[] = [];
  let longName: string | undefined;
  for (const { name, type, content } of entriesOf(bytes)) {
    if (type === 'x' || type === 'L') longName = type === 'L' ? textOf(content) : (paxPath(content) ?? longName);
    else if (type !== 'g') {
      if (isFile(type)) files.push({ path: (longName ?? name).replace(/^\.\//, ''), bytes: content });
      longName = undefined;
    }
  }
  return files;
}

/** Folders are left out: they are made for their files. */
function isFile(type: string): boolean {
  if (type === '5') return false;
  if (['0', '', '7'].includes(type)) return true;
  throw new Failure('invalid_input', 'The archive holds a link or a device; a pack is made of plain files');
}

function* entriesOf(bytes: Uint8Array): Generator<Header & { readonly content: Uint8Array }> {
  let offset = 0;
  while (offset + block <= bytes.length) {
    const header = readHeader(bytes.subarray(offset, offset + block));
    if (header === undefined) return;
    const start = offset + block;
    if (start + header.size > bytes.length) throw damaged();
    yield { ...header, content: bytes.subarray(start, start + header.size) };
    offset = start + header.size + padding(header.size);
  }
}

/** A tar archive of files that is the same for the same files. Throws `invalid_input` for a path that does not fit its header. */
export function writeTar(files: readonly RawFile[]): Uint8Array {
  const parts = files.flatMap(({ path, bytes }) => [writeHeader(path, bytes.length), bytes, new Uint8Array(padding(bytes.length))]);
  return joined([...parts, new Uint8Array(block * 2)]);
}

function padding(size: number): number {
  return (block - (size % block)) % block;
}

function readHeader(header: Uint8Array): Header | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  if (octal(header.subarray(148, 156)) !== checksum(header)) throw damaged();
  const size = octal(header.subarray(124, 136));
  const isUstar = textOf(header.subarray(257, 262)) === 'ustar';
  const prefix = isUstar && header[263] === 0x30 ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  if (size === undefined) throw damaged();
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type: textOf(header.subarray(156, 157)) };
}

function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** Numbers in base 256 are for sizes that no pack has. */
function octal(field: Uint8Array): number | undefined {
  const digits = /^ *([0-7]+) *$/.exec(textOf(field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

function textOf(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

/** The path in a pax header: records such as `23 path=some/file.yaml`. */
function paxPath(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(decoder.decode(content))?.[1];
}

function writeHeader(path: string, size: number): Uint8Array {
  const header = new Uint8Array(block);
  const put = (text: string, at: number) => header.set(encoder.encode(text), at);
  const { prefix, name } = splitPath(path);
  put(name, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put(`${'0'.repeat(11)}\0`, 136);
  put('0', 156);
  put('ustar\u000000', 257);
  put(prefix, 345);
  put(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function splitPath(path: string): { readonly prefix: string; readonly name: string } {
  if (encoder.encode(path).length <= 100) return { prefix: '', name: path };
  const cuts = [...path.matchAll(/\//g)].map(({ index }) => ({ prefix: path.slice(0, index), name: path.slice(index + 1) }));
  const fitting = cuts.find(({ prefix, name }) => encoder.encode(name).length <= 100 && encoder.encode(prefix).length <= 155);
  if (fitting === undefined) throw new Failure('invalid_input', `The path ${path} is too long for a tar archive; use zip`);
  return fitting;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function damaged(): Failure {
  return new Failure('invalid_input', 'The tar archive is damaged');
}
