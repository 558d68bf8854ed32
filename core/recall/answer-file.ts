import { createHash } from 'node:crypto';
import type { Sighting } from './sighting.ts';

/** An answer with all that it came from. */
export interface KeptAnswer {
  /** What was asked, of which product. */
  readonly key: string;
  /** JSON. */
  readonly answer: string;
  readonly sightings: ReadonlyMap<string, Sighting>;
  /** When it is to be asked for anew, in milliseconds since 1970; 0 for never. */
  readonly until: number;
}

interface Head {
  readonly format: 1;
  readonly key: string;
  readonly until: number;
  readonly count: number;
  readonly pathBytes: number;
  /** Of those whose times prove nothing: index and content. */
  readonly contents: readonly (readonly [index: number, content: string])[];
}

const kinds = ['absent', 'there', 'file', 'folder'] as const;
const digestBytes = 32;
const newline = 10;
const numbersPerSighting = 3;
const bytesPerSighting = numbersPerSighting * 8 + 1;

/** The answer as one file: a line of JSON, the sightings' numbers and kinds as columns, their paths, the answer, a SHA-256 over all of it. */
export function encodeAnswer({ key, answer, sightings, until }: KeptAnswer): Uint8Array {
  const all = [...sightings];
  const paths = Buffer.from(all.map(([path]) => path).join('\n'));
  const contents = all.flatMap(([, sighting], index) => ('content' in sighting && sighting.content !== undefined ? [[index, sighting.content] as const] : []));
  const head: Head = { format: 1, key, until, count: all.length, pathBytes: paths.length, contents };
  const numbers = new Float64Array(all.length * numbersPerSighting);
  const kindColumn = new Uint8Array(all.length);
  for (const [index, [, sighting]] of all.entries()) {
    kindColumn[index] = kinds.indexOf(sighting.kind);
    if ('size' in sighting) numbers.set([sighting.size, sighting.modified, sighting.changed], index * numbersPerSighting);
  }
  const parts = [Buffer.from(`${JSON.stringify(head)}\n`), Buffer.from(numbers.buffer), Buffer.from(kindColumn.buffer), paths, Buffer.from(answer)];
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return Buffer.concat([...parts, digest.digest()]);
}

/** What `encodeAnswer` wrote; undefined for a file that is damaged or answers another question. */
export function decodeAnswer(bytes: Uint8Array, key: string): KeptAnswer | undefined {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(0, bytes.length - digestBytes));
  const headEnd = content.indexOf(newline) + 1;
  if (headEnd === 0 || !createHash('sha256').update(content).digest().equals(bytes.subarray(content.length))) return undefined;
  const head = parseHead(content.toString('utf8', 0, headEnd));
  if (head?.key !== key) return undefined;
  const columnsEnd = headEnd + head.count * bytesPerSighting;
  const pathsEnd = columnsEnd + head.pathBytes;
  if (pathsEnd > content.length) return undefined;
  const sightings = readSightings(head, content.subarray(headEnd, columnsEnd), content.toString('utf8', columnsEnd, pathsEnd));
  return { key, sightings, until: head.until, answer: content.toString('utf8', pathsEnd) };
}

function readSightings({ count, contents }: Head, columns: Buffer, paths: string): ReadonlyMap<string, Sighting> {
  // A copy, since numbers must start at a multiple of eight.
  const numbers = new Float64Array(new Uint8Array(columns.subarray(0, count * numbersPerSighting * 8)).buffer);
  const known = new Map(contents);
  const names = count === 0 ? [] : paths.split('\n');
  return new Map(
    names.map((path, index): [string, Sighting] => {
      const kind = kinds[columns[count * numbersPerSighting * 8 + index] ?? 0] ?? 'absent';
      if (kind === 'absent' || kind === 'there') return [path, { kind }];
      const at = index * numbersPerSighting;
      const state = { kind, size: numbers[at] ?? 0, modified: numbers[at + 1] ?? 0, changed: numbers[at + 2] ?? 0 };
      const content = known.get(index);
      return [path, content === undefined ? state : { ...state, content }];
    }),
  );
}

/** The digest vouches for the rest of it. */
function parseHead(line: string): Head | undefined {
  const head: unknown = parseJson(line);
  return isHead(head) ? head : undefined;
}

function isHead(value: unknown): value is Head {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'key' in value && 'count' in value;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
