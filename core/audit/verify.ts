import { timingSafeEqual } from 'node:crypto';
import type { AuditHead, AuditKey, ChainEnd, StoredAudit } from '../kernel/audit-store.ts';
import { canonical, coverLines, endOf, linesIn, noEntries, recordOf, sealOf } from './chain.ts';

/** What is wrong with an audit trail. */
export const auditProblemKinds = ['changed', 'removed', 'reordered', 'inserted', 'truncated', 'lost', 'rewritten', 'unsigned', 'mac', 'head'] as const;
export type AuditProblemKind = (typeof auditProblemKinds)[number];

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** 1-based line of the file; absent where the end is meant. */
  readonly line?: number;
  readonly message: string;
}

/** How an entry of the file stands. `unchained`: of a version without a chain; `broken`: no whole entry. */
export type EntryState = 'ok' | 'changed' | 'unchained' | 'inserted' | 'broken';

export interface ReadEntry {
  /** 1-based. */
  readonly line: number;
  readonly state: EntryState;
  readonly record?: Readonly<Record<string, unknown>>;
}

export interface AuditCheck {
  readonly entries: readonly ReadEntry[];
  readonly problems: readonly AuditProblem[];
  readonly end: ChainEnd;
  /** Entries whose signature was verified with the key at hand. */
  readonly signed: number;
}

interface Walk {
  readonly key: AuditKey | undefined;
  readonly entries: ReadEntry[];
  readonly problems: AuditProblem[];
  end: ChainEnd;
  /** Lines since the last entry of the chain, which the next one has to cover. */
  between: Uint8Array[];
  hashes: Map<number, string>;
  signed: number;
  /** Key of the last entry. */
  lastKey: string | undefined;
  wasSigned: boolean;
}

/**
 * Walks the whole file: every entry has the hash of the one before and its own, covers the lines in between, and the file goes as far as the end that
 * was noted in the second place or that the caller expects.
 */
export function checkAudit({ bytes, head, key }: StoredAudit, expected?: ChainEnd): AuditCheck {
  const walk: Walk = { key, entries: [], problems: [], end: noEntries, between: [], hashes: new Map(), signed: 0, lastKey: undefined, wasSigned: false };
  for (const [index, line] of linesIn(bytes).entries()) readLine(walk, line, index + 1);
  checkHead(walk, head);
  if (expected !== undefined) checkEnd(walk, expected, 'is expected');
  return { entries: walk.entries, problems: walk.problems, end: walk.end, signed: walk.signed };
}

function readLine(walk: Walk, bytes: Uint8Array, line: number): void {
  const text = new TextDecoder().decode(bytes);
  const record = recordOf(text);
  const own = record === undefined ? undefined : endOf(record);
  if (record === undefined || own === undefined) {
    walk.between.push(bytes);
    walk.entries.push(unchainedEntry(walk, record, line));
    return;
  }
  const isIntact = isSealed(walk, record, { text, line });
  checkOrder(walk, record, { own, line });
  walk.entries.push({ line, state: isIntact ? 'ok' : 'changed', record });
  walk.between = [];
  walk.end = own;
  walk.hashes.set(own.seq, own.hash);
}

/** Before the chain begins these are entries of an earlier version; later ones came from nobody who knows the chain, or are halves of lines. */
function unchainedEntry({ end, problems }: Walk, record: ReadEntry['record'], line: number): ReadEntry {
  if (record === undefined) return { line, state: 'broken' };
  if (end === noEntries) return { line, state: 'unchained', record };
  problems.push({ kind: 'inserted', line, message: 'an entry that is not part of the chain' });
  return { line, state: 'inserted', record };
}

/** Whether the line is what was written: its hash and, with the key, its signature. */
function isSealed(walk: Walk, record: Readonly<Record<string, unknown>>, { text, line }: { readonly text: string; readonly line: number }): boolean {
  const { hash, mac, ...body } = record;
  const key = walk.key !== undefined && body.key === walk.key.id ? walk.key : undefined;
  const seal = sealOf(body, key);
  const isSame = seal.hash === hash && canonical(record) === text;
  if (!isSame) walk.problems.push({ kind: 'changed', line, message: 'the entry was changed' });
  if (key === undefined) {
    if (walk.wasSigned && body.key === undefined) walk.problems.push({ kind: 'unsigned', line, message: 'the entry is not signed, and earlier ones are' });
  } else if (isSameText(seal.mac ?? '', mac)) walk.signed += 1;
  else if (isSame) walk.problems.push({ kind: 'mac', line, message: 'the signature is not one of the key' });
  walk.lastKey = typeof body.key === 'string' ? body.key : undefined;
  walk.wasSigned ||= walk.lastKey !== undefined;
  return isSame && (key === undefined || isSameText(seal.mac ?? '', mac));
}

function checkOrder(
  walk: Walk,
  { prev, covers, lost }: Readonly<Record<string, unknown>>,
  { own, line }: { readonly own: ChainEnd; readonly line: number },
): void {
  const { problems, end } = walk;
  const lostEnd = isObject(lost) ? endOf(lost) : undefined;
  if (lostEnd !== undefined) {
    problems.push({ kind: 'lost', line, message: `when it was written, entries up to number ${lostEnd.seq} had been taken away or replaced` });
  }
  const next = Math.max(end.seq, lostEnd?.seq ?? 0) + 1;
  if (own.seq < next) problems.push({ kind: 'reordered', line, message: `entry ${own.seq} comes after entry ${end.seq}` });
  else if (own.seq > next) problems.push({ kind: 'removed', line, message: `before entry ${own.seq} ${counted(own.seq - next)} missing` });
  else if (prev !== end.hash) problems.push({ kind: 'rewritten', line, message: `entry ${own.seq} does not follow on the entry before it` });
  const covered = coverLines(walk.between);
  if (canonical(covered ?? null) !== canonical(covers ?? null)) {
    problems.push({ kind: 'changed', line, message: 'the lines before this entry are not those that were there when it was written' });
  }
}

function checkHead(walk: Walk, head: AuditHead): void {
  if (head.kind === 'none') return;
  const { end, mac, key: keyId } = head;
  if (walk.lastKey !== undefined && keyId === undefined) {
    walk.problems.push({ kind: 'head', message: 'the end that was noted in the second place is not signed, and the last entry is' });
    return;
  }
  if (walk.key !== undefined && keyId === walk.key.id && !isSameText(sealOf({ ...end, key: keyId }, walk.key).mac ?? '', mac)) {
    walk.problems.push({ kind: 'head', message: 'the end that was noted in the second place is not signed with the key' });
    return;
  }
  checkEnd(walk, end, 'was noted in the second place');
}

function checkEnd({ end, hashes, problems }: Walk, wanted: ChainEnd, who: string): void {
  if (wanted.seq > end.seq) {
    problems.push({ kind: 'truncated', message: `the file ends at entry ${end.seq}, and entry ${wanted.seq} ${who}` });
    return;
  }
  if (hashes.get(wanted.seq) !== wanted.hash) problems.push({ kind: 'rewritten', message: `entry ${wanted.seq} is another one than that which ${who}` });
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry is' : `${entries} entries are`;
}

function isSameText(expected: string, given: unknown): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(typeof given === 'string' ? given : '')];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
