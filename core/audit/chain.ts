import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry } from '../kernel/audit-entry.ts';
import type { AuditKey, ChainEnd } from '../kernel/audit-store.ts';

/** Lines between two entries that belong to no chain: of an earlier version, of a process that was killed while it wrote, or of somebody else. */
export interface CoveredLines {
  readonly lines: number;
  /** SHA-256 of the lines, each with the `\n` after it, in hex. */
  readonly sha256: string;
}

/** What an entry is chained to. */
export interface ChainPlace {
  readonly end: ChainEnd;
  readonly covers?: CoveredLines;
  /** An end that was noted elsewhere and that the file no longer has. */
  readonly lost?: ChainEnd;
  readonly key?: AuditKey | undefined;
}

/** The end of a chain that has not begun. */
export const noEntries: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

const secretIdLength = 12;

/** The key for a secret. */
export function auditKey(secret: string, from: AuditKey['from']): AuditKey {
  return { id: createHmac('sha256', secret).update('sentrik audit key').digest('hex').slice(0, secretIdLength), from, secret };
}

/**
 * The line of an entry and the chain's new end. The line is canonical JSON (members sorted, no spaces) of the entry with its number, the hash of the
 * entry before it, `hash` (SHA-256 of the line without `hash` and `mac`) and, with a key, `mac` (HMAC-SHA-256 of the same).
 */
export function chainEntry(entry: AuditEntry, { end, covers, lost, key }: ChainPlace): { readonly line: string; readonly end: ChainEnd } {
  const seq = Math.max(end.seq, lost?.seq ?? 0) + 1;
  const body = {
    ...entry,
    seq,
    prev: end.hash,
    ...(covers === undefined ? {} : { covers }),
    ...(lost === undefined ? {} : { lost }),
    ...(key === undefined ? {} : { key: key.id }),
  };
  const signed = sealOf(body, key);
  return { line: canonical({ ...body, ...signed }), end: { seq, hash: signed.hash } };
}

/** Hash of a record without `hash` and `mac`, and with a key its mac. */
export function sealOf(body: Readonly<Record<string, unknown>>, key: AuditKey | undefined): { readonly hash: string; readonly mac?: string } {
  const text = canonical(body);
  const hash = createHash('sha256').update(text).digest('hex');
  return key === undefined ? { hash } : { hash, mac: createHmac('sha256', key.secret).update(text).digest('hex') };
}

/** The number and hash that a line gives itself; undefined for one that is no entry of a chain. Nothing is verified. */
export function chainEndOf(line: string): ChainEnd | undefined {
  const record = recordOf(line);
  return record === undefined ? undefined : endOf(record);
}

/** A record's number and hash, if it has both. */
export function endOf({ seq, hash }: Readonly<Record<string, unknown>>): ChainEnd | undefined {
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0 && typeof hash === 'string' && hexDigest.test(hash) ? { seq, hash } : undefined;
}

/** The JSON object of a line. */
export function recordOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 of lines that belong to no chain. */
export function coverLines(lines: readonly Uint8Array[]): CoveredLines | undefined {
  if (lines.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return { lines: lines.length, sha256: hash.digest('hex') };
}

/** The lines of a file without their `\n`; a last one without it counts, too. */
export function linesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) lines.push(bytes.subarray(start));
  return lines;
}

/** JSON with members sorted by name and no spaces: the same value gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

const lineFeed = 10;
const hexDigest = /^[0-9a-f]{64}$/;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
