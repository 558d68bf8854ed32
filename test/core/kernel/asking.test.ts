import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askHuman } from '../../../core/kernel/asking.ts';
import type { Ask } from '../../../core/kernel/context.ts';

const fields = z.object({ reason: z.string().min(3) });

describe('asking a person', () => {
  it('gives the values that the person gave', async () => {
    const ask: Ask = (_message, schema) => Promise.resolve({ kind: 'given', values: schema.parse({ reason: 'test code' }) });
    expect(await askHuman({ ask }, 'Why?', fields)).toEqual({ reason: 'test code' });
  });

  it('says so where nobody can be asked, and where the person says no or nothing', async () => {
    await expect(askHuman({}, 'Why?', fields)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('cannot ask') as string });
    const answering =
      (kind: 'declined' | 'dismissed'): Ask =>
      () =>
        Promise.resolve({ kind });
    await expect(askHuman({ ask: answering('declined') }, 'Why?', fields)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(askHuman({ ask: answering('dismissed') }, 'Why?', fields)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
