import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditKey, canonical, chainEntry, sealOf } from '../../../core/audit/chain.ts';
import { checkAudit } from '../../../core/audit/verify.ts';
import type { AuditHead, ChainEnd, StoredAudit } from '../../../core/kernel/audit-store.ts';
import { chainOf, entryNumbered, fileOf, noHead } from './chain-text.ts';

const key = auditKey('a secret of enough length', 'file');
const { lines, end } = chainOf(9);
const headAt = (at: ChainEnd): AuditHead => ({ kind: 'head', end: at });
const kindsOf = (stored: Partial<StoredAudit>, expected?: ChainEnd) =>
  checkAudit({ bytes: fileOf(lines), head: headAt(end), ...stored }, expected).problems.map(({ kind, line }) =>
    line === undefined ? kind : `${kind} ${line}`,
  );
const without = (index: number) => lines.filter((_line, at) => at !== index);
const replaced = (index: number, line: string) => lines.map((old, at) => (at === index ? line : old));

describe('an audit trail', () => {
  it('holds when nothing was touched', () => {
    const { problems, entries } = checkAudit({ bytes: fileOf(lines), head: headAt(end) }, end);
    expect(problems).toEqual([]);
    expect(entries.map(({ line, state }) => `${line} ${state}`)).toEqual(lines.map((_line, index) => `${index + 1} ok`));
  });

  it('is canonical: the same entry gives the same line, whatever the order of its members', () => {
    expect(canonical({ b: [1, { d: 'x', c: null }], a: true })).toBe('{"a":true,"b":[1,{"c":null,"d":"x"}]}');
    for (const line of lines) expect(canonical(JSON.parse(line))).toBe(line);
  });

  it('shows every single changed character of an entry', () => {
    const [, , third = ''] = lines;
    const missed = [...third].flatMap((character, at) => {
      const changed = third.slice(0, at) + (character === '0' ? '1' : '0') + third.slice(at + 1);
      return kindsOf({ bytes: fileOf(replaced(2, changed)) }).length > 0 ? [] : [at];
    });
    expect([third.length > 300, missed]).toEqual([true, []]);
  });

  it('shows spaces and a repeated member, which a JSON reader would not see', () => {
    const [first = ''] = lines;
    expect(kindsOf({ bytes: fileOf(replaced(0, first.replace(':', ': '))) })).toEqual(['changed 1']);
    expect(kindsOf({ bytes: fileOf(replaced(0, first.replace('{', '{"action":"other",'))) })).toEqual(['changed 1']);
  });

  it('shows a changed entry whose hash was made anew', () => {
    const { hash: _hash, ...body } = JSON.parse(lines[4] ?? '') as Record<string, unknown>;
    const forged = { ...body, action: 'other' };
    expect(kindsOf({ bytes: fileOf(replaced(4, canonical({ ...forged, ...sealOf(forged, undefined) }))) })).toEqual(['rewritten 6']);
  });

  it('shows an entry that was removed in the middle, at the start and at the end', () => {
    expect(kindsOf({ bytes: fileOf(without(4)) })).toEqual(['removed 5']);
    expect(kindsOf({ bytes: fileOf(without(0)) })).toEqual(['removed 1']);
    expect(kindsOf({ bytes: fileOf(without(8)) })).toEqual(['truncated']);
    expect(kindsOf({ bytes: new Uint8Array() })).toEqual(['truncated']);
  });

  it('shows entries in another order, twice, and those that are none of the chain', () => {
    const swapped = [...lines.slice(0, 3), lines[4] ?? '', lines[3] ?? '', ...lines.slice(5)];
    expect(kindsOf({ bytes: fileOf(swapped) })).toEqual(['removed 4', 'reordered 5', 'removed 6']);
    expect(kindsOf({ bytes: fileOf([...lines.slice(0, 4), lines[3] ?? '', ...lines.slice(4)]) })).toEqual(['reordered 5']);
    expect(kindsOf({ bytes: fileOf([...lines.slice(0, 4), canonical(entryNumbered(7)), ...lines.slice(4)]) })).toEqual(['inserted 5', 'changed 6']);
  });

  it('cannot tell a shorter file from a whole one without a second place, and says so by the end it knows', () => {
    const short = fileOf(lines.slice(0, 5));
    expect(kindsOf({ bytes: short, head: noHead })).toEqual([]);
    expect(kindsOf({ bytes: short, head: noHead }, end)).toEqual(['truncated']);
    expect(checkAudit({ bytes: short, head: noHead }).end.seq).toBe(5);
  });

  it('shows a chain that was made anew as a whole, as long as the second place has the old end', () => {
    let last: ChainEnd | undefined;
    const anew = lines.map((_line, index) => {
      const made = chainEntry(entryNumbered(index + 20), { end: last ?? { seq: 0, hash: '0'.repeat(64) } });
      last = made.end;
      return made.line;
    });
    expect(kindsOf({ bytes: fileOf(anew) })).toEqual(['rewritten']);
    expect(kindsOf({ bytes: fileOf(anew), head: noHead })).toEqual([]);
  });

  it('accepts an end in the second place that is behind, as a killed process leaves it', () => {
    expect(kindsOf({ head: headAt(chainOf(8).end) })).toEqual([]);
    expect(kindsOf({ head: headAt({ ...chainOf(8).end, hash: 'f'.repeat(64) }) })).toEqual(['rewritten']);
  });
});

describe('entries of a version without a chain', () => {
  const old = ['{"at":"2026-01-01T00:00:00.000Z","action":"scan","actor":"local","via":"local","outcome":"done","details":{}}', '{"half'];

  it('are read, said to be unchained, and bound by the first entry of the chain', () => {
    const bytes = fileOf(old);
    const covers = { lines: 2, sha256: sha256Of(bytes) };
    const first = chainEntry(entryNumbered(1), { end: { seq: 0, hash: '0'.repeat(64) }, covers });
    const whole = [...old, first.line];
    const { problems, entries } = checkAudit({ bytes: fileOf(whole), head: headAt(first.end) });
    expect([problems, entries.map(({ state }) => state)]).toEqual([[], ['unchained', 'broken', 'ok']]);
    expect(kindsOf({ bytes: fileOf([...old.slice(0, 1), first.line]), head: noHead })).toEqual(['changed 2']);
    expect(kindsOf({ bytes: fileOf([old[0]?.replace('scan', 'gate') ?? '', old[1] ?? '', first.line]), head: noHead })).toEqual(['changed 3']);
  });

  it('alone are no defect', () => {
    const { problems, entries } = checkAudit({ bytes: fileOf(old.slice(0, 1)), head: noHead });
    expect([problems, entries.map(({ state }) => state)]).toEqual([[], ['unchained']]);
  });
});

describe('a key', () => {
  const signed = chainOf(4, key);
  const headOf = (at: ChainEnd, by = key): AuditHead => ({ kind: 'head', end: at, key: by.id, mac: sealOf({ ...at, key: by.id }, by).mac ?? '' });

  it('signs entries and the end in the second place', () => {
    const check = checkAudit({ bytes: fileOf(signed.lines), head: headOf(signed.end), key });
    expect([check.problems, check.signed]).toEqual([[], 4]);
  });

  it('shows a chain that somebody made anew without it', () => {
    expect(kindsOf({ bytes: fileOf(chainOf(4).lines), head: headOf(signed.end), key })).toEqual(['rewritten']);
    const mixed = [...signed.lines, chainEntry(entryNumbered(5), { end: signed.end }).line];
    expect(kindsOf({ bytes: fileOf(mixed), head: noHead, key })).toEqual(['unsigned 5']);
  });

  it('shows a chain that somebody made anew with another key of the same name', () => {
    const other = { ...auditKey('another secret of the length', 'file'), id: key.id };
    const forged = chainOf(4, other);
    expect(kindsOf({ bytes: fileOf(forged.lines), head: headOf(forged.end, other), key })).toEqual(['mac 1', 'mac 2', 'mac 3', 'mac 4', 'head']);
  });

  it('shows a shortened file whose second place was written without it', () => {
    const short = fileOf(signed.lines.slice(0, 2));
    expect(kindsOf({ bytes: short, head: headAt(chainOf(2, key).end), key })).toEqual(['head']);
  });

  it('that is not at hand verifies nothing, which the number of verified signatures says', () => {
    const check = checkAudit({ bytes: fileOf(signed.lines), head: headOf(signed.end) });
    expect([check.problems, check.signed]).toEqual([[], 0]);
  });
});

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
