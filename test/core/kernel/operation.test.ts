import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Access } from '../../../core/kernel/context.ts';
import { Failure } from '../../../core/kernel/failure.ts';
import { defineOperation, run } from '../../../core/kernel/operation.ts';
import { document } from '../../../core/kernel/reply.ts';
import { testContext } from '../../support/context.ts';

const double = defineOperation({
  name: 'double',
  summary: 'Doubles a number',
  input: z.object({ value: z.number() }),
  output: z.object({ result: z.number() }),
  access: 'member',
  effect: 'write',
  limit: 'general',
  run: (_context, input) => ({ result: input.value * 2 }),
});

describe('the one door', () => {
  it('parses, handles and checks the output', async () => {
    const context = testContext();
    expect(await run(double, context, { value: 21 })).toEqual({ result: 42 });
    expect(context.audit.entries).toEqual([{ at: '2026-11-21T12:00:00.000Z', action: 'double', actor: 'tester', via: 'local', outcome: 'done', details: {} }]);
  });

  it('names each wrong field and does not repeat its value', async () => {
    const failure = await failureOf(run(double, testContext(), { value: 'kQ7-secret' }));
    expect(failure.code).toBe('invalid_input');
    expect(failure.details).toEqual({ issues: [{ field: 'value', message: expect.any(String) }] });
    expect(JSON.stringify([failure.message, failure.details])).not.toContain('kQ7');
  });

  it.each<[Access, string]>([
    ['public', 'unauthenticated'],
    ['auditor', 'forbidden'],
  ])('refuses an actor with access %s', async (access, code) => {
    const context = testContext({ actor: { id: 'x', via: 'anonymous', access } });
    expect((await failureOf(run(double, context, { value: 1 }))).code).toBe(code);
    expect(context.audit.entries.map((entry) => entry.outcome)).toEqual(['refused']);
  });

  it('shows an unexpected error as internal and logs it', async () => {
    const context = testContext();
    const broken = { ...double, run: () => Promise.reject(new Error('password is hunter2')) };
    const failure = await failureOf(run(broken, context, { value: 1 }));
    expect([failure.code, failure.message]).toEqual(['internal', 'Internal error']);
    expect(context.log.lines).toHaveLength(1);
  });

  it('treats an answer that does not fit its schema as internal', async () => {
    const wrong = { ...double, run: () => ({ result: Number.NaN }) };
    expect((await failureOf(run(wrong, testContext(), { value: 1 }))).code).toBe('internal');
  });

  it('passes documents through and does not audit reads', async () => {
    const context = testContext();
    const page = { ...double, effect: 'read' as const, run: () => document('text/html', '<p>hi</p>') };
    expect(await run(page, context, { value: 1 })).toEqual({ kind: 'document', mime: 'text/html', body: '<p>hi</p>' });
    expect(context.audit.entries).toEqual([]);
  });
});

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof Failure) return thrown;
  throw new Error('no Failure was thrown');
}
