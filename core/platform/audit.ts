import fs from 'node:fs';
import path from 'node:path';
import { type ChainPlace, chainEndOf, chainEntry, coverLines, linesIn, noEntries } from '../audit/chain.ts';
import type { AuditEntry } from '../kernel/audit-entry.ts';
import type { AuditHead, AuditKey, ChainEnd, StoredAudit } from '../kernel/audit-store.ts';
import type { AuditTrail, Log } from '../kernel/context.ts';
import { type HeadPlace, headPlace } from './audit-head.ts';
import { findAuditKey } from './audit-key.ts';
import { whileLocked } from './audit-lock.ts';

/** Where an audit trail is kept. */
export interface AuditPlace {
  /** The project's folder: a real path. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

const folderName = '.sentrik/local';
const fileName = 'audit.jsonl';

/**
 * Appends one JSON line per entry to `.sentrik/local/audit.jsonl`, each chained to the one before; several processes may do so at once. In a project
 * that cannot be written the entry goes to the log instead.
 */
export function fileAudit({ root, environment, log }: AuditPlace): AuditTrail {
  const folder = path.join(root, folderName);
  const head = headPlace(root, environment);
  let warnedOf: string | undefined;
  const keyNow = () => {
    const { key, keyProblem } = findAuditKey(root, environment);
    if (keyProblem !== undefined && keyProblem !== warnedOf) log.warn('the audit trail is not signed', { reason: keyProblem });
    warnedOf = keyProblem;
    return key;
  };
  return {
    record(entry) {
      try {
        makeFolder(root, folder);
        whileLocked(path.join(folder, 'audit.lock'), () => append(path.join(folder, fileName), entry, { head, key: keyNow() }));
      } catch {
        log.warn('the audit trail cannot be written', { ...entry });
      }
    },
    stored: () => ({ bytes: readAll(path.join(folder, fileName)), head: head.read(), ...findAuditKey(root, environment) }),
  };
}

export interface MemoryAudit extends AuditTrail {
  readonly entries: readonly AuditEntry[];
}

/** Keeps the entries, for tests and for frontends without a project folder. */
export function memoryAudit(): MemoryAudit {
  const entries: AuditEntry[] = [];
  return { entries, record: (entry) => void entries.push(entry), stored: () => chained(entries) };
}

function chained(entries: readonly AuditEntry[]): StoredAudit {
  let end: ChainEnd = noEntries;
  const lines = entries.map((entry) => {
    const next = chainEntry(entry, { end });
    end = next.end;
    return `${next.line}\n`;
  });
  return { bytes: new TextEncoder().encode(lines.join('')), head: { kind: 'none', reason: 'nothing is kept on disk' } };
}

/** A link in the folder's place could lead the entries into a file of somebody else. */
function makeFolder(root: string, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  if (fs.realpathSync.native(folder) !== path.join(root, ...folderName.split('/'))) throw new Error('the folder is a link');
  // What belongs to one machine is not for the project's history.
  const ignored = path.join(folder, '.gitignore');
  if (!fs.existsSync(path.join(folder, fileName)) && !fs.existsSync(ignored)) fs.writeFileSync(ignored, '*\n', { flag: 'wx' });
}

/** One write, so that a process that is killed leaves whole lines, or half of the last one, which the next entry then covers. */
function append(file: string, entry: AuditEntry, { head, key }: { readonly head: HeadPlace; readonly key: AuditKey | undefined }): void {
  const handle = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_APPEND | (fs.constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    const { place, isOpenLine } = lookAtEnd(handle, head.read());
    const { line, end } = chainEntry(entry, { ...place, key });
    fs.writeFileSync(handle, `${isOpenLine ? '\n' : ''}${line}\n`);
    head.write(end, key);
  } finally {
    fs.closeSync(handle);
  }
}

const firstBlock = 16_384;
const lineFeed = 10;

/** The last entry of the chain is looked for from the end, in blocks that grow. `isOpenLine`: the last line has no end. */
function lookAtEnd(handle: number, head: AuditHead): { readonly place: ChainPlace; readonly isOpenLine: boolean } {
  const { size } = fs.fstatSync(handle);
  for (let length = Math.min(size, firstBlock); ; length = Math.min(size, length * 4)) {
    const bytes = readBlock(handle, size - length, length);
    // What stands before the block's first line end may be half of a line.
    const lines = linesIn(length === size ? bytes : bytes.subarray(bytes.indexOf(lineFeed) + 1));
    const place = placeAfter(lines, head, length === size);
    if (place !== undefined) return { place, isOpenLine: size > 0 && bytes.at(-1) !== lineFeed };
  }
}

/** Undefined when more of the file is needed to tell. */
function placeAfter(lines: readonly Uint8Array[], head: AuditHead, isWhole: boolean): ChainPlace | undefined {
  const endAt = (line: Uint8Array | undefined) => (line === undefined ? undefined : chainEndOf(new TextDecoder().decode(line)));
  const last = lines.findLastIndex((line) => endAt(line) !== undefined);
  if (last < 0 && !isWhole) return undefined;
  const end = endAt(lines[last]) ?? noEntries;
  const covers = coverLines(lines.slice(last + 1));
  const place = { end, ...(covers === undefined ? {} : { covers }) };
  if (head.kind === 'none' || (head.end.seq === end.seq && head.end.hash === end.hash)) return place;
  if (head.end.seq >= end.seq) return { ...place, lost: head.end };
  // A process that was killed between writing its entry and noting the end.
  const noted = lines.map(endAt).find((each) => each?.seq === head.end.seq);
  if (noted === undefined && !isWhole) return undefined;
  return noted?.hash === head.end.hash ? place : { ...place, lost: head.end };
}

function readBlock(handle: number, from: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const got = fs.readSync(handle, bytes, read, length - read, from + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
}

function readAll(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch {
    return new Uint8Array();
  }
}
