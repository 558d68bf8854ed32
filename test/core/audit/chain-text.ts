import { chainEntry, noEntries } from '../../../core/audit/chain.ts';
import type { AuditEntry } from '../../../core/kernel/audit-entry.ts';
import type { AuditHead, AuditKey, ChainEnd } from '../../../core/kernel/audit-store.ts';

/** A chain of so many entries as lines, and where it ends. */
export function chainOf(entries: number, key?: AuditKey): { readonly lines: readonly string[]; readonly end: ChainEnd } {
  let end: ChainEnd = noEntries;
  const lines = Array.from({ length: entries }, (_unused, index) => {
    const next = chainEntry(entryNumbered(index + 1), { end, key });
    end = next.end;
    return next.line;
  });
  return { lines, end };
}

/** An entry that tells itself apart from the others. */
export function entryNumbered(number: number): AuditEntry {
  return {
    at: `2026-11-21T12:00:${String(number).padStart(2, '0')}.000Z`,
    action: 'fix.apply',
    actor: 'mcp',
    via: 'agent',
    client: 'test 1.0',
    outcome: 'done',
    finding: { fingerprint: 'abcdef0123456789', rule: `rule-${number}`, file: 'src/ä.py' },
    details: { verified: true, list: ['a', 'b'] },
  };
}

/** The file's bytes. */
export function fileOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}

export const noHead: AuditHead = { kind: 'none', reason: 'none' };
