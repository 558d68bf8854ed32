import { describe, expect, it } from 'vitest';
import { listAudit, verifyAudit } from '../../../core/audit/audit.ops.ts';
import type { AuditEntry } from '../../../core/kernel/audit-entry.ts';
import { run, runJson } from '../../../core/kernel/operation.ts';
import { type TestContext, testContext } from '../../support/context.ts';
import { entryNumbered, fileOf } from './chain-text.ts';

function contextWith(entries: readonly AuditEntry[], change: (text: string) => string = (text) => text): TestContext {
  const context = testContext();
  for (const entry of entries) context.audit.record(entry);
  const stored = context.audit.stored();
  const bytes = fileOf(change(new TextDecoder().decode(stored.bytes)).trimEnd().split('\n'));
  return { ...context, audit: { ...context.audit, stored: () => ({ ...stored, bytes }) } };
}

const numbered = Array.from({ length: 5 }, (_unused, index) => entryNumbered(index + 1));
const seqsOf = async (context: TestContext, input: Record<string, unknown>) => (await runJson(listAudit, context, input)).entries.map(({ seq }) => seq);

describe('the list of entries', () => {
  it('has the latest first and tells how many there are', async () => {
    const answer = await runJson(listAudit, contextWith(numbered), { limit: 2 });
    expect([answer.entries.map(({ seq }) => seq), answer.total, answer.intact]).toEqual([[5, 4], 5, true]);
    expect(answer.entries[0]).toMatchObject({ line: 5, state: 'ok', action: 'fix.apply', client: 'test 1.0', finding: { rule: 'rule-5', file: 'src/ä.py' } });
  });

  it('is narrowed by agent, rule, file, outcome and time', async () => {
    const other: AuditEntry = { ...entryNumbered(30), client: 'Cursor 1', outcome: 'refused', finding: { file: 'b.ts' }, at: '2026-12-01T10:00:00.000Z' };
    const context = contextWith([...numbered, other]);
    expect(await seqsOf(context, { client: 'cursor' })).toEqual([6]);
    expect(await seqsOf(context, { outcome: 'refused' })).toEqual([6]);
    expect(await seqsOf(context, { rule: 'rule-2' })).toEqual([2]);
    expect(await seqsOf(context, { file: 'b.ts' })).toEqual([6]);
    expect(await seqsOf(context, { fingerprint: 'abcdef0123456789', until: '2026-11-21T12:00:02.000Z' })).toEqual([2, 1]);
    expect(await seqsOf(context, { since: '2026-12-01', until: '2026-12-01' })).toEqual([6]);
    expect(await seqsOf(context, { action: 'scan' })).toEqual([]);
  });

  it('marks the entries that are not as they were written, and shows nothing of another form', async () => {
    const context = contextWith(numbered, (text) => `${text.replace('"rule":"rule-2"', '"rule":{"x":1}')}{"action":"forged","client":["x"]}\nnoise\n`);
    const { entries, intact } = await runJson(listAudit, context, {});
    expect(entries.map(({ line, state }) => `${line} ${state}`)).toEqual(['7 broken', '6 inserted', '5 ok', '4 ok', '3 ok', '2 changed', '1 ok']);
    expect([intact, entries[1], entries[5]?.finding]).toEqual([
      false,
      { line: 6, state: 'inserted', action: 'forged' },
      { fingerprint: 'abcdef0123456789', file: 'src/ä.py' },
    ]);
  });

  it('is a table for spreadsheets that runs no formula', async () => {
    const reply = await run(listAudit, contextWith([{ ...entryNumbered(1), client: '=cmd()', session: 'a,"b"' }]), { format: 'csv' });
    expect(reply).toMatchObject({ kind: 'document', mime: 'text/csv', name: 'audit.csv' });
    const [head, row] = String('body' in reply ? reply.body : '').split('\r\n');
    expect(head).toBe('seq,state,at,action,outcome,actor,via,client,tool,session,rule,file,fingerprint,before,after,details');
    expect(row).toContain(`1,ok,2026-11-21T12:00:01.000Z,fix.apply,done,mcp,agent,'=cmd(),,"a,""b""",rule-1,src/ä.py,abcdef0123456789`);
  });
});

describe('verifying', () => {
  it('tells the end, by which later entries prove that nothing before was taken away', async () => {
    const { intact, end, entries } = await runJson(verifyAudit, contextWith(numbered.slice(0, 3)), {});
    expect([intact, entries, end]).toEqual([true, 3, expect.stringMatching(/^3:[0-9a-f]{64}$/)]);
    expect((await runJson(verifyAudit, contextWith(numbered), { expect: end })).intact).toBe(true);
    expect(await runJson(verifyAudit, contextWith(numbered.slice(0, 2)), { expect: end })).toMatchObject({ intact: false, problems: [{ kind: 'truncated' }] });
    expect(await runJson(verifyAudit, contextWith(numbered.slice(1)), { expect: end })).toMatchObject({ intact: false, problems: [{ kind: 'rewritten' }] });
  });

  it('of a trail without entries or with a single broken line is no alarm', async () => {
    expect(await runJson(verifyAudit, contextWith([]), {})).toMatchObject({ intact: true, entries: 0 });
    expect(
      await runJson(
        verifyAudit,
        contextWith(numbered, (text) => `${text}{"half`),
        {},
      ),
    ).toMatchObject({ intact: true, entries: 5, broken: 1 });
  });

  it('says that without a key somebody could make all of it anew', async () => {
    expect((await runJson(verifyAudit, contextWith(numbered), {})).key).toContain('can make a new chain');
  });
});
