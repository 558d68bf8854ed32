import { createHash } from 'node:crypto';
import { z } from 'zod';
import { languageId } from '../model.ts';
import type { FileRecord, FileState } from './file-record.ts';

/** A record as the cache keeps it, with what it depends on besides its content. */
export interface KeptRecord {
  readonly record: FileRecord;
  readonly state: FileState;
  /** Of the rules for its language and the limits. */
  readonly stamp: string;
}

const head = z.object({
  format: z.literal(2),
  engine: z.string(),
  count: z.number().int().nonnegative(),
  pathBytes: z.number().int().nonnegative(),
  bodyBytes: z.number().int().nonnegative(),
  factBytes: z.number().int().nonnegative(),
  stamps: z.array(z.string()),
  languages: z.array(languageId.nullable()),
});
type Head = z.output<typeof head>;

const contentBytes = 20;
const digestBytes = 32;
const wordBytes = 8;
const newline = 10;

/**
 * The records as one compact file: a line of JSON, then columns (times, sizes, lines, ends of bodies and facts, languages, stamps, content ids),
 * the paths, the bodies, the facts and a SHA-256 over all of it.
 */
export function encodeRecords(kept: readonly KeptRecord[], engine: string): Uint8Array {
  const usable = kept.filter(({ record }) => !record.path.includes('\n'));
  const stamps = [...new Set(usable.map(({ stamp }) => stamp))];
  const languages = [...new Set(usable.map(({ record }) => record.language ?? null))];
  const paths = Buffer.from(usable.map(({ record }) => record.path).join('\n'));
  const bodies = usable.map(({ record }) => Buffer.from(record.body));
  const facts = usable.map(({ record }) => Buffer.from(record.facts ?? ''));
  const [bodyBytes, factBytes] = [lengthOf(bodies), lengthOf(facts)];
  const described: Head = { format: 2, engine, count: usable.length, pathBytes: paths.length, bodyBytes, factBytes, stamps, languages };
  const line = Buffer.from(JSON.stringify(described));
  const padded = Buffer.concat([line, Buffer.alloc(wordBytes - ((line.length + 1) % wordBytes), ' '), Buffer.from('\n')]);
  const columns = columnsOf(new ArrayBuffer(columnBytes(usable.length)), usable.length);
  let end = 0;
  let factEnd = 0;
  for (const [index, { record, state, stamp }] of usable.entries()) {
    end += bodies[index]?.length ?? 0;
    factEnd += facts[index]?.length ?? 0;
    columns.times.set([state.modified, state.changed], index * 2);
    columns.numbers.set([state.size, record.lines, end, stamps.indexOf(stamp), languages.indexOf(record.language ?? null), factEnd], index * numbersPerRecord);
    columns.contents.set(Buffer.from(state.content, 'hex'), index * contentBytes);
  }
  const parts = [padded, Buffer.from(columns.buffer), paths, ...bodies, ...facts];
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return Buffer.concat([...parts, digest.digest()]);
}

/** What `encodeRecords` wrote, by path, read one by one. */
export interface RecordReader {
  readonly count: number;
  get(path: string): KeptRecord | undefined;
  all(): Iterable<KeptRecord>;
}

/** Undefined for a file that is damaged, of another format or of another engine. */
export function decodeRecords(bytes: Uint8Array, engine: string): RecordReader | undefined {
  const content = bytes.subarray(0, Math.max(0, bytes.length - digestBytes));
  const headEnd = content.indexOf(newline) + 1;
  if (headEnd === 0 || !isIntact(bytes, content)) return undefined;
  const parsed = head.safeParse(parseJson(Buffer.from(content.subarray(0, headEnd)).toString()));
  if (!parsed.success || parsed.data.engine !== engine) return undefined;
  const { count, pathBytes, bodyBytes, factBytes } = parsed.data;
  const columnsLength = columnBytes(count);
  if (content.length !== headEnd + columnsLength + pathBytes + bodyBytes + factBytes) return undefined;
  // A copy, since columns must start at a multiple of eight.
  const columns = columnsOf(new Uint8Array(content.subarray(headEnd, headEnd + columnsLength)).buffer, count);
  const rest = Buffer.from(content.buffer, content.byteOffset + headEnd + columnsLength, pathBytes + bodyBytes + factBytes);
  const paths = pathBytes === 0 ? [] : rest.toString('utf8', 0, pathBytes).split('\n');
  return readerOf({ head: parsed.data, columns, paths, bodies: rest.subarray(pathBytes, pathBytes + bodyBytes), facts: rest.subarray(pathBytes + bodyBytes) });
}

/** One file of what several processes found in different files of a project; parts that are damaged or of another engine are left out. */
export function mergeRecords(parts: readonly Uint8Array[], engine: string): Uint8Array {
  const kept = new Map<string, KeptRecord>();
  for (const part of parts) for (const entry of decodeRecords(part, engine)?.all() ?? []) kept.set(entry.record.path, entry);
  return encodeRecords([...kept.values()], engine);
}

const numbersPerRecord = 6;

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

interface Columns {
  readonly buffer: ArrayBuffer;
  readonly times: Float64Array;
  readonly numbers: Uint32Array;
  readonly contents: Uint8Array;
}

function columnBytes(count: number): number {
  return count * (16 + numbersPerRecord * 4 + contentBytes);
}

function columnsOf(buffer: ArrayBuffer, count: number): Columns {
  const numbersAt = count * 16;
  const contentsAt = numbersAt + count * numbersPerRecord * 4;
  return {
    buffer,
    times: new Float64Array(buffer, 0, count * 2),
    numbers: new Uint32Array(buffer, numbersAt, count * numbersPerRecord),
    contents: new Uint8Array(buffer, contentsAt, count * contentBytes),
  };
}

interface Decoded {
  readonly head: Head;
  readonly columns: Columns;
  readonly paths: readonly string[];
  readonly bodies: Buffer;
  readonly facts: Buffer;
}

function readerOf(decoded: Decoded): RecordReader {
  const { paths } = decoded;
  const indexes = new Map(paths.map((path, index) => [path, index]));
  return {
    count: paths.length,
    get(path) {
      const index = indexes.get(path);
      return index === undefined ? undefined : recordAt(decoded, index);
    },
    *all() {
      for (let index = 0; index < paths.length; index += 1) yield recordAt(decoded, index);
    },
  };
}

function recordAt({ head: { stamps, languages }, columns, paths, bodies, facts }: Decoded, index: number): KeptRecord {
  const { times, numbers, contents } = columns;
  const at = index * numbersPerRecord;
  const [size = 0, lines = 0, end = 0, stamp = 0, language = 0, factEnd = 0] = numbers.subarray(at, at + numbersPerRecord);
  const start = index === 0 ? 0 : (numbers[at - numbersPerRecord + 2] ?? 0);
  const factStart = index === 0 ? 0 : (numbers[at - numbersPerRecord + 5] ?? 0);
  const content = Buffer.from(contents.buffer, contents.byteOffset + index * contentBytes, contentBytes).toString('hex');
  const record = {
    path: paths[index] ?? '',
    language: languages[language] ?? undefined,
    lines,
    body: start === end ? '' : bodies.toString('utf8', start, end),
    ...(factStart === factEnd ? {} : { facts: facts.toString('utf8', factStart, factEnd) }),
  };
  return { record, state: { size, modified: times[index * 2] ?? 0, changed: times[index * 2 + 1] ?? 0, content }, stamp: stamps[stamp] ?? '' };
}

function isIntact(bytes: Uint8Array, content: Uint8Array): boolean {
  return createHash('sha256').update(content).digest().equals(bytes.subarray(content.length));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
