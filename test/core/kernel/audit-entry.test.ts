import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clientLine, recordAudit } from '../../../core/kernel/audit-entry.ts';
import type { Actor } from '../../../core/kernel/context.ts';
import { Failure } from '../../../core/kernel/failure.ts';
import { defineOperation, run } from '../../../core/kernel/operation.ts';
import { testContext } from '../../support/context.ts';

const agent: Actor = { id: 'mcp', via: 'agent', access: 'operator', client: 'claude-code 2.1.0', tool: 'apply_fix', session: 's-1' };
const hash = 'a'.repeat(64);

const rename = defineOperation({
  name: 'rename',
  summary: 'Renames',
  input: z.object({ files: z.array(z.string()), refuse: z.boolean().default(false) }),
  output: z.object({ hash: z.string() }),
  access: 'member',
  effect: 'write',
  limit: 'general',
  audited: ({ files }, result) => files.map((file) => ({ finding: { file, rule: 'r' }, ...(result === undefined ? {} : { after: result.hash }) })),
  run: (_context, { refuse }) => {
    if (refuse) throw new Failure('conflict', 'no');
    return { hash };
  },
});

describe('what the audit trail says of a call', () => {
  it('names the agent, its tool and session, and has an entry for each thing the operation tells of', async () => {
    const context = testContext({ actor: agent });
    await run(rename, context, { files: ['a.py', '/project/b/c.py'] });
    const common = {
      at: '2026-11-21T12:00:00.000Z',
      action: 'rename',
      actor: 'mcp',
      via: 'agent',
      client: 'claude-code 2.1.0',
      tool: 'apply_fix',
      session: 's-1',
    };
    expect(context.audit.entries).toEqual([
      { ...common, outcome: 'done', finding: { rule: 'r', file: 'a.py' }, after: hash, details: {} },
      { ...common, outcome: 'done', finding: { rule: 'r', file: 'b/c.py' }, after: hash, details: {} },
    ]);
  });

  it('says of a refused call what it was about and why it was refused', async () => {
    const context = testContext({ actor: agent });
    await expect(run(rename, context, { files: ['a.py'], refuse: true })).rejects.toThrow('no');
    expect(context.audit.entries).toMatchObject([{ outcome: 'refused', finding: { file: 'a.py' }, details: { refusal: 'conflict' } }]);
  });

  it('has an entry without particulars for a call that told of nothing or could not be read', async () => {
    const context = testContext({ actor: agent });
    await run(rename, context, { files: [] });
    await expect(run(rename, context, { files: 7 })).rejects.toThrow('files');
    expect(context.audit.entries.map(({ outcome, details }) => [outcome, details])).toEqual([
      ['done', {}],
      ['refused', { refusal: 'invalid_input' }],
    ]);
  });

  it('leaves out files outside of the project and what is no hash, and makes texts one short line', () => {
    const context = testContext({ actor: { ...agent, client: `evil\n{"at":"x"}\u202e${'y'.repeat(400)}`, session: ' \n' } });
    recordAudit(context, {
      action: 'test',
      outcome: 'done',
      facts: { finding: { file: '/etc/passwd', rule: 'a\r\nb' }, before: 'password', details: { reason: `${'z'.repeat(299)}😀😀`, list: ['a\tb'] } },
    });
    const [entry] = context.audit.entries;
    expect(entry?.finding).toEqual({ rule: 'a b' });
    expect(entry).not.toHaveProperty('before');
    expect(entry).not.toHaveProperty('session');
    expect(entry?.client).toMatch(/^evil \{"at":"x"\}\\u\{202e\}y+…$/u);
    expect(entry?.client).toHaveLength(120);
    expect(entry?.details).toEqual({ reason: `${'z'.repeat(299)}…`, list: ['a b'] });
  });

  it('makes one line of a name and a version, and nothing of nothing', () => {
    expect([clientLine('claude-code', '2.1.0'), clientLine('x'), clientLine(' \n', '')]).toEqual(['claude-code 2.1.0', 'x', undefined]);
  });
});
